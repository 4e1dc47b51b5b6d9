/** A name with a value, as listed in tooltips. */
export type Fact = readonly [name: string, value: string];
