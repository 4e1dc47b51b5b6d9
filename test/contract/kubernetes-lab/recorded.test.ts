import assert from 'node:assert/strict';
import { shared } from '../../conformance/cases';
import { replayKubeApi } from '../../conformance/kube-api/replay';

/** The groups of recorded exchanges, and how many of them are made at least. */
const GROUPS = {
  setup: 61,
  discovery: 70,
  read: 190,
  write: 260,
  validation: 90,
  auth: 180,
  watch: 50,
  'watch-too-old': 19,
  crd: 208,
  'discovery-crd': 7,
  kubectl: 1160,
  'kubectl-degraded': 1700,
};

describe('the embedded API server answers as the recorded one', function () {
  this.timeout(120_000);

  for (const [group, least] of Object.entries(GROUPS)) {
    it(`in ${group}`, async () => {
      const file = shared('conformance', 'kube-api', `${group}.jsonl`);
      if (file === undefined) {
        console.log('      The recording is not there: nothing to compare.');
        return;
      }
      const outcomes = await replayKubeApi(file);
      assert.deepEqual(
        outcomes.filter(({ failure }) => failure !== undefined),
        [],
      );
      assert.ok(outcomes.length >= least, `${outcomes.length} exchanges`);
    });
  }
});
