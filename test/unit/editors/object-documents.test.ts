import assert from 'node:assert/strict';
import { parseDocumentUri, resourceAddressOf } from '../../../src/app/rules-uri/address';
import { objectHover } from '../../../src/features/rules/editor/objects/hovers';
import { objectSuggestions } from '../../../src/features/rules/editor/objects/suggestions';
import { schemaOf } from '../../../src/policy/documents';
import type { ResourceKind } from '../../../src/policy/resources';
import { object } from '../../contract/etcd/calico3-objects';
import { shopPolicy } from '../cluster/calico3-cluster';

const policy = shopPolicy(
  ['tiers/security', object('Tier', 'security', { order: 100 })],
  [
    'globalnetworksets/office',
    object('GlobalNetworkSet', 'office', { nets: ['192.0.2.0/24'] }, { labels: { at: 'hq' } }),
  ],
  ['ippools/one', object('IPPool', 'one', { cidr: '10.0.0.0/16' })],
  [
    'networkpolicies/shop/db',
    object(
      'NetworkPolicy',
      'db',
      { selector: "role == 'db'", ingress: [{ action: 'Allow', protocol: 'TCP', destination: { ports: [6379] } }] },
      { namespace: 'shop' },
    ),
  ],
);

function complete(marked: string, kind: ResourceKind = 'NetworkPolicy') {
  return objectSuggestions(marked.replace('|', ''), marked.indexOf('|'), schemaOf(kind), policy);
}

const labels = (marked: string, kind?: ResourceKind) => complete(marked, kind).items.map(({ label }) => label);

/** The text after the first suggestion with a label is accepted; its `$1` is left in place. */
function accepted(marked: string, label: string, kind?: ResourceKind): string {
  const { items, replaces } = complete(marked, kind);
  const { insert = label } = items.find((item) => item.label === label) ?? assert.fail(`${label} is not offered`);
  const text = marked.replace('|', '');
  return text.slice(0, replaces.start) + insert + text.slice(replaces.end);
}

function hover(marked: string, kind: ResourceKind = 'NetworkPolicy'): readonly string[] {
  return objectHover(marked.replace('|', ''), marked.indexOf('|'), schemaOf(kind), policy)?.lines ?? [];
}

describe('suggestions in the document of an object', () => {
  const RULE = 'spec:\n  ingress:\n    - action: Allow\n';

  it('are labels and values in use, of network sets too, in the quotes that fit', () => {
    assert.ok(labels('spec:\n  selector: |\n').includes('at'));
    assert.deepEqual(labels('spec:\n  selector: role == |\n'), ["'db'", "'web'"]);
    assert.equal(accepted("spec:\n  selector: role == 'w|\n", "'web'"), "spec:\n  selector: role == 'web'\n");
    assert.equal(accepted("spec:\n  selector: 'role == |'\n", '"db"'), 'spec:\n  selector: \'role == "db"\'\n');
  });

  it('of namespaces are the labels of namespaces', () => {
    const found = labels(`${RULE}      source:\n        namespaceSelector: |\n`);
    assert.deepEqual(found[0], 'projectcalico.org/name');
    assert.ok(!found.includes('role'));
  });

  it('never begin an unquoted value with a mark of YAML', () => {
    assert.ok(!labels('spec:\n  selector: |\n').includes('!'));
    assert.ok(labels('spec:\n  selector: "|"\n').includes('!'));
  });

  it('are the tiers, namespaces, networks and ports in use', () => {
    assert.deepEqual(labels('spec:\n  tier: |\n'), ['security', 'default']);
    assert.deepEqual(labels('metadata:\n  namespace: |\n'), ['shop']);
    assert.deepEqual(labels(`${RULE}      source:\n        nets: [|]\n`), ['10.0.0.0/16']);
    assert.deepEqual(labels(`${RULE}      destination:\n        ports:\n          - |\n`), ['6379']);
  });

  it('begin the value of a field as its schema has it, indented from the field', () => {
    assert.equal(accepted(`${RULE}      pro|\n`, 'protocol'), `${RULE}      protocol: $1\n`);
    assert.equal(accepted('spec:\n  |\n', 'ingress'), 'spec:\n  ingress:\n  - $1\n');
    assert.equal(accepted('spec:\n  ingress:\n    |\n', 'source'), 'spec:\n  ingress:\n    - source:\n    $1\n');
    assert.equal(accepted(`${RULE}    - |\n`, 'source'), `${RULE}    - source:\n    $1\n`);
  });

  it('in expressions are keys and values of the labels that are meant', () => {
    const EXPRESSION = 'matchExpressions:\n        - key: role\n          operator: In\n          values: [|]\n';
    assert.deepEqual(labels(`spec:\n  podSelector:\n      ${EXPRESSION}`, 'KubernetesNetworkPolicy'), ['db', 'web']);
    const from = (peer: string) => `spec:\n  ingress:\n  - from:\n    - namespaceSelector:\n        ${peer}`;
    assert.deepEqual(labels(from('matchExpressions: [{ key: | }]\n'), 'KubernetesNetworkPolicy'), [
      'projectcalico.org/name',
    ]);
  });

  it('of labels are keys and their values', () => {
    const kind = 'StagedKubernetesNetworkPolicy';
    assert.equal(
      accepted('spec:\n  podSelector:\n    matchLabels:\n      |\n', 'role', kind),
      'spec:\n  podSelector:\n    matchLabels:\n      role: $1\n',
    );
    assert.deepEqual(labels('spec:\n  podSelector:\n    matchLabels:\n      role: |\n', kind), ['db', 'web']);
  });
});

describe('the hover in the document of an object', () => {
  it('tells what a field and a value mean', () => {
    assert.match(hover('spec:\n  or|der: 5\n')[0] ?? '', /by ascending order/);
    assert.match(hover('spec:\n  ingress:\n    - action: Pa|ss\n')[0] ?? '', /Skips the rest of this tier/);
    assert.deepEqual(hover('spec:\n  order: 5|\n'), []);
  });

  it('tells what a selector matches, and which tiers there are', () => {
    assert.deepEqual(hover("spec:\n  selector: role == 'w|eb'\n"), [
      '2 endpoints in the cluster match.',
      'shop/web-1, shop/web-2',
    ]);
    assert.deepEqual(hover("spec:\n  selector: role == 'n|o'\n"), ['No endpoint in the cluster matches.']);
    assert.deepEqual(hover('spec:\n  tier: secur|ity\n'), ['Tiers in order: security, default.']);
    assert.deepEqual(hover('spec:\n  tier: oth|er\n'), ['There is no tier other.']);
  });
});

describe('the URI of an object’s document', () => {
  const definition = { name: 'prod', context: 'prod' } as unknown as Parameters<typeof resourceAddressOf>[0];

  it('names the kind as the API does, and round-trips', () => {
    for (const [resource, path] of [
      [
        { kind: 'KubernetesNetworkPolicy', namespace: 'shop', name: 'web' },
        '/prod/object/networking.k8s.io/NetworkPolicy/shop/web.calico.yaml',
      ],
      [{ kind: 'NetworkPolicy', namespace: 'shop', name: 'web' }, '/prod/object/NetworkPolicy/shop/web.calico.yaml'],
      [{ kind: 'GlobalNetworkPolicy', name: 'a.b%c' }, '/prod/object/GlobalNetworkPolicy/a.b%25c.calico.yaml'],
    ] as const) {
      const address = resourceAddressOf(definition, resource);
      assert.equal(address.path, path);
      assert.deepEqual(parseDocumentUri(address)?.resource, resource);
    }
    for (const unknown of ['object/policy.networking.k8s.io/NetworkPolicy/a.calico.yaml', 'object/a.b.calico.yaml'])
      assert.equal(parseDocumentUri({ path: `/prod/${unknown}`, query: '' })?.resource, undefined);
  });
});
