import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  decidingPoliciesOf,
  type CoverageQuestion,
  type DecidingPolicies,
} from '../../../src/cluster/analysis/rule-coverage';
import { compiledOf } from '../../../src/cluster/analysis/compiled';
import { dataOf } from '../../../src/cluster/model/indexes';
import { probedConnections } from '../../../src/cluster/model/probed-connections';
import { questionsAbout, type Questions } from '../../../src/cluster/analysis/questions';
import { inSlices } from '../../../src/base/time-slices';
import type { Snapshot } from '../../../src/cluster/model/snapshot';
import type { StoredPolicy } from '../../../src/policy/calico1/stored-policy';
import { answered, demoSnapshot, NETWORKS, UI_OPEN, UI_TO_PROBE, type DemoName } from '../../unit/graph/demo-cluster';
import { cluster, compile } from '../../unit/policy/clusters';
import { plainMatches, type PlainCluster, type PlainFlow } from '../../unit/policy/plain-evaluator';

const PORTS = [80, 443, 9000];
const OUTSIDE = '10.1.2.3';
const QUESTIONS: Questions = {
  asked: [
    { protocol: 'tcp', ports: PORTS, outside: [OUTSIDE] },
    { protocol: 'udp', ports: [443], outside: [OUTSIDE] },
  ],
  outside: new Map([[OUTSIDE, 'somebody']]),
  leftOut: new Set(),
  unasked: 0,
};
const SOURCE_PORT = 49_152;

function run(policy: StoredPolicy, asked: CoverageQuestion): DecidingPolicies | undefined {
  const work = decidingPoliciesOf(policy, asked);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** Where a flow's evaluation ends in each profile, rule by rule; no profile if it falls through. */
function endings(plain: PlainCluster, flow: PlainFlow): readonly string[] {
  const found: string[] = [];
  let marked = false;
  for (const [address, direction] of [
    [flow.source, 'outbound'],
    [flow.destination, 'inbound'],
  ] as const) {
    const profiles = plain.endpoints.find((endpoint) => endpoint.address === address)?.profiles;
    const half = (): boolean => {
      for (const name of profiles ?? []) {
        const rules = plain.profiles[name]?.rules;
        if (!rules) return false;
        for (const [index, rule] of rules[direction].entries()) {
          // IPv4's table contains nothing of an IPv6 rule, not even its mark.
          if (rule.ip_version === 6) continue;
          const hit = plainMatches(plain, rule, flow);
          marked ||= hit && rule.action === 'next-tier';
          if (rule.action === 'log' || !(hit || (marked && rule.action === 'next-tier'))) continue;
          found.push(`${name} ${direction} ${index + 1}`);
          if (rule.action !== 'next-tier') return rule.action !== 'deny';
          break;
        }
      }
      return !profiles;
    };
    if (!half()) break;
  }
  return found;
}

/** What each rule decides, by evaluating all pairs one by one. */
function plainDeciders(
  plain: PlainCluster,
): ReadonlyMap<string, { readonly pairs: number; readonly outside: boolean }> {
  const found = new Map<string, { pairs: number; outside: boolean }>();
  const parties = [...plain.endpoints.map(({ address }) => address), OUTSIDE];
  for (const source of parties) {
    for (const destination of parties) {
      if (source === destination) continue;
      const flows = QUESTIONS.asked.flatMap(({ protocol, ports }) =>
        ports.map((destinationPort): PlainFlow => ({
          source,
          destination,
          protocol: protocol === 'udp' ? 'udp' : 'tcp',
          sourcePort: SOURCE_PORT,
          destinationPort,
        })),
      );
      for (const rule of new Set(flows.flatMap((flow) => endings(plain, flow)))) {
        const entry = found.get(rule) ?? { pairs: 0, outside: false };
        if (source === OUTSIDE || destination === OUTSIDE) entry.outside = true;
        else entry.pairs += 1;
        found.set(rule, entry);
      }
    }
  }
  return found;
}

/** Several endpoints per profile, so that classes have several members. */
const crowded = cluster.map((plain): PlainCluster => ({
  ...plain,
  endpoints: [...plain.endpoints, ...plain.endpoints.slice(0, 2)].map((endpoint, index) => ({
    ...endpoint,
    name: `e${index}`,
    address: `192.168.0.${index + 1}`,
  })),
}));

describe('rule coverage', () => {
  it('equals the verdicts of each pair', () => {
    fc.assert(
      fc.property(crowded, (plain) => {
        const policy = compile(plain);
        const expected = plainDeciders(plain);
        for (const [name, { rules }] of Object.entries(plain.profiles)) {
          if (!rules) continue;
          const decidingPolicies = run(policy, { profile: name, rules, questions: QUESTIONS, probed: [] });
          for (const direction of ['inbound', 'outbound'] as const) {
            const wanted: readonly object[] = rules[direction].map(
              (_rule, index) => expected.get(`${name} ${direction} ${index + 1}`) ?? { pairs: 0, outside: false },
            );
            assert.deepEqual(
              decidingPolicies?.[direction].map(({ pairs, outside }) => ({ pairs, outside })),
              wanted,
            );
          }
        }
      }),
      { numRuns: 300 },
    );
  }).timeout(60_000);

  it('is skipped if there would be too many pairs to evaluate', () => {
    const endpoints = Array.from({ length: 500 }, (_, index) => ({
      name: `e${index}`,
      profiles: ['p'],
      address: `10.0.${index >> 8}.${index & 255}`,
    }));
    const rules = {
      inbound: endpoints.map(({ address }) => ({ action: 'allow', src_net: `${address}/32` }) as const),
      outbound: [],
    };
    const policy = compile({ profiles: { p: { tags: [], rules } }, endpoints });
    assert.equal(run(policy, { profile: 'p', rules, questions: QUESTIONS, probed: [] }), undefined);
  });
});

describe('rule coverage of the demo', () => {
  const id = (name: DemoName) => NETWORKS.find((network) => network.name === name)?.id ?? '';
  const of = (name: DemoName, snapshot: Snapshot) => {
    const policy = dataOf(snapshot.policy) ?? assert.fail();
    const rules = policy.profiles.find((profile) => profile.name === id(name));
    assert.ok(rules?.kind === 'profile');
    const compiled = compiledOf(policy);
    return run(compiled, {
      profile: id(name),
      rules,
      questions: questionsAbout([...rules.inbound, ...rules.outbound], compiled.model, snapshot),
      probed: probedConnections(snapshot) ?? [],
    });
  };

  it('reports pairs, machines outside, and probed connections', () => {
    const snapshot = demoSnapshot({
      inbound: {
        'management-ui': [UI_OPEN],
        client: [
          { action: 'allow', src_tag: id('client') },
          UI_TO_PROBE,
          { action: 'allow', protocol: 'tcp', src_tag: id('backend'), dst_ports: [9001] },
        ],
      },
      observation: answered([]),
    });
    assert.deepEqual(of('management-ui', snapshot), {
      inbound: [{ pairs: 3, outside: true, probed: false }],
      outbound: [{ pairs: 3, outside: true, probed: true }],
    });
    assert.deepEqual(of('client', snapshot)?.inbound, [
      { pairs: 0, outside: false, probed: false },
      { pairs: 1, outside: false, probed: true },
      { pairs: 1, outside: false, probed: false },
    ]);
  });

  it('knows probed connections only from the collector', () => {
    assert.equal(probedConnections(demoSnapshot()), undefined);
    const pairs = probedConnections(demoSnapshot({ observation: answered([]) }))?.map(({ from, to, port }) =>
      [from.split('-').at(-1), to.split('-').at(-1), port].join(' '),
    );
    assert.equal(pairs?.length, 9);
    assert.ok(pairs.includes('ui client 9000') && pairs.includes('client frontend 9000'));
  });
});

describe('inSlices', () => {
  function* count(to: number): Generator<undefined, number> {
    for (let at = 0; at < to; at += 1) yield;
    return to;
  }

  it('returns the result', async () => assert.equal(await inSlices(count(10_000)), 10_000));

  it('yields to other tasks, which may abort it', async () => {
    const controller = new AbortController();
    setImmediate(() => controller.abort());
    assert.equal(await inSlices(count(Infinity), controller.signal), undefined);
  });
});
