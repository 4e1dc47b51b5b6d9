import assert from 'node:assert/strict';
import { shared } from '../../conformance/cases';
import { kindOf, REPLAYS } from '../../conformance/replays';

/** Recorded behavior of Calico, of Felix in a kernel, and of tools for network policy. */
const FILES = [
  'conformance/policy-verdicts.jsonl.gz',
  'conformance/kernel-verdicts.jsonl.gz',
  'conformance/np-verdicts.jsonl.gz',
  'conformance/cnp-verdicts.jsonl.gz',
  'conformance/anp-verdicts.jsonl.gz',
  'conformance/real-manifests.jsonl.gz',
  'conformance/semantic-diff.jsonl.gz',
  'conformance/lint.jsonl.gz',
  'cases/kubernetes.jsonl',
];

describe('recorded verdicts of network policy', function () {
  // The largest files take some seconds on an idle machine.
  this.timeout(60_000);
  for (const name of FILES) {
    const file = shared(name);
    if (file === undefined) {
      console.log(`Skipping ${name}: recorded data is not next to the repository.`);
      continue;
    }
    it(`match: ${name}`, async () => {
      const outcomes = (await REPLAYS[kindOf(file)]?.(file)) ?? [];
      assert.notEqual(outcomes.length, 0);
      assert.deepEqual(
        outcomes.filter(({ failure }) => failure !== undefined),
        [],
      );
    });
  }
});
