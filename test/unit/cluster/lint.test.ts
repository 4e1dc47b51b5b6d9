import assert from 'node:assert/strict';
import { compiledOf, withDrafts } from '../../../src/cluster/analysis/compiled';
import { dataOf } from '../../../src/cluster/model/indexes';
import { lintAll, lintProfile, type Linted } from '../../../src/cluster/analysis/lint';
import { levelsIn } from '../../../src/cluster/analysis/lint-levels';
import { inNames } from '../../../src/cluster/analysis/finding-text';
import type { PolicyData, Snapshot } from '../../../src/cluster/model/snapshot';
import { listeningPorts } from '../../../src/cluster/model/listening-ports';
import { lint, type LintLevels } from '../../../src/policy/lint';
import type { Profile } from '../../../src/policy/calico1/profile';
import type { Rule } from '../../../src/policy/calico1/rule';
import { app, demoSnapshot, NETWORKS, type DemoName } from '../graph/demo-cluster';

const id = (name: DemoName) => NETWORKS.find((network) => network.name === name)?.id ?? '';
const policyOf = (snapshot: Snapshot): PolicyData => dataOf(snapshot.policy) ?? assert.fail();
const deaf: Rule = { action: 'allow', protocol: 'tcp', src_tag: id('client'), dst_ports: [9001] };
const seen = demoSnapshot({ inbound: { frontend: [deaf], backend: [deaf, deaf] } });

function all(policy: PolicyData, snapshot: Snapshot, levels: LintLevels = {}, before?: Linted): Linted {
  const work = lintAll(policy, snapshot, levels, before);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** The demo's frontend with other rules. */
function draft(rules: readonly Rule[]): Profile {
  const profile = policyOf(seen).profiles.find(({ name }) => name === id('frontend'));
  assert.ok(profile?.kind === 'profile');
  return { ...profile, inbound: rules };
}

describe('lint of a cluster', () => {
  it('reports lint findings by profile, using the listening ports', () => {
    const { findings } = all(policyOf(seen), seen);
    const whole = lint(compiledOf(policyOf(seen)), { listening: listeningPorts(seen) });
    assert.deepEqual(
      [...findings.values()].flat(),
      whole.filter(({ code }) => code !== 'redundant-rule'),
    );
    assert.deepEqual(
      findings.get(id('frontend'))?.map(({ code }) => code),
      ['port-without-listener'],
    );
    assert.deepEqual(findings.get(id('client')), undefined);
  });

  it('reports two equal rules once', () => {
    const { findings } = all(policyOf(seen), seen);
    assert.deepEqual(
      findings
        .get(id('backend'))
        ?.filter(({ related }) => related !== undefined)
        .map(({ code, position, related }) => [code, position, related]),
      [['duplicate-rule', 2, 1]],
    );
  });

  it('checks only profiles with changed rules', () => {
    const before = all(policyOf(seen), seen);
    const after = all(withDrafts(policyOf(seen), [draft([])]), seen, {}, before);
    assert.equal(after.findings.get(id('backend')), before.findings.get(id('backend')));
    assert.equal(after.findings.get(id('frontend')), undefined);
  });

  it('checks all profiles if tags, listeners or levels changed', () => {
    const before = all(policyOf(seen), seen);
    const tagged = withDrafts(policyOf(seen), [{ ...draft([deaf]), tags: [id('frontend'), 'new'] }]);
    const levels = { 'port-without-listener': 'off' } as const;
    const listening = demoSnapshot({
      inbound: { frontend: [deaf], backend: [deaf, deaf] },
      marathon: { apps: [app('frontend', { ports: [9001] }), app('backend')] },
    });
    assert.notEqual(all(tagged, seen, {}, before).findings.get(id('backend')), before.findings.get(id('backend')));
    assert.equal(all(policyOf(seen), seen, levels, before).findings.get(id('frontend')), undefined);
    assert.equal(all(policyOf(listening), listening, {}, before).findings.get(id('frontend')), undefined);
  });

  it('checks one profile, stored or draft', () => {
    const of = (policy: PolicyData) => lintProfile(id('frontend'), policy, seen, {}).map(({ code }) => code);
    assert.deepEqual(of(policyOf(seen)), ['port-without-listener']);
    assert.deepEqual(of(withDrafts(policyOf(seen), [draft([{ action: 'allow' }])])), ['allow-all-inbound']);
  });

  it('accepts only valid levels from the settings', () => {
    assert.deepEqual(
      levelsIn({ 'unused-tag': 'off', 'allow-all-inbound': 'grave', 'no-such-check': 'off', toString: 'error' }),
      { 'unused-tag': 'off' },
    );
    for (const wrong of [undefined, null, 'off', ['off'], 1]) assert.deepEqual(levelsIn(wrong), {});
  });

  it('uses the names of networks', () => {
    assert.equal(
      inNames(`No endpoint has tag ${id('client')}: “allow from tag ${id('management-ui')}”.`, NETWORKS),
      'No endpoint has tag client: “allow from tag management-ui”.',
    );
  });
});
