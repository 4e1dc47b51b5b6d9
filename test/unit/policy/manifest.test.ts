import assert from 'node:assert/strict';
import { partAt, readManifest } from '../../../src/policy/documents';

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

/** Lists as kubectl prints and takes them. */
const LISTS = `apiVersion: v1
items:
- apiVersion: networking.k8s.io/v1
  kind: NetworkPolicy
  metadata: &shared
    name: web
    namespace: shop
  spec:
    podSelector: {}
    policyTypes: [Ingres]

- apiVersion: v1
  kind: Pod
- no object
- [neither, nor]
-
- apiVersion: crd.antrea.io/v1beta1
  kind: Tier
- apiVersion: projectcalico.org/v3
  kind: NetworkPolicy
  metadata: *shared
  spec:
    selector: all(
kind: List
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicyList
items:
  - metadata: { name: untyped, namespace: shop }
    spec: { podSelector: {}, policyTypes: [Egres] }
---
apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicyList
items: [{ metadata: { name: flow }, spec: { selector: "role ==" } }, { metadata: { name: other } }]
---
apiVersion: v1
kind: List
items: []
---
apiVersion: v1
kind: List
items:
---
apiVersion: v1
kind: List
items:
  - apiVersion: projectcalico.org/v3
    kind: TierList
    items:
      - metadata: { name: nested }
        spec: { order: first }
---
apiVersion: projectcalico.org/v3
kind: NetworkPolicyList
metadata: {}
metadata: {}
items:
  - metadata: { name: twice, namespace: shop }
`;

const problemsIn = (text: string) => {
  const { parts, problems } = readManifest(text);
  return [...parts.flatMap(({ document }) => document.problems), ...problems].map(({ start, end }) =>
    text.slice(start, end),
  );
};

describe('YAML files with objects of policy', () => {
  it('are read document by document, and other kinds are left alone', () => {
    assert.deepEqual(
      readManifest(FILE).parts.map(({ id }) => id),
      [
        { kind: 'KubernetesNetworkPolicy', namespace: 'shop', name: 'web' },
        { kind: 'GlobalNetworkPolicy', name: 'deny' },
      ],
    );
  });

  it('have their problems where they stand in the file', () => {
    assert.deepEqual(problemsIn(FILE), ['Ingres', 'all(']);
  });

  it('may hold lists, also in each other, whose items have the type of a list of one kind', () => {
    assert.deepEqual(
      readManifest(LISTS).parts.map(({ id: { kind, namespace, name } }) => [kind, namespace, name]),
      [
        ['KubernetesNetworkPolicy', 'shop', 'web'],
        ['NetworkPolicy', 'shop', 'web'],
        ['KubernetesNetworkPolicy', 'shop', 'untyped'],
        ['GlobalNetworkPolicy', undefined, 'flow'],
        ['GlobalNetworkPolicy', undefined, 'other'],
        ['Tier', undefined, 'nested'],
        ['NetworkPolicy', 'shop', 'twice'],
      ],
    );
  });

  it('have the problems of items of lists where they stand, and those of lists as well', () => {
    assert.deepEqual(problemsIn(LISTS), ['Ingres', 'all(', 'Egres', '"role =="', 'order', 'metadata']);
  });

  it('have items that are edited as they stand', () => {
    const [web, , untyped, flow] = readManifest(LISTS).parts;
    for (const [part, text] of [
      [web, 'policyTypes'],
      [untyped, 'metadata'],
      [flow, 'selector'],
    ] as const) {
      assert.ok(part);
      const { source } = part;
      const at = LISTS.indexOf(text, part.start);
      assert.ok(at < part.end);
      assert.equal(source.text.slice(at - source.start, at - source.start + text.length), text);
      assert.ok(source.schema && partAt(source.text, at - source.start, source.schema)?.field, text);
    }
    assert.match(LISTS.slice(web?.start, web?.end), /Ingres\]\n\n$/);
  });

  it('need a name that is a text', () => {
    const [message] = readManifest('apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: 12 }')
      .parts.flatMap(({ document }) => document.problems)
      .map((problem) => problem.message);
    assert.match(message ?? '', /text, got 12/);
  });

  it('are read while they are typed, and never throw', () => {
    for (const file of [FILE, LISTS])
      for (let length = 0; length <= file.length; length += 7) readManifest(file.slice(0, length));
    assert.deepEqual(readManifest('apiVersion: projectcalico.org/v3\n- no').parts, []);
    const [aliased] = readManifest(
      'apiVersion: projectcalico.org/v3\nkind: Tier\nmetadata: &m {name: x}\nspec: *m\n',
    ).parts;
    assert.deepEqual(aliased?.id, { kind: 'Tier', name: 'x' });
    assert.deepEqual(readManifest('kind: Pod\napiVersion: v1\n').parts, []);
  });

  it('have few aliases', () => {
    const levels = Array.from({ length: 9 }, (_, index) => `- &a${index + 1} [${`*a${index}, `.repeat(9)}*a${index}]`);
    const bomb = `apiVersion: v1\nkind: List\nitems:\n- &a0 [x]\n${levels.join('\n')}
- apiVersion: projectcalico.org/v3\n  kind: Tier\n  metadata: { name: x }\n  spec: { order: *a9 }\n`;
    const { parts } = readManifest(bomb);
    assert.match(parts[0]?.document.problems[0]?.message ?? '', /aliases/);
    const cycle =
      'apiVersion: v1\nkind: List\nitems: &i\n- apiVersion: projectcalico.org/v3\n  kind: TierList\n  items: *i\n';
    assert.deepEqual(readManifest(cycle).parts, []);
  });
});
