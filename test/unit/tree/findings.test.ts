import assert from 'node:assert/strict';
import { compileInSlices } from '../../../src/cluster/analysis/compiled';
import { lintAll } from '../../../src/cluster/analysis/lint';
import type { Snapshot } from '../../../src/cluster/model/snapshot';
import type { Rule } from '../../../src/policy/calico1/rule';
import { Findings } from '../../../src/features/tree/findings';
import type { TreeNode } from '../../../src/app/tree-nodes';
import { rowOf } from '../../../src/features/tree/rows/row';
import { demoSnapshot, NETWORKS, type DemoName } from '../graph/demo-cluster';

const id = (name: DemoName) => NETWORKS.find((network) => network.name === name)?.id ?? '';
const deaf: Rule = { action: 'allow', protocol: 'tcp', src_tag: id('client'), dst_ports: [9001] };
const own: Rule = { action: 'allow', src_tag: id('frontend') };
const stray: Rule = { action: 'allow', '!src_tag': id('client').replaceAll('0', '1') };
const faulty = demoSnapshot({ inbound: { frontend: [own, deaf, deaf, own], backend: [stray] } });
const clean = demoSnapshot();

/** Findings, how often lint ran, and how to wait for the next result. */
function start() {
  let runs = 0;
  const findings = new Findings(
    () =>
      Promise.resolve({
        compileInSlices,
        lintAll: (...args: Parameters<typeof lintAll>) => ((runs += 1), lintAll(...args)),
      }),
    (error) => assert.fail(String(error)),
  );
  const updated = () =>
    new Promise<void>((resolve) => {
      const subscription = findings.onDidChange(() => {
        subscription.dispose();
        resolve();
      });
    });
  return { findings, updated, runs: () => runs };
}

/** Each row's label and description, color, and the tooltip's sentences about rules. */
function draw(node: TreeNode, snapshot: Snapshot, findings: Findings) {
  const row = rowOf(node, snapshot, findings);
  return [
    row?.description,
    row?.color,
    (row?.tooltip ?? []).filter((line) => !/^(Profile of|Stored as|Inbound rule \d+ of)/.test(line)),
  ];
}

const profile = (name: DemoName): TreeNode => ({ kind: 'profile', profile: id(name) });
const rule = (text: string, occurrence: number): TreeNode => ({
  kind: 'rule',
  profile: id('frontend'),
  direction: 'inbound',
  text,
  occurrence,
});
const DEAF = `allow tcp from tag ${id('client')} to ports 9001`;

describe('findings in the tree', () => {
  it('are counted on the profile, and listed in its tooltip with network names', async () => {
    const { findings, updated } = start();
    findings.follow(faulty, {});
    assert.deepEqual(draw(profile('frontend'), faulty, findings), ['1 endpoint', undefined, []]);
    await updated();
    assert.deepEqual(draw(profile('frontend'), faulty, findings), [
      '1 endpoint · 4 warnings',
      'list.warningForeground',
      [
        'Inbound rule 2: No endpoint of this profile listens on port 9001; expected 9000.',
        'Inbound rule 3: Rule 2 is identical.',
        'Inbound rule 3: No endpoint of this profile listens on port 9001; expected 9000.',
        'Inbound rule 4: Rule 1 is identical.',
      ],
    ]);
    assert.deepEqual(draw(profile('client'), faulty, findings), ['1 endpoint', undefined, []]);
  });

  it('are shown on their rules, which keep their icons', async () => {
    const { findings, updated } = start();
    findings.follow(faulty, {});
    await updated();
    assert.deepEqual(draw(rule(DEAF, 0), faulty, findings), [
      '2 · 1 warning',
      'list.warningForeground',
      ['No endpoint of this profile listens on port 9001; expected 9000.'],
    ]);
    assert.deepEqual(draw(rule(DEAF, 1), faulty, findings).slice(0, 2), ['3 · 2 warnings', 'list.warningForeground']);
    assert.deepEqual(draw(rule(`allow from tag ${id('frontend')}`, 0), faulty, findings).slice(0, 2), [
      '1',
      'testing.iconPassed',
    ]);
    assert.equal(rowOf(rule(DEAF, 0), faulty, findings)?.icon, 'pass');
  });

  it('have the severity of their levels; hints appear only in the tooltip', async () => {
    const { findings, updated } = start();
    findings.follow(faulty, { 'port-without-listener': 'error', 'duplicate-rule': 'info' });
    await updated();
    const [description, color, sentences] = draw(profile('frontend'), faulty, findings);
    assert.deepEqual([description, color, sentences?.length], ['1 endpoint · 2 errors', 'list.errorForeground', 4]);
  });

  it('do not mark what only the original calicoctl cannot parse', async () => {
    const { findings, updated } = start();
    const range: Rule = { action: 'allow', protocol: 'tcp', src_tag: id('client'), dst_ports: ['9000:9001'] };
    const ranged = demoSnapshot({ inbound: { frontend: [own, range] } });
    findings.follow(ranged, {});
    await updated();
    const message = 'calicoctl can’t write port ranges. “rule add” to this profile crashes while the rule is in it.';
    assert.deepEqual(draw(profile('frontend'), ranged, findings), [
      '1 endpoint',
      undefined,
      [`Inbound rule 2: ${message}`],
    ]);
    assert.deepEqual(draw(rule(`allow tcp from tag ${id('client')} to ports 9000:9001`, 0), ranged, findings), [
      '2',
      'testing.iconPassed',
      [message],
    ]);
    findings.follow(ranged, { 'beyond-calicoctl': 'off' });
    await updated();
    assert.deepEqual(draw(profile('frontend'), ranged, findings), ['1 endpoint', undefined, []]);
  });

  it('are computed once per policy, and only for the last of several', async () => {
    const { findings, updated, runs } = start();
    findings.follow(faulty, {});
    findings.follow(faulty, {});
    findings.follow({ ...faulty, observation: { state: 'none' } }, {});
    await updated();
    assert.equal(runs(), 1);
    findings.follow(clean, {});
    findings.follow(faulty, {});
    findings.follow(clean, {});
    await updated();
    assert.deepEqual([runs(), draw(profile('frontend'), clean, findings)], [2, ['1 endpoint', undefined, []]]);
  });

  it('end with the cluster, and start over with the next', async () => {
    const { findings, updated } = start();
    findings.follow(faulty, {});
    findings.follow(undefined, {});
    findings.follow(faulty, {});
    await updated();
    assert.equal(draw(profile('frontend'), faulty, findings)[0], '1 endpoint · 4 warnings');
    findings.follow(undefined, {});
    assert.deepEqual(findings.of(id('frontend')), []);
  });
});
