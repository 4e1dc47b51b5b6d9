import assert from 'node:assert/strict';
import fc from 'fast-check';
import { StoredPolicy } from '../../../src/policy/calico1/stored-policy';
import { readKeys } from '../../../src/policy/calico1/translate';
import { diff, expand } from '../../../src/policy/change';
import { judge, passes } from '../../../src/policy/verdict';
import { explain, withEdits, type Fix } from '../../../src/policy/explain/calico1';
import type { Flow } from '../../../src/policy/model/flow';
import { reachability } from '../../../src/policy/reach';
import { compile, FLOATING, mixedCluster } from '../../unit/policy/clusters';
import { plainVerdict, type PlainCluster } from '../../unit/policy/plain-evaluator';

const PORTS = [80, 443, 9000];
const OUTSIDE = '10.1.2.3';
const EPHEMERAL = 49_152;

interface Party {
  readonly name: string;
  readonly address: string;
}

function partiesOf({ endpoints }: PlainCluster): readonly Party[] {
  const floats = endpoints.some(({ floating }) => floating) ? [FLOATING] : [];
  return [...endpoints, ...[OUTSIDE, ...floats].map((address) => ({ name: address, address }))];
}

/** Every pair and port, except from an endpoint to its own floating address, which the host handles. */
function* questions(
  plain: PlainCluster,
): Generator<{ readonly from: Party; readonly to: Party; readonly port: number }> {
  const parties = partiesOf(plain);
  const owner = plain.endpoints.find(({ floating }) => floating)?.name;
  for (const from of parties) {
    for (const to of parties) {
      if (from.address === to.address || from.address === FLOATING || (from.name === owner && to.address === FLOATING))
        continue;
      for (const port of PORTS) yield { from, to, port };
    }
  }
}

function flowOf(from: Party, to: Party, port: number): Flow {
  const party = ({ name }: Party) => (/^e\d$/.test(name) ? { endpoint: name } : { address: name });
  return { source: party(from), destination: party(to), protocol: 'tcp', destinationPort: port };
}

function isPlainlyAllowed(plain: PlainCluster, from: Party, to: Party, port: number): boolean {
  const flow = {
    source: from.address,
    destination: to.address,
    protocol: 'tcp',
    sourcePort: EPHEMERAL,
    destinationPort: port,
  } as const;
  return plainVerdict(plain, flow).verdict === 'allow';
}

function openIn(plain: PlainCluster): readonly string[] {
  return [...questions(plain)].flatMap(({ from, to, port }) =>
    isPlainlyAllowed(plain, from, to, port) ? [`${from.name} ${to.name} ${port}`] : [],
  );
}

const listed = (changes: Fix['opens']) =>
  [...expand(changes)]
    .filter(({ from, to }) => from !== FLOATING && to !== FLOATING)
    .map(({ from, to, port }) => `${from} ${to} ${port}`)
    .sort();

const withoutFloating = (pairs: readonly string[]) => pairs.filter((pair) => !pair.includes(FLOATING)).sort();

describe('clusters with tiers, labels, floating addresses and profiles', function () {
  // A thousand clusters take some seconds on an idle machine.
  this.timeout(120_000);

  it('get the independent oracle’s verdicts, for single pairs and all pairs', () => {
    fc.assert(
      fc.property(mixedCluster, (plain) => {
        const { model } = compile(plain);
        const reach = reachability(model, PORTS, { outside: [OUTSIDE, FLOATING] });
        for (const { from, to, port } of questions(plain)) {
          const expected = isPlainlyAllowed(plain, from, to, port);
          const what = `${from.name} to ${to.name} on ${port}`;
          assert.equal(passes(judge(flowOf(from, to, port), model).enforced), expected, what);
          assert.equal(reach.allows(from.name, to.name, port), expected, what);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('differ by exactly the opened and closed pairs', () => {
    fc.assert(
      fc.property(mixedCluster, mixedCluster, fc.boolean(), (before, other, sameTiers) => {
        const after = { ...other, endpoints: before.endpoints, tiers: (sameTiers ? before : other).tiers ?? [] };
        const old = compile(before);
        const { opened, closed } = diff(old.model, compile(after, old).model, PORTS, { outside: [OUTSIDE] });
        const [was, is] = [openIn(before), openIn(after)];
        assert.deepEqual(listed(opened), withoutFloating(is.filter((pair) => !was.includes(pair))));
        assert.deepEqual(listed(closed), withoutFloating(was.filter((pair) => !is.includes(pair))));
      }),
      { numRuns: 1_000 },
    );
  });

  it('get the same answers when updated after a change as when computed from scratch', () => {
    let reused = 0;
    const tiersOf = ({ tiers = [] }: PlainCluster) => tiers;
    fc.assert(
      fc.property(
        mixedCluster,
        mixedCluster,
        fc.constantFrom('order', 'policy', 'rules', 'all'),
        (before, other, what) => {
          const plain = { ...before, endpoints: before.endpoints.map(({ floating: _, ...endpoint }) => endpoint) };
          const tiers = tiersOf(plain);
          const after: PlainCluster = {
            ...plain,
            tiers: {
              order: tiers.toReversed(),
              policy: tiers.map((tier, index) => (index === 0 ? { ...tier, policies: tier.policies.slice(1) } : tier)),
              rules: tiers.map((tier, index) => ({
                ...tier,
                policies: tier.policies.map((policy, place) => ({
                  ...policy,
                  rules: tiersOf(other)[index]?.policies[place]?.rules ?? policy.rules,
                })),
              })),
              all: tiersOf(other),
            }[what],
          };
          const old = compile(plain);
          const previous = reachability(old.model, PORTS, { outside: [OUTSIDE] });
          const reach = reachability(compile(after, old).model, PORTS, { outside: [OUTSIDE], previous });
          if (reach !== previous && reach.population === previous.population) reused += 1;
          for (const { from, to, port } of questions(after))
            assert.equal(
              reach.allows(from.name, to.name, port),
              isPlainlyAllowed(after, from, to, port),
              `${what}: ${from.name} to ${to.name} on ${port}`,
            );
        },
      ),
      { numRuns: 1_000 },
    );
    assert.ok(reused > 300, String(reused));
  });

  it('are explained: the deciding rule comes last, and every edit has its stated effect', () => {
    let edits = 0;
    fc.assert(
      fc.property(mixedCluster, fc.nat(), (plain, chosen) => {
        const policy = compile(plain);
        const all = [...questions(plain)];
        const { from, to, port } = all[chosen % all.length]!;
        const flow = flowOf(from, to, port);
        const { verdict, halves, misses, blocks } = explain(flow, policy, { outside: [OUTSIDE] });
        const allowed = isPlainlyAllowed(plain, from, to, port);
        assert.equal(verdict, allowed ? 'allow' : 'deny');
        if (halves.length > 0)
          assert.equal(
            halves.every((half) => half.verdict === 'allow'),
            allowed,
          );
        for (const fix of [...misses.flatMap((miss) => miss.fix ?? []), ...blocks]) {
          edits += 1;
          const edited = withEdits(policy, fix.edits);
          assert.ok(edited);
          assert.equal(passes(judge(flow, edited.model).enforced), !allowed, JSON.stringify(fix.edits));
          const differ = (wanted: boolean) =>
            all.flatMap((pair) => {
              const asked = flowOf(pair.from, pair.to, pair.port);
              const [was, is] = [policy, edited].map(({ model }) => passes(judge(asked, model).enforced));
              return pair.port === port && was !== is && is === wanted
                ? [`${pair.from.name} ${pair.to.name} ${port}`]
                : [];
            });
          assert.deepEqual(listed(fix.opens), withoutFloating(differ(true)));
          assert.deepEqual(listed(fix.closes), withoutFloating(differ(false)));
        }
      }),
      { numRuns: 1_000 },
    );
    assert.ok(edits > 500, `only ${edits} edits were offered`);
  });
});

const LISTS = [
  { inbound_rules: [{ action: 'allow' }], outbound_rules: [{ action: 'allow' }] },
  { inbound_rules: [{ action: 'allow', protocol: 'tcp', dst_ports: [80] }], outbound_rules: [{ action: 'allow' }] },
  { inbound_rules: [{ action: 'allow', src_tag: 'q' }], outbound_rules: [{ action: 'deny', dst_tag: 'p' }] },
  { inbound_rules: [{ action: 'allow', src_nets: ['10.0.0.0/8', '192.0.2.0/24'] }], outbound_rules: [] },
];

/** Clusters with host endpoints, of both generations of Felix. */
const withHosts = fc
  .record({
    p: fc.constantFrom(...LISTS),
    q: fc.constantFrom(...LISTS),
    policies: fc.array(
      fc.record({
        selector: fc.constantFrom('all()', "role == 'host'", "role == 'a'"),
        rules: fc.constantFrom(...LISTS),
        forward: fc.boolean(),
      }),
      { maxLength: 2 },
    ),
    action: fc.constantFrom('DROP', 'RETURN', 'ACCEPT'),
    everywhere: fc.boolean(),
    calico2: fc.boolean(),
  })
  .map(({ p, q, policies, action, everywhere, calico2 }) => {
    const workload = (host: string, name: string, address: string, profile: string, role: string) => [
      `/calico/v1/host/${host}/workload/o/w/endpoint/${name}`,
      {
        state: 'active',
        name: `cali${name}`,
        mac: 'ee:ee:ee:ee:ee:ee',
        profile_ids: [profile],
        ipv4_nets: [`${address}/32`],
        ipv6_nets: [],
        labels: { role },
      },
    ];
    const entries = [
      ['/calico/v1/config/DefaultEndpointToHostAction', action],
      ...(calico2 ? [['/calico/v1/config/CalicoVersion', 'v2.6.0']] : []),
      ...Object.entries({ p, q }).flatMap(([name, rules]) => [
        [`/calico/v1/policy/profile/${name}/rules`, rules],
        [`/calico/v1/policy/profile/${name}/tags`, [name]],
      ]),
      ...policies.map(({ selector, rules, forward }, order) => [
        `/calico/v1/policy/tier/default/policy/y${order}`,
        { selector, order, ...rules, ...(forward && { apply_on_forward: true }) },
      ]),
      workload('h1', 'a', '10.0.0.1', 'p', 'a'),
      workload('h1', 'b', '10.0.0.2', 'q', 'b'),
      workload('h2', 'c', '10.0.0.3', 'p', 'a'),
      ['/calico/v1/host/h1/bird_ip', '172.24.0.1'],
      ['/calico/v1/host/h2/bird_ip', '172.24.0.2'],
      [
        '/calico/v1/host/h1/endpoint/eth0',
        {
          name: everywhere ? '*' : 'eth0',
          expected_ipv4_addrs: ['172.24.0.1'],
          profile_ids: ['q'],
          labels: { role: 'host' },
        },
      ],
    ];
    return entries.map(([key, value]): [string, string] => [
      key as string,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
  });

describe('clusters with host endpoints', function () {
  this.timeout(120_000);

  it('have the same answers for all pairs as for single flows, and matching explanations', () => {
    let unevaluated = 0;
    fc.assert(
      fc.property(withHosts, (keys) => {
        const policy = new StoredPolicy(readKeys(keys));
        const { model } = policy;
        const outside = [OUTSIDE, '172.24.0.2'];
        const reach = reachability(model, PORTS, { outside });
        const names = [...model.directory.members.map(({ endpoint }) => endpoint.id), ...outside];
        const party = (name: string) => (model.directory.member(name) ? { endpoint: name } : { address: name });
        for (const from of names) {
          for (const to of names) {
            if (from === to) continue;
            for (const destinationPort of PORTS) {
              const flow = { source: party(from), destination: party(to), protocol: 'tcp', destinationPort };
              const { enforced } = judge(flow, model);
              assert.equal(reach.allows(from, to, destinationPort), passes(enforced), JSON.stringify(flow));
              assert.equal(reach.evaluates(from, to, destinationPort), enforced.outcome !== 'not-judged');
              unevaluated += enforced.outcome === 'not-judged' ? 1 : 0;
            }
            const flow = { source: party(from), destination: party(to), protocol: 'tcp', destinationPort: 80 };
            const { verdict, halves, misses } = explain(flow, policy);
            const { outcome } = judge(flow, model).enforced;
            assert.equal(
              verdict,
              { allowed: 'allow', denied: 'deny', 'not-judged': 'unknown', undefined: 'allow' }[outcome],
            );
            for (const half of halves) assert.ok(half.steps.length > 0, JSON.stringify(half));
            for (const { fix } of misses) {
              if (!fix) continue;
              const edited = withEdits(policy, fix.edits);
              assert.ok(edited && passes(judge(flow, edited.model).enforced), JSON.stringify(fix.edits));
            }
          }
        }
      }),
      { numRuns: 150 },
    );
    assert.ok(unevaluated > 0, 'every flow was evaluated');
  });
});
