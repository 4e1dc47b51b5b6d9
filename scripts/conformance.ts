import { existsSync } from 'node:fs';
import { grouped } from '../src/base/grouped';
import type { Outcome } from '../test/conformance/cases';
import { kindOf, REPLAYS } from '../test/conformance/replays';

/**
 * Replays recorded cases with the product's own code: `npm run conformance -- FILE…`. A file's name determines the kind
 * of its cases; a kind before the files applies to all of them.
 */
const [first = '', ...others] = process.argv.slice(2);
const forced = Object.hasOwn(REPLAYS, first) && others.length > 0 ? first : undefined;
const files = forced === undefined ? [first, ...others] : others;
const unknown = files.filter((file) => !REPLAYS[forced ?? kindOf(file)] || (forced === undefined && !existsSync(file)));
if (unknown.length > 0) {
  console.error(`Usage: npm run conformance -- [KIND] FILE…\nKinds: ${Object.keys(REPLAYS).join(', ')}`);
  for (const file of unknown)
    console.error(file === '' ? 'Name a file.' : `No such file, or of no known kind: ${file}`);
  process.exit(2);
}

const outcomes: Outcome[] = [];
for (const file of files) {
  const replayed = (await REPLAYS[forced ?? kindOf(file)]?.(file)) ?? [];
  if (files.length > 1) console.log(`${file}: ${summary(replayed)}`);
  outcomes.push(...replayed);
}
for (const { id, failure } of outcomes) if (failure !== undefined) console.log(`${id}: ${failure}`);
tell('better', ({ better }) => better);
for (const [reason, ids] of grouped(outcomes, ({ skipped }) => skipped))
  if (reason !== undefined) console.log(`left out, ${reason}: ${ids.map(({ id }) => id).join(', ')}`);
tell('left out', ({ skipped }) => skipped);
console.log(summary(outcomes));
process.exitCode = outcomes.some(({ failure }) => failure !== undefined) ? 1 : 0;

/** Prints how many cases are in each class of outcomes. */
function tell(what: string, classOf: (outcome: Outcome) => string | undefined): void {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) {
    const name = classOf(outcome);
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const list = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => `${name} ${count}`);
  if (list.length > 0) console.log(`${what}: ${list.join(', ')}`);
}

function summary(replayed: readonly Outcome[]): string {
  const failed = replayed.filter(({ failure }) => failure !== undefined).length;
  const skipped = replayed.filter((outcome) => outcome.skipped !== undefined).length;
  return `${replayed.length - failed - skipped} passed, ${failed} failed`;
}
