import assert from 'node:assert/strict';
import { finished } from '../../../src/base/time-slices';
import { lintAll, lintResource, type Linted } from '../../../src/cluster/analysis/lint';
import { dataOf } from '../../../src/cluster/model/indexes';
import { withResources } from '../../../src/cluster/model/resources';
import type { Snapshot } from '../../../src/cluster/model/snapshot';
import { rowOf } from '../../../src/features/tree/rows/row';
import { readResourceDocument } from '../../../src/policy/documents';
import { resourceKey } from '../../../src/policy/resources';
import type { LintLevels } from '../../../src/policy/lint';
import { object } from '../../contract/etcd/calico3-objects';
import { inShop, shop } from './calico3-cluster';

const DB = { kind: 'NetworkPolicy', namespace: 'shop', name: 'db' } as const;

const policyOf = (state: Snapshot) => dataOf(state.policy) ?? assert.fail();

function lint(state: Snapshot, levels: LintLevels = {}, before?: Linted): Linted {
  return finished(lintAll(policyOf(state), state, levels, before));
}

const allow = (role: string) => ({ action: 'Allow', source: { selector: `role == '${role}'` } });

const faulty = shop(
  ['tiers/default', object('Tier', 'default', { order: 1_000_000, defaultAction: 'Deny' })],
  inShop('NetworkPolicy', 'networkpolicies', 'db', {
    order: 1,
    selector: "role == 'db'",
    types: ['Ingress'],
    ingress: [allow('web'), allow('nobody')],
  }),
  inShop('NetworkPolicy', 'networkpolicies', 'lost', { order: 2, selector: "role == 'lost'", types: ['Ingress'] }),
);

describe('lint of Calico 3 objects', () => {
  it('finds what only the whole cluster shows, at its place in the object', () => {
    const found = [...lint(faulty).objects].map(([key, findings]) => [
      key.split('/').slice(-2).join('/'),
      findings.map(({ code, origin: { path } }) => `${code} ${path.join('.')}`.trim()),
    ]);
    assert.deepEqual(found, [
      ['shop/lost', ['empty-policy']],
      ['shop/db', ['empty-rule spec.ingress.1']],
    ]);
  });

  it('has the severities of the settings', () => {
    const severity = (levels: LintLevels) =>
      lint(faulty, levels)
        .objects.get(resourceKey(DB))
        ?.map((finding) => finding.severity);
    assert.deepEqual(severity({ 'empty-rule': 'error' }), ['error']);
    assert.deepEqual(severity({ 'empty-rule': 'off' }), undefined);
  });

  it('is not repeated while the policy stays the same', () => {
    const before = lint(faulty);
    assert.equal(lint({ ...faulty, observedAt: 1 } as Snapshot, {}, before).objects, before.objects);
  });

  it('checks a draft as if it were stored', () => {
    const text = [
      'apiVersion: projectcalico.org/v3',
      'kind: NetworkPolicy',
      'metadata: {name: db, namespace: shop}',
      'spec:',
      "  selector: role == 'db'",
      '  ingress: [{action: Allow, source: {selector: role == "web"}}]',
    ].join('\n');
    const { object: draft } = readResourceDocument(text, DB);
    assert.deepEqual(lintResource(DB, withResources(policyOf(faulty), [{ id: DB, object: draft }]), {}), []);
  });

  it('is shown on the rows of an object and of its rules', () => {
    const linted = lint(faulty);
    const found = {
      of: () => [],
      ofObject: (id: Parameters<typeof resourceKey>[0]) => linted.objects.get(resourceKey(id)) ?? [],
    };
    const id = { of: 'NetworkPolicy', namespace: 'shop', name: 'db' } as const;
    const policy = rowOf({ kind: 'resource', ...id }, faulty, found);
    assert.equal(policy?.description, "role == 'db' · 1 endpoint · 1 warning");
    assert.match(policy.tooltip?.at(-1) ?? '', /^ingress\[1\]: /);
    const rule = (index: number) =>
      rowOf({ kind: 'resourceRule', ...id, direction: 'ingress', index }, faulty, found)?.description;
    assert.deepEqual([rule(0), rule(1)], ['ingress 1', 'ingress 2 · 1 warning']);
  });
});
