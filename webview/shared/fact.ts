/** A name with a value, as listed in tooltips. A relative time has the time itself in the tooltip of its value. */
export type Fact = readonly [name: string, value: string, time?: string];
