import { ProgramExit } from './program';

/** Values of a command line's flags by name, without the dashes. */
export type Flags = ReadonlyMap<string, string>;

/**
 * Reads `--name=value` and `--name value`, as star's programs take them.
 * @throws ProgramExit 1 for a flag that the program does not have, or one without a value.
 */
export function parseFlags(args: readonly string[], known: readonly string[]): Flags {
  const flags = new Map<string, string>();
  const rest = args.values();
  for (const word of rest) {
    const [, name = '', inline] = /^--([a-z-]+)(?:=(.*))?$/s.exec(word) ?? [];
    const value = inline ?? (known.includes(name) ? rest.next().value : undefined);
    if (!known.includes(name) || value === undefined) throw new ProgramExit(1, `Invalid arguments: ${word}`);
    flags.set(name, value);
  }
  return flags;
}

/**
 * A flag that is a whole number.
 * @throws ProgramExit 1 for anything else.
 */
export function numberFlag(flags: Flags, name: string, otherwise: number): number {
  const text = flags.get(name);
  if (text === undefined) return otherwise;
  if (!/^\d+$/.test(text)) throw new ProgramExit(1, `Invalid arguments: --${name}=${text}`);
  return Number(text);
}
