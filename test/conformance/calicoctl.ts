import { isDeepStrictEqual } from 'node:util';
import { apply, parseCommand, type CalicoctlState } from '../../src/policy/calico1/calicoctl';
import type { NamedNetwork } from '../../src/policy/calico1/names';
import type { Outcome } from './cases';
import { betterClass } from './better';

/** A line of calicoctl.jsonl. */
export interface CalicoctlCase {
  readonly id: string;
  readonly argv: readonly string[];
  readonly stdin?: string;
  readonly before: Readonly<Record<string, string | null>>;
  readonly after: Readonly<Record<string, string | null>>;
  readonly networks?: readonly NamedNetwork[];
  readonly docker?: 'unreachable';
  readonly exit: number;
  readonly stdout: string | null;
  readonly usage?: boolean;
  readonly help?: string;
  readonly crash?: string;
  readonly compare: 'exact' | 'json' | 'lines-any-order' | 'crash';
}

/** The outcome of our own code. */
export interface Replayed {
  readonly after: Readonly<Record<string, string | null>>;
  readonly output: string;
  readonly exit: number;
}

/** Runs a recorded command through the product's parser and commands, and compares. */
export function replayCalicoctl(test: CalicoctlCase): Outcome {
  const ours = run(test);
  const differences = [
    ...(ours.exit === test.exit ? [] : [`exit ${ours.exit}, recorded ${test.exit}`]),
    ...(sameOutput(test, ours.output)
      ? []
      : [`output ${JSON.stringify(ours.output)}, recorded ${JSON.stringify(test.stdout)}`]),
    ...(sameKeys(ours.after, test.after)
      ? []
      : [`keys ${JSON.stringify(changed(test, ours.after))}, recorded ${JSON.stringify(changed(test, test.after))}`]),
  ];
  if (differences.length === 0 && !test.crash && !test.usage) return { id: test.id };
  const better = betterClass(test, ours);
  return better
    ? { id: test.id, better }
    : { id: test.id, failure: `${test.argv.join(' ')}: ${differences.join('; ')}` };
}

function run(test: CalicoctlCase): Replayed {
  const state: CalicoctlState = {
    keys: new Map(Object.entries(test.before)),
    networks: test.docker === 'unreachable' ? undefined : (test.networks ?? []),
  };
  const line = parseCommand(test.argv, test.stdin ?? '');
  if (line.kind === 'help') return { after: test.before, output: '', exit: 0 };
  if (line.kind === 'usage') return { after: test.before, output: line.message, exit: 1 };
  const result = apply(line.command, state);
  return { after: Object.fromEntries(result.state.keys), output: result.output, exit: result.exit };
}

function sameOutput({ compare, stdout }: CalicoctlCase, output: string): boolean {
  if (stdout === null || compare === 'crash') return true;
  if (compare === 'json') return isDeepStrictEqual(json(output), json(stdout));
  const lines = (text: string) => text.split('\n').sort();
  return compare === 'lines-any-order' ? isDeepStrictEqual(lines(output), lines(stdout)) : output === stdout;
}

/** Whether two stores have the same content: JSON compared as data, tags as sets. */
export function sameKeys(a: Replayed['after'], b: Replayed['after']): boolean {
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => key in b && sameValue(key, a[key] ?? null, b[key] ?? null))
  );
}

function sameValue(key: string, a: string | null, b: string | null): boolean {
  if (a === b) return true;
  const [left, right] = [json(a), json(b)];
  if (left === undefined || right === undefined) return false;
  const set = (value: unknown): unknown =>
    Array.isArray(value) ? value.map((item) => JSON.stringify(item)).sort() : value;
  return key.endsWith('/tags') ? isDeepStrictEqual(set(left), set(right)) : isDeepStrictEqual(left, right);
}

function changed(test: CalicoctlCase, after: Replayed['after']): Record<string, string | null | undefined> {
  const keys = new Set([...Object.keys(test.before), ...Object.keys(after)]);
  return Object.fromEntries([...keys].filter((key) => test.before[key] !== after[key]).map((key) => [key, after[key]]));
}

/** Returns the value of a JSON text; undefined if it is invalid. */
export function json(text: string | null): unknown {
  try {
    return text === null ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}
