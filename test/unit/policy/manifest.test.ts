import assert from 'node:assert/strict';
import { readManifest } from '../../../src/policy/documents';

const FILE = `# What the shop needs.
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
  namespace: shop
spec:
  podSelector: {}
  policyTypes: [Ingres]
---
apiVersion: v1
kind: Service
metadata: { name: web }
---
apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata:
  name: deny
spec:
  selector: all(
`;

describe('YAML files with objects of policy', () => {
  it('are read document by document, and other kinds are left alone', () => {
    assert.deepEqual(
      readManifest(FILE).map(({ id }) => id),
      [
        { kind: 'KubernetesNetworkPolicy', namespace: 'shop', name: 'web' },
        { kind: 'GlobalNetworkPolicy', name: 'deny' },
      ],
    );
  });

  it('have their problems where they stand in the file', () => {
    const places = readManifest(FILE).flatMap(({ start, document: { problems } }) =>
      problems.map((problem) => FILE.slice(start + problem.start, start + problem.end)),
    );
    assert.deepEqual(places, ['Ingres', 'all(']);
  });

  it('are read while they are typed, and never throw', () => {
    for (let length = 0; length <= FILE.length; length += 1) readManifest(FILE.slice(0, length));
    assert.deepEqual(readManifest('apiVersion: projectcalico.org/v3\n- no'), []);
    const [aliased] = readManifest('apiVersion: projectcalico.org/v3\nkind: Tier\nmetadata: &m {name: x}\nspec: *m\n');
    assert.deepEqual(aliased?.id, { kind: 'Tier', name: 'x' });
    assert.deepEqual(readManifest('kind: Pod\napiVersion: v1\n'), []);
  });
});
