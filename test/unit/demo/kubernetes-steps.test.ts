import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { idOf, KUBERNETES_STEPS } from '../../../src/features/demo/kubernetes-steps';
import { newResource } from '../../../src/policy/documents';

const MANIFESTS = path.join(import.meta.dirname, '../../../media/stars/kubernetes');

describe('the steps of the demo on Kubernetes', () => {
  for (const [index, [step, policies]] of Object.entries(KUBERNETES_STEPS).entries()) {
    it(`create what the manifest of ${step} has`, async () => {
      const text = await readFile(path.join(MANIFESTS, `${index + 1}-${step}.yaml`), 'utf8');
      assert.deepEqual(
        policies.map(({ spec, ...policy }) => JSON.parse(newResource(idOf(policy), spec, {}).json) as unknown),
        parseAllDocuments(text).map((document) => document.toJS() as unknown),
      );
    });
  }
});
