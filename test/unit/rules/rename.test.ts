import assert from 'node:assert/strict';
import type { CommandContext, Connected } from '../../../src/app/commands';
import type { TextReplacement } from '../../../src/cluster/etcd/texts';
import { planRename, reversed } from '../../../src/features/rules/objects/rename-plan';
import { replaceAtOnce } from '../../../src/features/rules/objects/replace-at-once';
import { movesAmongEquals, tierRenaming } from '../../../src/features/rules/tiers/rename';
import { readResource } from '../../../src/policy/datastore';

const KEY = '/calico/resources/v3/projectcalico.org/networkpolicies/shop/web';
const POLICY = {
  kind: 'NetworkPolicy',
  apiVersion: 'projectcalico.org/v3',
  metadata: { name: 'web', namespace: 'shop', uid: 'old', labels: { team: 'a', 'projectcalico.org/tier': 'ops' } },
  spec: { tier: 'ops', selector: 'all()' },
  extra: 1,
};
const IDENTITY = { uid: 'new', creationTimestamp: '2026-01-01T00:00:00Z' };
const stored = readResource(KEY, JSON.stringify(POLICY), '7') ?? assert.fail();

const enforcement = {
  ready: 'true',
  config: new Map(),
  hosts: [],
  hostEndpoints: [],
  tiers: [
    { name: 'a', metadata: '{"order":1}', policies: [{ name: 'p', text: '{"order":2}' }] },
    { name: 'b', metadata: '{"order":1,"extra":true}', policies: [] },
    { name: 'c', metadata: undefined, policies: [{ name: 'q', text: 'broken' }] },
  ],
} as unknown as Parameters<typeof tierRenaming>[0];

describe('renaming an object of Calico 3', () => {
  it('keeps everything but its name and what tells it from others', () => {
    const { changes = [], drafts } = planRename(stored, 'front', IDENTITY) ?? {};
    const [created, removed] = changes;
    assert.deepEqual(JSON.parse(created?.wanted ?? ''), {
      ...POLICY,
      metadata: { ...POLICY.metadata, name: 'front', ...IDENTITY },
    });
    assert.deepEqual(
      [created?.object.name, created?.expected, removed?.object.name, removed?.wanted, removed?.revision],
      ['front', undefined, 'web', undefined, '7'],
    );
    assert.deepEqual(
      drafts?.map(({ id, object }) => [id.name, object?.kind]),
      [
        ['web', undefined],
        ['front', 'NetworkPolicy'],
      ],
    );
  });

  it('moves it to its tier’s new name, with the label that access is granted by', () => {
    const [change, ...others] = planRename(stored, 'web', IDENTITY, { from: 'ops', to: 'sre' })?.changes ?? [];
    assert.deepEqual(others, []);
    const { spec, metadata } = JSON.parse(change?.wanted ?? '') as typeof POLICY;
    assert.deepEqual(
      [spec, metadata.labels],
      [
        { tier: 'sre', selector: 'all()' },
        { team: 'a', 'projectcalico.org/tier': 'sre' },
      ],
    );
  });

  it('is impossible if its text can’t be read', () => {
    const broken = readResource(KEY, '{"kind":', '7') ?? assert.fail();
    assert.equal(planRename(broken, 'front', IDENTITY), undefined);
  });
});

describe('renaming a tier of Calico 1', () => {
  it('moves every key below it with its text, and back', () => {
    const changes = tierRenaming(enforcement, 'a', 'z');
    assert.deepEqual(
      changes.map(({ object, expected, wanted }) => [object.kind, object.name, expected, wanted]),
      [
        ['tier', 'z', undefined, '{"order":1}'],
        ['tier', 'a', '{"order":1}', undefined],
        ['policy', 'p', undefined, '{"order":2}'],
        ['policy', 'p', '{"order":2}', undefined],
      ],
    );
    assert.deepEqual(reversed(reversed(changes)), changes);
    // A tier need not have metadata, and its policies need not be readable.
    assert.equal(tierRenaming(enforcement, 'c', 'd').length, 2);
  });

  it('tells whether another tier with the same order would be asked first', () => {
    assert.equal(movesAmongEquals(enforcement, 'a', 'aa'), false);
    assert.equal(movesAmongEquals(enforcement, 'a', 'z'), true);
    assert.equal(movesAmongEquals(enforcement, 'c', '0'), false);
  });
});

describe('a renaming', () => {
  let told: { readonly message: string; readonly undo?: () => unknown }[];
  let sent: (readonly TextReplacement[])[];
  const reporter = {
    info: (message: string, { run }: { run: () => unknown }) => told.push({ message, undo: run }),
    done: (message: string) => told.push({ message }),
    failure: (error: Error) => told.push({ message: error.message }),
  };
  const carryOut = (mostAtOnce: number, answers: boolean[], decidesNothing = false) => {
    [told, sent] = [[], []];
    const texts = {
      mostAtOnce,
      replaceAll: (_: string, changes: readonly TextReplacement[]) => {
        sent.push(changes);
        return Promise.resolve(answers.shift() ?? false);
      },
    };
    return replaceAtOnce(
      { reporter } as unknown as CommandContext,
      { cluster: { objects: texts } } as unknown as Connected,
      tierRenaming(enforcement, 'a', 'z'),
      { old: 'a', name: 'z', decidesNothing },
    );
  };

  it('can be undone as long as nobody changed the same', async () => {
    await carryOut(128, [true, true]);
    assert.equal(told[0]?.message, 'Renamed a to z.');
    await told[0].undo?.();
    assert.deepEqual(sent[1], reversed(sent[0] ?? []));
    assert.equal(told[1]?.message, 'Renamed z to a.');
    await told[0].undo?.();
    assert.equal(told[2]?.message, 'a changed in the meantime.');
  });

  it('is refused with what to do if the store can’t change everything at one moment', async () => {
    await assert.rejects(carryOut(1, [true]), /can’t be renamed: more objects would have to change/);
    assert.deepEqual(sent, []);
    await carryOut(1, [true], true);
    assert.equal(sent.length, 1);
  });

  it('changes nothing after someone else did', async () => {
    await assert.rejects(carryOut(128, [false]), /a changed in the meantime/);
    assert.deepEqual(told, []);
  });
});
