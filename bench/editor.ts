// The editor's waiting times: findings after a keystroke in a document of 1,000 rules, completion with 5,000 profiles.
import fc from 'fast-check';
import { findingsOf } from '../src/features/rules/editor/diagnostics/findings';
import { rulesWithTag } from '../src/features/rules/editor/language/uses';
import { subjectOf, type ProfileContext } from '../src/features/rules/editor/document-context';
import { suggestionsAt } from '../src/features/rules/editor/language/completion/suggestions';
import { formatLines, formatProfile, parseDocument } from '../src/policy/calico1/document';
import { endpoint, network, profile, snapshot } from '../test/unit/cluster/fixtures';
import { plainRule } from '../test/unit/policy/arbitraries';
import { print } from './measure';

const RULES = 1_000;
const PROFILES = 5_000;
const RUNS = 200;

/** A cluster in which every network has its profile, stored under its ID, with one endpoint. */
function cluster(): ProfileContext {
  const ids = Array.from({ length: PROFILES }, (_, index) => idOfNumber(index));
  const seen = snapshot({
    networks: ids.map((id, index) => network(id, `service-${index}`)),
    policy: {
      profiles: ids.map((id) => profile(id, [{ action: 'allow', src_tag: id }])),
      endpoints: ids.map((id, index) => endpoint(id, [id], `10.${index >> 8}.${index & 255}.1`)),
    },
  });
  return subjectOf(idOfNumber(0), seen) ?? raise('The cluster has no policy.');
}

function idOfNumber(number: number): string {
  return number.toString(16).padStart(64, '0');
}

function raise(message: string): never {
  throw new Error(message);
}

function measure(work: (run: number) => unknown): number[] {
  return Array.from({ length: RUNS }, (_, run) => {
    const began = performance.now();
    work(run);
    return performance.now() - began;
  });
}

const rules = fc
  .sample(plainRule, { numRuns: RULES, seed: 1 })
  .map((rule, index) => ({ ...rule, src_tag: idOfNumber(index), dst_tag: idOfNumber(index + 1) }));
const subject = cluster();
const stored = profile(subject.profile, rules);
if (stored.kind === 'broken') raise('The rules can’t be read.');
const text = formatProfile(stored, 'service-0', subject.networks);
const lines = text.split('\n');
const middle = Math.floor(lines.length / 2);
/** The text with another number at the end of its middle line. */
const typed = (run: number) => lines.with(middle, `  allow tcp from tag service-${run} to ports ${run + 1}`).join('\n');

const began = performance.now();
findingsOf(parseDocument(text), subject);
const opening = performance.now() - began;
const texts = Array.from({ length: RUNS }, (_, run) => typed(run));
const keystroke = measure((run) => findingsOf(parseDocument(texts[run] ?? ''), subject));

const ends = ['  allow tcp from tag ', '  allow tcp from tag service-4', '  allow tcp to ports ', '  a'].map((end) => {
  const whole = lines.with(middle, end).join('\n');
  const document = parseDocument(whole);
  const line = document.lines[middle] ?? raise('The line is not there.');
  return { end, values: measure(() => suggestionsAt(document, line, whole, line.offset + end.length, subject)) };
});

print(`Rules documents: ${RULES} rules, ${PROFILES} profiles (milliseconds)`, [
  { name: 'open: first findings', values: [opening] },
  { name: 'keystroke to findings', values: keystroke, bar: 16 },
  ...ends.map(({ end, values }) => ({ name: `completion after “${end.trim()}”`, values, bar: 50 })),
  { name: 'format the document', values: measure(() => formatLines(parseDocument(text), lines)) },
  { name: 'profiles and policies with a tag', values: measure(() => rulesWithTag(subject.profile, subject)) },
]);
