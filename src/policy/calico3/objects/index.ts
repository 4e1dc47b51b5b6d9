export type * from './policy';
export type * from './resources';
export type * from './rule';
