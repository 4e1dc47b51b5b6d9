import assert from 'node:assert/strict';
import { labelUseAt, labelUses, schemaOf } from '../../../src/policy/documents';
import type { ResourceKind } from '../../../src/policy/resources';

/** What a document names, as `owner key` or `owner key=value`, then the text of its span if that differs. */
function uses(text: string, kind: ResourceKind): readonly string[] {
  return labelUses(text, schemaOf(kind) ?? assert.fail()).map(({ of, kind: part, key, value, start, end }) => {
    const own = text.slice(start, end);
    assert.equal(own, part === 'key' ? key : value);
    return part === 'key' ? `${of} ${key}` : `${of} ${key}=${value}`;
  });
}

describe('the labels that a document names', () => {
  it('are those of pods and of namespaces, in labels and in expressions', () => {
    const text = `metadata:
  labels: { role: mine }
spec:
  podSelector:
    matchLabels: { "role": web }
    matchExpressions:
      - { key: tier, operator: In, values: [front, 'back'] }
      - operator: Exists
        key: zone
  ingress:
    - from:
        - namespaceSelector:
            matchLabels:
              role: client
            matchExpressions: [{ values: [a], operator: NotIn, key: team }]
        - ipBlock: { cidr: 10.0.0.0/8 }
`;
    assert.deepEqual(uses(text, 'KubernetesNetworkPolicy'), [
      'endpoints role',
      'endpoints role=web',
      'endpoints tier',
      'endpoints tier=front',
      'endpoints tier=back',
      'endpoints zone',
      'namespaces role',
      'namespaces role=client',
      'namespaces team=a',
      'namespaces team',
    ]);
  });

  it('are those of nodes in cluster-wide policies', () => {
    const text = 'spec:\n  egress:\n    - to:\n        - nodes: { matchLabels: { zone: a } }\n';
    assert.deepEqual(uses(text, 'ClusterNetworkPolicy'), ['nodes zone', 'nodes zone=a']);
  });

  it('stand in Calico’s selectors, whose prefixes say what is inherited', () => {
    const text = `spec:
  selector: role == 'web' && has(zone) && pcns.role != "client"
  namespaceSelector: role in { 'client', "ui" }
  serviceAccountSelector: team contains 'a'
  ingress:
    - action: Allow
      source: { notSelector: "pcsa.team starts with 'x' || !has(pcsa.team)" }
`;
    assert.deepEqual(uses(text, 'GlobalNetworkPolicy'), [
      'endpoints role',
      'endpoints role=web',
      'endpoints zone',
      'namespaces role',
      'namespaces role=client',
      'namespaces role',
      'namespaces role=client',
      'namespaces role=ui',
      'service-accounts team',
      'service-accounts team',
      'service-accounts team',
    ]);
  });

  it('have their places in texts of every style', () => {
    for (const written of [
      "role == 'web' && zone == 'b'",
      "'role == ''web'' && zone == ''b'''",
      '"role == \\"web\\" \\u0026& zone == \'b\'"',
      ">-\n    role == 'web'\n    && zone == 'b'",
      "|\n    role == 'web' && zone == 'b'",
      "role == 'web'\n    && zone == 'b'",
      "\"role == 'web'\n    && zone == 'b'\"",
    ])
      assert.deepEqual(
        uses(`spec:\n  selector: ${written}\n  order: 1\n`, 'NetworkPolicy'),
        ['endpoints role', 'endpoints role=web', 'endpoints zone', 'endpoints zone=b'],
        written,
      );
  });

  it('are the own ones of network sets and host endpoints', () => {
    assert.deepEqual(uses('metadata: { labels: { role: office } }', 'GlobalNetworkSet'), [
      'endpoints role',
      'endpoints role=office',
    ]);
    assert.deepEqual(uses('metadata: { labels: { role: office } }', 'Tier'), []);
  });

  it('are found at an offset, an empty value too', () => {
    const text = "spec:\n  selector: role == ''\n";
    assert.equal(labelUseAt(text, text.indexOf("''") + 1, schemaOf('NetworkPolicy') ?? assert.fail())?.value, '');
    assert.equal(labelUseAt(text, 2, schemaOf('NetworkPolicy') ?? assert.fail()), undefined);
  });

  it('are read while they are typed, and never throw', () => {
    const text = "spec:\n  selector: \"role == 'a' &&\n  podSelector: {matchLabels: {a: *b, [c]: d}}\n";
    for (let length = 0; length <= text.length; length += 1)
      labelUses(text.slice(0, length), schemaOf('NetworkPolicy') ?? assert.fail());
  });
});
