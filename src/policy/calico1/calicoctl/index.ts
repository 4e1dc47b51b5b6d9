export { apply } from './apply';
export { parseCommand } from './parse';
export type { CalicoctlState } from './state';
