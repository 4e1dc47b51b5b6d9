import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Rule } from '../../../src/policy/calico1/rule';
import { reachability, reachabilityInTurn, type Reachability } from '../../../src/policy/reach';
import type { StoredPolicy } from '../../../src/policy/calico1/stored-policy';
import { judge, passes } from '../../../src/policy/verdict';
import { cluster, compile } from '../../unit/policy/clusters';
import { plainVerdict, type PlainCluster } from '../../unit/policy/plain-evaluator';

const PORTS = [80, 443, 9000];
const OUTSIDE = ['10.1.2.3', '172.24.197.101'];
const EPHEMERAL = 49_152;

/** Compares every pair and port with the plain evaluator. */
function agrees(plain: PlainCluster, reach: Reachability): void {
  const { protocol, sourcePort = EPHEMERAL } = reach.asked;
  assert.ok(protocol === 'tcp' || protocol === 'udp');
  const parties = [...plain.endpoints, ...OUTSIDE.map((address) => ({ name: address, address }))];
  for (const port of PORTS) {
    let count = 0;
    for (const from of parties) {
      for (const to of parties) {
        const expected: boolean =
          plainVerdict(plain, {
            source: from.address,
            destination: to.address,
            protocol,
            sourcePort,
            destinationPort: port,
          }).verdict === 'allow';
        assert.equal(reach.allows(from.name, to.name, port), expected, `${from.name} to ${to.name} on ${port}`);
        if (expected && from !== to) count += 1;
      }
    }
    assert.equal(reach.count(port), count);
    assert.equal([...reach.pairs(port)].length, count);
  }
}

describe('reachability', () => {
  it('agrees with the naive evaluator', () => {
    fc.assert(
      fc.property(
        cluster,
        fc.constantFrom('tcp', 'udp'),
        fc.constantFrom(EPHEMERAL, 443),
        (plain, protocol, sourcePort) => {
          agrees(plain, reachability(compile(plain).model, PORTS, { protocol, sourcePort, outside: OUTSIDE }));
        },
      ),
      { numRuns: 1_000 },
    );
  }).timeout(60_000);

  it('supports more endpoints than bits in a word', () => {
    fc.assert(
      fc.property(cluster, (plain) => {
        const endpoints = Array.from({ length: 70 }, (_, index) => ({
          name: `e${index}`,
          profiles: plain.endpoints[index % plain.endpoints.length]!.profiles,
          address: `192.168.${index % 2}.${index}`,
        }));
        agrees(
          { ...plain, endpoints },
          reachability(compile({ ...plain, endpoints }).model, PORTS, { outside: OUTSIDE }),
        );
      }),
      { numRuns: 3 },
    );
  }).timeout(60_000);

  it('does not depend on the previous result', () => {
    fc.assert(
      fc.property(fc.array(cluster, { minLength: 2, maxLength: 5 }), ([first, ...edits]) => {
        let plain = first!;
        let policy: StoredPolicy = compile(plain);
        let reach = reachability(policy.model, PORTS, { outside: OUTSIDE });
        for (const edit of edits) {
          // Rules of one profile change, the endpoints stay.
          const { q } = edit.profiles;
          plain = {
            ...plain,
            profiles: { ...plain.profiles, q: { tags: plain.profiles['q']!.tags, rules: q!.rules } },
          };
          policy = compile(plain, policy);
          const next = reachability(policy.model, PORTS, { outside: OUTSIDE, previous: reach });
          agrees(plain, next);
          reach = next;
        }
      }),
      { numRuns: 300 },
    );
  }).timeout(60_000);

  it('does not depend on a previous result of another cluster', () => {
    fc.assert(
      fc.property(cluster, cluster, fc.boolean(), (before, other, sameEndpoints) => {
        const plain = sameEndpoints ? { ...other, endpoints: before.endpoints } : other;
        const old = compile(before);
        const previous = reachability(old.model, PORTS.slice(1), { outside: OUTSIDE });
        agrees(plain, reachability(compile(plain, old).model, PORTS, { outside: OUTSIDE, previous }));
      }),
      { numRuns: 300 },
    );
  }).timeout(60_000);

  const allow: Rule = { action: 'allow' };
  const many = (count: number, rules: readonly Rule[]): PlainCluster => ({
    profiles: {
      p: { tags: ['a'], rules: { inbound: rules, outbound: [allow] } },
      q: { tags: ['b'], rules: { inbound: [], outbound: [allow] } },
    },
    endpoints: Array.from({ length: count }, (_, index) => ({
      name: `e${index}`,
      profiles: [index % 2 ? 'p' : 'q'],
      address: `192.168.0.${index + 1}`,
    })),
  });

  it('evaluates endpoints that policy cannot distinguish only once', () => {
    const classes = (rules: readonly Rule[]) =>
      reachability(compile(many(100, rules)).model, [80]).population.classes.map(({ members }) => members.length);
    assert.deepEqual(classes([allow]), [50, 50]);
    assert.deepEqual(
      classes([
        { action: 'deny', src_net: '10.0.0.0/8' },
        { action: 'allow', src_net: '192.168.0.0/16' },
      ]),
      [50, 50],
    );
    assert.deepEqual(classes([{ action: 'allow', src_net: '192.168.0.2/32' }]), [50, 1, 49]);
  });

  it('pauses after every few endpoints, twice while they are grouped', () => {
    const { model } = compile(many(240, [{ action: 'allow', src_tag: 'a' }]));
    const pauses = [...reachabilityInTurn(model, [80], {})].length;
    assert.ok(pauses >= (2 * 240) / 16 && pauses < 100, String(pauses));
  });

  it('counts each pair once, and no endpoint with itself', () => {
    const reach = reachability(compile(many(100, [{ action: 'allow', src_tag: 'a' }])).model, [80]);
    assert.equal(reach.count(80), 50 * 49);
    assert.equal(reach.allows('e0', 'e0', 80), true);
  });

  it('keeps parts that a change does not affect', () => {
    const before = compile(many(100, [allow]));
    const after = compile(many(100, [{ action: 'deny', protocol: 'tcp', dst_ports: [80] }, allow]), before);
    const old = reachability(before.model, [80]);
    const next = reachability(after.model, [80, 81], { previous: old });
    assert.equal(next.population, old.population);
    assert.equal(next.layers.get(80)?.egress[1], old.layers.get(80)?.egress[1]);
    assert.deepEqual([next.count(80), next.count(81)], [0, 50 * 99]);
  });

  it('distinguishes endpoints when a new rule does', () => {
    const before = compile(many(100, [allow]));
    const after = compile(many(100, [{ action: 'allow', src_net: '192.168.0.1/32' }]), before);
    const next = reachability(after.model, [80], { previous: reachability(before.model, [80]) });
    assert.deepEqual([next.allows('e0', 'e1', 80), next.allows('e2', 'e1', 80)], [true, false]);
  });

  it('agrees with the verdict for IPv6, ICMP and selectors', () => {
    const policy = compile(many(2, [{ protocol: 'icmp', icmp_type: 8 }]));
    assert.equal(
      reachability(policy.model, [0], { protocol: 'icmp' }).allows('e0', 'e1', 0),
      passes(
        judge({ source: { endpoint: 'e0' }, destination: { endpoint: 'e1' }, protocol: 'icmp' }, policy.model).enforced,
      ),
    );
    assert.equal(reachability(policy.model, [0], { protocol: 'icmp', icmpType: 13 }).allows('e0', 'e1', 0), false);
    assert.equal(reachability(policy.model, [80], { ipVersion: 6 }).allows('e0', 'e0', 80), false);
  });
});
