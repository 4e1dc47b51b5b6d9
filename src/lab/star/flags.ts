import { ProgramExit } from './program';

/** Command-line flags by name, without dashes. */
export type Flags = ReadonlyMap<string, string>;

/**
 * Parses `--name=value` and `--name value`, like star's programs.
 * @throws ProgramExit 1 for an unknown flag, or one without a value.
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
 * Parses an integer flag.
 * @throws ProgramExit 1 for anything else.
 */
export function numberFlag(flags: Flags, name: string, otherwise: number): number {
  const text = flags.get(name);
  if (text === undefined) return otherwise;
  if (!/^\d+$/.test(text)) throw new ProgramExit(1, `Invalid arguments: --${name}=${text}`);
  return Number(text);
}
