import { readCases, type Outcome } from './cases';
import { replayConversion, type ConversionCase } from './conversion';
import { replayKubeValidation, type KubeValidationCase } from './kube-validation';
import { replaySelector, type SelectorCase } from './selectors';
import { replayV3Validation, type V3ValidationCase } from './v3-validation';

/** The kinds of recorded cases about single objects: how each file of them is replayed. */
export const OBJECT_REPLAYS: Readonly<Record<string, (file: string) => Outcome[]>> = {
  conversion: (file) => readCases<ConversionCase>(file).map(replayConversion),
  'kube-validation': (file) =>
    readCases<KubeValidationCase | { readonly group: string; readonly exchanges: number }>(file).flatMap((recorded) =>
      'request' in recorded ? replayKubeValidation(recorded) : [],
    ),
  selectors: (file) => readCases<SelectorCase>(file).map(replaySelector),
  'v3-validation': (file) => readCases<V3ValidationCase>(file).map(replayV3Validation),
};
