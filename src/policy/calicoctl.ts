export { apply } from './calicoctl/apply';
export type { Command, CommandLine, RuleWords } from './calicoctl/command';
export { parseCommand } from './calicoctl/parse';
export type { Result } from './calicoctl/result';
export type { CalicoctlState, Keys } from './calicoctl/state';
