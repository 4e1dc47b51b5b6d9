import assert from 'node:assert/strict';
import type { Connected } from '../../../src/app/commands';
import { editPolicyRules, setOrder, tierMetadata } from '../../../src/app/tier-edit';
import type { TextObject } from '../../../src/cluster/etcd/change';
import { readTypedRule, type RuleTarget } from '../../../src/features/rules/typed-rule';
import { checkSelector } from '../../../src/features/rules/tiers/selector-input';
import { decodePolicy } from '../../../src/policy/calico1/policy';
import { deleteRule, insertRule } from '../../../src/policy/calico1/rule-list';
import { endpoint, profile, snapshot } from '../cluster/fixtures';

const ID = { tier: 'default', name: 'db' };

/** A datastore of some texts by the names of their objects. */
function datastore(stored: Record<string, string>) {
  const texts = {
    update: ({ name }: TextObject, edit: (text: string) => string | undefined) => {
      const text = stored[name];
      if (text === undefined) return Promise.resolve('not-found');
      const edited = edit(text);
      if (edited === undefined || edited === text) return Promise.resolve('unchanged');
      stored[name] = edited;
      return Promise.resolve('changed');
    },
    replace: ({ name }: TextObject, expected: string | undefined, wanted: string) => {
      if (stored[name] !== expected) return Promise.resolve({ kind: 'moved-on' });
      stored[name] = wanted;
      return Promise.resolve({ kind: 'done' });
    },
  };
  return { stored, cluster: { cluster: { datastore: { texts } } } as unknown as Connected };
}

describe('editing the rules of a policy', () => {
  const TEXT = JSON.stringify({ selector: 'all()', inbound_rules: [{ action: 'deny' }], extra: 1 });

  it('keeps everything else', async () => {
    const { stored, cluster } = datastore({ db: TEXT });
    assert.equal(
      await editPolicyRules(cluster, ID, 'inbound', (rules) => insertRule(rules, { action: 'allow' }, 1)),
      'changed',
    );
    assert.deepEqual(JSON.parse(stored['db'] ?? ''), {
      selector: 'all()',
      inbound_rules: [{ action: 'allow' }, { action: 'deny' }],
      outbound_rules: [],
      extra: 1,
    });
  });

  it('adds no duplicate rule, and removes no missing rule', async () => {
    const { stored, cluster } = datastore({ db: TEXT });
    assert.equal(
      await editPolicyRules(cluster, ID, 'inbound', (rules) => insertRule(rules, { action: 'deny' })),
      'already-present',
    );
    assert.equal(
      await editPolicyRules(cluster, ID, 'inbound', (rules) => deleteRule(rules, { action: 'log' })),
      'not-found',
    );
    assert.equal(stored['db'], TEXT);
  });

  it('rejects what Felix would ignore, a removed policy, and an unreadable one', async () => {
    const add = (texts: Record<string, string>) =>
      editPolicyRules(datastore(texts).cluster, ID, 'inbound', (rules) =>
        insertRule(rules, { action: 'allow', src_ports: [1] }),
      );
    await assert.rejects(add({ db: TEXT }), /requires a protocol/);
    await assert.rejects(add({}), /The policy db no longer exists/);
    await assert.rejects(add({ db: '{' }), /can’t be read/);
  });
});

describe('setting an order', () => {
  it('changes only a policy’s order', async () => {
    const { stored, cluster } = datastore({
      db: '{"selector":"all()","order":1,"inbound_rules":[],"outbound_rules":[]}',
    });
    await setOrder(cluster, { kind: 'policy', ...ID }, 2.5);
    assert.equal((JSON.parse(stored['db'] ?? '') as { order: number }).order, 2.5);
  });

  it('changes a tier’s order, even without metadata', async () => {
    const { stored, cluster } = datastore({ a: '{"order":1,"x":2}' });
    await setOrder(cluster, { kind: 'tier', name: 'a' }, 3);
    await setOrder(cluster, { kind: 'tier', name: 'b' }, 4);
    assert.deepEqual(stored, { a: '{"x":2,"order":3}', b: '{"order":4}' });
    assert.equal(tierMetadata(undefined, '{"order":1,"x":2}'), '{"x":2}');
  });
});

describe('a rule typed for a policy', () => {
  const text = JSON.stringify({ selector: 'all()', inbound_rules: [{ action: 'deny' }] });
  const policy = decodePolicy(ID, text);
  assert.ok(policy.kind === 'policy');
  const state = (stored: string | undefined) =>
    snapshot({
      policy: {
        profiles: [profile('web', [])],
        enforcement: {
          ready: 'true',
          config: new Map(),
          hosts: [],
          hostEndpoints: [],
          tiers: [
            { key: '', name: 'default', policies: stored === undefined ? [] : [{ key: '', name: 'db', text: stored }] },
          ],
        },
      },
    });
  const target = (stored: string | undefined): RuleTarget => ({
    object: policy,
    direction: 'inbound',
    current: () => state(stored),
  });

  it('is added to the stored policy', () => {
    const { change } = readTypedRule('allow from tag web', target(text));
    assert.ok(change?.object.kind === 'policy');
    assert.deepEqual(change.object.inbound, [{ action: 'deny' }, { action: 'allow', src_tag: 'web' }]);
  });

  it('changes nothing if the policy was removed or already has the rule', () => {
    assert.equal(readTypedRule('allow', target(undefined)).change, undefined);
    assert.match(readTypedRule('deny', target(text)).message ?? '', /already exists at inbound 1/);
  });

  it('warns of a tag that no profile has', () =>
    assert.match(readTypedRule('allow from tag wep', target(text)).message ?? '', /No profile has the tag wep/));
});

describe('a selector being typed', () => {
  const { policy } = snapshot({
    policy: {
      endpoints: [{ ...endpoint('e1', [], '10.0.0.1'), labels: { role: 'db' } }, endpoint('e2', [], '10.0.0.2')],
    },
  });
  assert.ok(policy.state === 'ready');
  const check = (text: string) => checkSelector(text, policy.data);

  it('shows what it selects, or what is wrong', () => {
    assert.deepEqual(check("role == 'db'"), { info: 'Selects 10.0.0.1.' });
    assert.deepEqual(check('all()'), { info: 'Selects 10.0.0.1, 10.0.0.2.' });
    assert.deepEqual(check('has(zone)'), { warning: 'The selector selects no endpoints now.' });
    const mistake = check("role = 'db'");
    assert.ok(typeof mistake === 'string' && mistake.includes('Did you mean “==”?'));
    assert.ok('warning' in Object(check(' ')));
  });
});
