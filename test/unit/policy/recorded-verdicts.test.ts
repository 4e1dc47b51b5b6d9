import assert from 'node:assert/strict';
import { shared } from '../../conformance/cases';
import { kindOf, REPLAYS } from '../../conformance/replays';

/** Recorded behavior of Calico, of Felix in a kernel, and of tools for network policy. */
const FILES = ['policy-verdicts.jsonl.gz', 'kernel-verdicts.jsonl.gz'];

describe('recorded verdicts of network policy', () => {
  for (const name of FILES) {
    const file = shared('conformance', name);
    if (file === undefined) {
      console.log(`${name} is not replayed: it does not lie beside the repository.`);
      continue;
    }
    it(`are the engine's too: ${name}`, () => {
      const outcomes = REPLAYS[kindOf(file)]?.(file) ?? [];
      assert.notEqual(outcomes.length, 0);
      assert.deepEqual(
        outcomes.filter(({ failure }) => failure !== undefined),
        [],
      );
    });
  }
});
