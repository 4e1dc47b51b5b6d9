import { eachInTurn } from '../../../base/time-slices';
import { judge, passes, type CompiledModel } from '../../verdict';
import type { Flow, Party } from '../../model/flow';
import { clearBit, isEmpty, setBit, type Bits } from '../bits';
import type { Layer } from './layer';
import type { Population } from '../classes/population';

/**
 * Returns a layer in which every flow from or to an individually evaluated class has its verdict, with pauses. Such
 * classes have one member each.
 */
export function* judgeInto(
  layer: Layer,
  { judged, classes }: Population,
  model: CompiledModel,
  asked: Omit<Flow, 'source' | 'destination'>,
): Generator<undefined, Layer> {
  const allowed = layer.allowed.map((row) => row.slice());
  const unevaluated = layer.allowed.map(
    (row, index) => layer.unevaluated?.[index]?.slice() ?? new Int32Array(row.length),
  );
  const isJudged = new Set(judged);
  const partyOf = (number: number): Party => {
    const name = classes[number]?.subject.name ?? '';
    return model.directory.member(name) ? { endpoint: name } : { address: name };
  };
  const note = (source: number, destination: number) => {
    const { enforced } = judge({ ...asked, source: partyOf(source), destination: partyOf(destination) }, model);
    const row: Bits | undefined = allowed[destination];
    const unknown = unevaluated[destination];
    if (!row || !unknown) return;
    if (passes(enforced)) setBit(row, source);
    else clearBit(row, source);
    if (enforced.outcome === 'not-judged') setBit(unknown, source);
    else clearBit(unknown, source);
  };
  for (const one of judged) {
    yield* eachInTurn(classes.keys(), (other) => {
      note(one, other);
      if (!isJudged.has(other)) note(other, one);
    });
  }
  return { ...layer, allowed, unevaluated: unevaluated.every(isEmpty) ? undefined : unevaluated };
}
