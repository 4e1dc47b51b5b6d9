import { readCases, type Outcome } from './cases';
import { replayConversion, type ConversionCase } from './conversion';
import { replaySelector, type SelectorCase } from './selectors';

/** The kinds of recorded cases about single objects: how each file of them is replayed. */
export const OBJECT_REPLAYS: Readonly<Record<string, (file: string) => Outcome[]>> = {
  conversion: (file) => readCases<ConversionCase>(file).map(replayConversion),
  selectors: (file) => readCases<SelectorCase>(file).map(replaySelector),
};
