export { apply } from './apply';
export type { Command, CommandLine, RuleWords } from './command';
export { parseCommand } from './parse';
export type { Result } from './result';
export type { CalicoctlState, Keys } from './state';
