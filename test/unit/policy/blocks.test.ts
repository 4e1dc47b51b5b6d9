import assert from 'node:assert/strict';
import fc from 'fast-check';
import { expand } from '../../../src/policy/change';
import { explain, withEdits, type Fix } from '../../../src/policy/explain/calico1';
import { formatRule } from '../../../src/policy/calico1/grammar';
import type { Rule } from '../../../src/policy/calico1/rule';
import type { StoredPolicy } from '../../../src/policy/calico1/stored-policy';
import { judge, passes } from '../../../src/policy/verdict';
import type { Flow } from '../../../src/policy/model/flow';
import { cluster, compile, flow } from './clusters';
import type { PlainCluster } from './plain-evaluator';
import { storedPolicy } from './stored';

const ALLOW: Rule = { action: 'allow' };

/** Endpoints with the tags of their profiles; `target` has the rules under test. */
function policyOf(
  inbound: readonly Rule[],
  tags: Readonly<Record<string, readonly string[]>> = { a: ['a'], b: ['b'] },
): StoredPolicy {
  const names = ['target', ...Object.keys(tags)];
  return storedPolicy({
    profiles: names.map((name) => ({
      name,
      stored: {
        tags: JSON.stringify(tags[name] ?? [name]),
        rules: JSON.stringify({ inbound_rules: name === 'target' ? inbound : [], outbound_rules: [ALLOW] }),
      },
    })),
    endpoints: names.map((name, index) => ({ name, profiles: [name], addresses: [`192.168.0.${index + 1}`] })),
  });
}

const toTarget = (from: string): Flow => ({
  source: { endpoint: from },
  destination: { endpoint: 'target' },
  protocol: 'tcp',
  destinationPort: 9000,
});

/** The fixes as edits in words, each with what it closes. */
function blocks(policy: StoredPolicy, from: string): readonly string[] {
  return explain(toTarget(from), policy).blocks.map(({ edits, closes }) => {
    const closed = [...expand(closes)]
      .map((pair) => pair.from)
      .sort()
      .join(' ');
    return `${edits.map(({ kind, position, rule }) => `${kind} ${position} ${formatRule(rule)}`).join('; ')}: ${closed}`;
  });
}

describe('blocking a flow', () => {
  it('removes a rule that has no other effect', () => {
    const policy = policyOf([{ action: 'allow', protocol: 'tcp', src_tag: 'a', dst_ports: [9000] }]);
    assert.deepEqual(blocks(policy, 'a'), ['remove 1 allow tcp from tag a to ports 9000: a']);
  });

  it('removes the port from a rule with several ports', () => {
    const policy = policyOf([{ action: 'allow', protocol: 'tcp', src_tag: 'a', dst_ports: [9001, 9000] }]);
    assert.deepEqual(blocks(policy, 'a'), ['replace 1 allow tcp from tag a to ports 9001: a']);
  });

  it('keeps a rule that allows a range, and inserts a deny before it', () => {
    const policy = policyOf([{ action: 'allow', protocol: 'tcp', src_tag: 'a', dst_ports: ['9000:9010'] }]);
    assert.deepEqual(blocks(policy, 'a'), ['insert 1 deny tcp from tag a to ports 9000: a']);
  });

  it('inserts a deny before a rule that also allows others, and also offers to remove that rule', () => {
    assert.deepEqual(blocks(policyOf([ALLOW]), 'a'), [
      'insert 1 deny tcp from tag a to ports 9000: a',
      'remove 1 allow: a b',
    ]);
  });

  it('denies by address if others have the same tags', () => {
    const policy = policyOf([ALLOW], { a: ['x'], b: ['x'], c: ['c'] });
    assert.deepEqual(blocks(policy, 'a'), [
      'insert 1 deny tcp from cidr 192.168.0.2/32 to ports 9000: a',
      'insert 1 deny tcp from tag x to ports 9000: a b',
      'remove 1 allow: a b c',
    ]);
  });

  it('offers nothing if the flow is already denied', () => assert.deepEqual(blocks(policyOf([]), 'a'), []));

  it('blocks the flow, and changes on its port exactly what it lists, for any cluster', () => {
    let offered = 0;
    fc.assert(
      fc.property(cluster.map(opened), flow, (plain, { source, destination, ...rest }) => {
        const policy = compile(plain);
        const asked: Flow = { source: { address: source }, destination: { address: destination }, ...rest };
        const { blocks: fixes, verdict: judged } = explain(asked, policy);
        if (judged === 'deny') assert.deepEqual(fixes, []);
        for (const fix of fixes) assertBlocks(fix, asked, policy);
        offered += fixes.length;
      }),
      { numRuns: 500 },
    );
    assert.ok(offered > 100, `only ${offered} edits were offered`);
  }).timeout(120_000);
});

/** Allows everything that no earlier rule decides, because otherwise hardly anything would be allowed. */
function opened(plain: PlainCluster): PlainCluster {
  const profiles = Object.entries(plain.profiles).map(
    ([name, { tags, rules }]) =>
      [
        name,
        { tags, rules: rules && { inbound: [...rules.inbound, ALLOW], outbound: [...rules.outbound, ALLOW] } },
      ] as const,
  );
  return { ...plain, profiles: Object.fromEntries(profiles) };
}

function assertBlocks({ edits, closes, opens }: Fix, asked: Flow, policy: StoredPolicy): void {
  const edited = withEdits(policy, edits);
  assert.ok(edited);
  const verdict = (flow: Flow, by: StoredPolicy) => (passes(judge(flow, by.model).enforced) ? 'allow' : 'deny');
  assert.equal(verdict(asked, edited), 'deny');
  const names = policy.model.directory.members.map(({ endpoint }) => endpoint.id);
  const changed = (was: 'allow' | 'deny') =>
    names
      .flatMap((source) =>
        names.flatMap((destination) => {
          const between: Flow = { ...asked, source: { endpoint: source }, destination: { endpoint: destination } };
          const differs = verdict(between, policy) === was && verdict(between, edited) !== was;
          return source !== destination && differs ? [`${source} ${destination}`] : [];
        }),
      )
      .sort();
  const inside = (changes: typeof closes) =>
    [...expand(changes)]
      .filter(({ from, to }) => names.includes(from) && names.includes(to))
      .map(({ from, to }) => `${from} ${to}`)
      .sort();
  assert.deepEqual(inside(closes), changed('allow'));
  assert.deepEqual(inside(opens), changed('deny'));
}
