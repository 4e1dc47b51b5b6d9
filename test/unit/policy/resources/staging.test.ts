import assert from 'node:assert/strict';
import { enforcedId, promotionOf, stagedCopy, stagedId, type ResourceId } from '../../../../src/policy/resources';

const WEB: ResourceId = { kind: 'NetworkPolicy', namespace: 'shop', name: 'web' };
const IDENTITY = { uid: 'new' };

/** A policy as an API server stores it. */
function text(spec: object, kind = 'NetworkPolicy'): string {
  return JSON.stringify({
    apiVersion: 'projectcalico.org/v3',
    kind,
    metadata: {
      name: 'web',
      namespace: 'shop',
      labels: { team: 'a' },
      uid: 'old',
      resourceVersion: '7',
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
    spec,
  });
}

const STAGED = stagedId(WEB) ?? assert.fail();

describe('staged policies', () => {
  it('have a kind of their own for each kind that can be staged', () => {
    assert.deepEqual(STAGED, { kind: 'StagedNetworkPolicy', namespace: 'shop', name: 'web' });
    for (const kind of ['NetworkPolicy', 'GlobalNetworkPolicy', 'KubernetesNetworkPolicy'] as const) {
      const staged = stagedId({ kind, name: 'x' }) ?? assert.fail(kind);
      assert.deepEqual(enforcedId(staged), { kind, name: 'x' });
      assert.equal(stagedId(staged), undefined);
    }
    assert.equal(stagedId({ kind: 'AdminNetworkPolicy', name: 'x' }), undefined);
    assert.equal(enforcedId({ kind: 'Tier', name: 'x' }), undefined);
  });

  it('begin as a copy, or hold nothing but the tier of what they remove', () => {
    const spec = { tier: 'app', order: 5, selector: 'all()', ingress: [{ action: 'Allow' }] };
    const copy = stagedCopy({ id: WEB, text: text(spec) }, 'Set', IDENTITY) ?? assert.fail();
    assert.deepEqual(copy.id, STAGED);
    assert.deepEqual(JSON.parse(copy.made.json), {
      apiVersion: 'projectcalico.org/v3',
      kind: 'StagedNetworkPolicy',
      metadata: { name: 'web', namespace: 'shop', labels: { team: 'a' }, uid: 'new' },
      spec: { stagedAction: 'Set', ...spec },
    });
    assert.equal(copy.made.object?.kind, 'StagedNetworkPolicy');
    const removal = stagedCopy({ id: WEB, text: text(spec) }, 'Delete', IDENTITY) ?? assert.fail();
    assert.deepEqual((JSON.parse(removal.made.json) as { spec: object }).spec, { stagedAction: 'Delete', tier: 'app' });
    assert.equal(stagedCopy({ id: WEB, text: '{' }, 'Set', IDENTITY), undefined);
  });

  it('become a policy in force, or replace the rules of the one with their name', () => {
    const staged = {
      id: STAGED,
      text: text({ stagedAction: 'Set', order: 3, selector: 'all()' }, 'StagedNetworkPolicy'),
    };
    const made = promotionOf(staged, undefined, IDENTITY);
    assert.ok(made?.kind === 'set');
    assert.deepEqual(made.id, WEB);
    assert.deepEqual(JSON.parse(made.made.json), {
      apiVersion: 'projectcalico.org/v3',
      kind: 'NetworkPolicy',
      metadata: { name: 'web', namespace: 'shop', labels: { team: 'a' }, uid: 'new' },
      spec: { order: 3, selector: 'all()' },
    });
    const before = text({ order: 9, ingress: [{ action: 'Deny' }] });
    const replaced = promotionOf(staged, before, IDENTITY);
    assert.ok(replaced?.kind === 'set');
    assert.deepEqual(JSON.parse(replaced.made.json), {
      ...(JSON.parse(before) as object),
      spec: { order: 3, selector: 'all()' },
    });
  });

  it('remove the policy in force, or stage nothing', () => {
    const staged = (stagedAction: string) => ({ id: STAGED, text: text({ stagedAction }, 'StagedNetworkPolicy') });
    assert.deepEqual(promotionOf(staged('Delete'), undefined, IDENTITY), { kind: 'delete', id: WEB });
    assert.deepEqual(promotionOf(staged('Ignore'), undefined, IDENTITY), { kind: 'nothing', action: 'Ignore' });
    assert.deepEqual(promotionOf(staged('Learn'), undefined, IDENTITY), { kind: 'nothing', action: 'Learn' });
    assert.equal(promotionOf({ id: STAGED, text: 'no' }, undefined, IDENTITY), undefined);
    assert.equal(promotionOf({ id: WEB, text: text({}) }, undefined, IDENTITY), undefined);
  });
});
