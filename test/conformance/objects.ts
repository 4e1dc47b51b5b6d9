import { existsSync } from 'node:fs';
import path from 'node:path';
import { readCases, shared, type Outcome } from './cases';
import { replayConversion, type ConversionCase } from './conversion';
import { replayKubeValidation, type KubeValidationCase } from './kube-validation';
import { replayLint, type LintCase } from './policy/lint';
import { replaySelector, type SelectorCase } from './selectors';
import { replayV3Validation, type V3ValidationCase } from './v3-validation';

/** The kinds of recorded cases about single objects and about lint, and how their files are replayed. */
export const OBJECT_REPLAYS: Readonly<Record<string, (file: string) => Outcome[]>> = {
  conversion: (file) => readCases<ConversionCase>(file).map(replayConversion),
  'kube-validation': (file) =>
    readCases<KubeValidationCase | { readonly group: string; readonly exchanges: number }>(file).flatMap((recorded) =>
      'request' in recorded ? replayKubeValidation(recorded) : [],
    ),
  lint: (file) => {
    const published = publishedObjects(file);
    return readCases<LintCase>(file).map((recorded) =>
      replayLint(recorded, recorded.objects ?? published.get(recorded.id) ?? []),
    );
  },
  selectors: (file) => readCases<SelectorCase>(file).map(replaySelector),
  'v3-validation': (file) => readCases<V3ValidationCase>(file).map(replayV3Validation),
};

/** The objects of published applications, from the folder of the cases about them, by ID. */
function publishedObjects(file: string): ReadonlyMap<string, readonly unknown[]> {
  const name = 'real-manifests.jsonl.gz';
  const sibling = path.join(path.dirname(path.resolve(file)), name);
  const found = existsSync(sibling) ? sibling : shared('conformance', name);
  if (found === undefined) return new Map();
  const cases = readCases<{ readonly id: string; readonly objects: readonly unknown[] }>(found);
  return new Map(cases.map(({ id, objects }) => [id, objects]));
}
