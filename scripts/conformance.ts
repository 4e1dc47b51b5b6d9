import { replayCalicoctl, type CalicoctlCase } from '../test/conformance/calicoctl';
import { readCases, type Outcome } from '../test/conformance/cases';
import { OBJECT_REPLAYS } from '../test/conformance/objects';
import { replayValidation, type ValidationCase } from '../test/conformance/validation';
import { replayVerdicts, type VerdictCase } from '../test/conformance/verdicts';

/** Replays a file of recorded cases through the product's own code: `npm run conformance -- KIND FILE.jsonl`. */
const REPLAYS: Readonly<Record<string, (file: string) => Outcome[]>> = {
  calicoctl: (file) => readCases<CalicoctlCase>(file).map(replayCalicoctl),
  verdicts: (file) => readCases<VerdictCase>(file).flatMap(replayVerdicts),
  'rule-validation': (file) => readCases<ValidationCase>(file).map(replayValidation),
  ...OBJECT_REPLAYS,
};

const [kind = '', file] = process.argv.slice(2);
const replay = REPLAYS[kind];
if (!replay || file === undefined) {
  console.error(`Usage: npm run conformance -- ${Object.keys(REPLAYS).join('|')} FILE.jsonl`);
  process.exit(2);
}

const outcomes = replay(file);
const failed = outcomes.filter(({ failure }) => failure !== undefined);
for (const { id, failure } of failed) console.log(`${id}: ${failure ?? ''}`);
const classes = [...new Set(outcomes.flatMap(({ better }) => better ?? []))].sort();
const counts = classes.map((name) => `${name} ${outcomes.filter(({ better }) => better === name).length}`);
if (counts.length > 0) console.log(`better: ${counts.join(', ')}`);
console.log(`${outcomes.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length > 0 ? 1 : 0;
