/** A name and a value, as tooltips list them. */
export type Fact = readonly [name: string, value: string];
