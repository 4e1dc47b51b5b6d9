// `npm run bench engine`: who reaches whom, for whole clusters, beside the evaluator that only reads the rules aloud.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { compare } from '../src/policy/change';
import { lint } from '../src/policy/lint';
import { reachability } from '../src/policy/reach';
import type { Rule } from '../src/policy/calico1/rule';
import { verdict, withRules, type CompiledPolicy, type Flow } from '../src/policy/verdict';
import { compile } from '../test/unit/policy/clusters';
import { plainVerdict, type PlainCluster } from '../test/unit/policy/plain-evaluator';
import { print, type Figure } from './measure';

const SEED = { seed: 1 };
const PORT = 9000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Rules as they stand in large clusters: tags, ports, CIDRs and negations, half of them about the port in question. */
function mixedRules(count: number, profiles: number): Rule[] {
  const tag = fc.integer({ min: 0, max: profiles - 1 }).map((index) => `t${index}`);
  const ports = fc.array(fc.oneof(fc.constant(PORT), fc.constant('8000:9999'), fc.integer({ min: 1, max: 65_535 })), {
    minLength: 1,
    maxLength: 3,
  });
  const net = fc
    .tuple(fc.integer({ min: 0, max: 39 }), fc.integer({ min: 0, max: 255 }), fc.integer({ min: 8, max: 32 }))
    .map(([second, third, prefix]) => `10.${second}.${third}.0/${prefix}`);
  const from = fc.oneof(
    fc.record({ src_tag: tag }),
    fc.record({ src_net: net }),
    fc.record({ '!src_tag': tag, src_net: net }),
    fc.record({ src_tag: tag, '!src_net': net }),
  );
  const rule = fc.tuple(
    fc.constantFrom('allow', 'allow', 'deny'),
    from,
    fc.oneof(fc.record({ dst_ports: ports }), fc.record({ '!dst_ports': ports })),
  );
  return fc.sample(rule, { numRuns: count, ...SEED }).map(([action, source, port]): Rule => ({
    action: action === 'deny' ? 'deny' : 'allow',
    protocol: 'tcp',
    ...source,
    ...port,
  }));
}

/** Profiles of 20 rules each, and endpoints spread over them. */
function clusterOf(profiles: number, endpoints: number): PlainCluster {
  const rules = mixedRules(Math.min(profiles, 1_000) * 20, profiles);
  const profile = (index: number) => ({
    tags: [`t${index}`],
    rules: {
      inbound: rules.slice((index % 1_000) * 20, (index % 1_000) * 20 + 20),
      outbound: [{ action: 'allow' }] satisfies Rule[],
    },
  });
  return {
    profiles: Object.fromEntries(Array.from({ length: profiles }, (_, index) => [`p${index}`, profile(index)])),
    endpoints: Array.from({ length: endpoints }, (_, index) => ({
      name: `e${index}`,
      profiles: [`p${index % profiles}`],
      address: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
    })),
  };
}

function timed<T>(work: () => T): readonly [milliseconds: number, result: T] {
  const began = performance.now();
  const result = work();
  return [performance.now() - began, result];
}

/** How long all ordered pairs take on a port of a policy that stands, and with the classes, which are worked out once. */
function allPairs(name: string, plain: PlainCluster, bar: number, runs = 50): Figure[] {
  const fresh = Array.from({ length: Math.min(runs, 7) }, () => {
    const policy = compile(plain);
    for (const profile of policy.profiles.values()) profile.program(4, 'inbound');
    return timed(() => reachability(policy, [PORT]))[0];
  });
  const policy = compile(plain);
  // The first runs are the compiler's.
  for (let run = 0; run < runs; run += 1) reachability(policy, [PORT + run]);
  const standing = Array.from({ length: runs }, (_, run) => timed(() => reachability(policy, [PORT + run]))[0]);
  return [
    { name: `${name}: a port, ms`, values: standing, bar },
    { name: `${name}: the first port of a policy, ms`, values: fresh },
  ];
}

/** What the first answer holds on to, classes and sorted rules with it, and what each further one adds. The policy itself is not counted. */
function memory(plain: PlainCluster): Figure[] {
  const policy = compile(plain);
  for (const profile of policy.profiles.values()) profile.program(4, 'inbound');
  const held = () => {
    // What hangs on weak references and on buffers goes only in a later round.
    for (let round = 0; round < 3; round += 1) collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return (heapUsed + arrayBuffers) / 2 ** 20;
  };
  const empty = held();
  const first = reachability(policy, [PORT]);
  const one = held();
  const more = Array.from({ length: 20 }, () => reachability(policy, [PORT]));
  const all = held();
  const what = `10000 endpoints over 500 profiles (${first.population.size} classes)`;
  return [
    { name: `${what}: memory of the first port, MB`, values: [one - empty], bar: 50 },
    { name: `${what}: memory of each further port, MB`, values: [(all - one) / more.length] },
  ];
}

/**
 * A rule of one profile of many gets another port; each time of another profile, whose new rules nobody has asked about
 * yet. Counted apart: reading and compiling the new text, all pairs again from the answer before (in which the new rules
 * are sorted, one row is worked out and all others are taken over), and telling what opens and closes. The first 500
 * edits are the compiler's.
 */
function edited(plain: PlainCluster, policy: CompiledPolicy): Figure[] {
  const before = reachability(policy, [PORT]);
  const rule: Rule = { action: 'allow', protocol: 'tcp', src_tag: 't7', dst_ports: [PORT] };
  const runs = Array.from({ length: 1_000 }, (_, index) => {
    const name = `p${index}`;
    const text = JSON.stringify({
      inbound_rules: plain.profiles[name]!.rules!.inbound.with(0, rule),
      outbound_rules: [{ action: 'allow' }],
    });
    const [compiling, changed] = timed(() => {
      const next = withRules(policy, name, text);
      next.profiles.get(name)?.program(4, 'inbound');
      return next;
    });
    const [asking, after] = timed(() => reachability(changed, [PORT], { previous: before }));
    const [comparing] = timed(() => compare(before, after));
    return { compiling, asking, comparing };
  }).slice(500);
  return [
    {
      name: 'one rule of 1000 profiles edited: all pairs again, ms',
      values: runs.map(({ asking }) => asking),
      bar: 0.1,
    },
    { name: 'one rule of 1000 profiles edited: its text compiled, ms', values: runs.map(({ compiling }) => compiling) },
    {
      name: 'one rule of 1000 profiles edited: what opens and closes, ms',
      values: runs.map(({ comparing }) => comparing),
    },
  ];
}

/** Single flows between endpoints, with the whole trace. */
function single(policy: CompiledPolicy): Figure {
  const names = [...policy.endpoints.keys()];
  const flows = Array.from({ length: 10_000 }, (_, round): Flow => ({
    source: { endpoint: names[round % names.length]! },
    destination: { endpoint: names[(round * 7 + 1) % names.length]! },
    protocol: 'tcp',
    destinationPort: PORT + (round % 5),
  }));
  const run = () => {
    const [took] = timed(() => {
      for (const flow of flows) verdict(flow, policy);
    });
    return (flows.length * 1000) / took;
  };
  // The first runs are the compiler's.
  for (let round = 0; round < 5; round += 1) run();
  return {
    name: 'single verdicts with trace at 1000 profiles, per second (at least 200000)',
    values: Array.from({ length: 15 }, run),
  };
}

function linted(policy: CompiledPolicy): Figure {
  const listening = new Map([...policy.endpoints.keys()].map((name) => [name, [PORT]]));
  const runs = Array.from({ length: 10 }, () => timed(() => lint(policy, { listening })));
  return {
    name: `lint of 1000 profiles of 20 rules, ms (${runs[0]![1].length} findings)`,
    values: runs.map(([took]) => took),
    bar: 50,
  };
}

/** The same answers by reading the rules aloud, for a part of the pairs, scaled to all. */
function aloud(plain: PlainCluster): Figure {
  const { endpoints } = plain;
  const asked = 300;
  const [took] = timed(() => {
    for (let round = 0; round < asked; round += 1) {
      const [source, destination] = [
        endpoints[(round * 131) % endpoints.length]!,
        endpoints[(round * 17 + 1) % endpoints.length]!,
      ];
      plainVerdict(plain, {
        source: source.address,
        destination: destination.address,
        protocol: 'tcp',
        sourcePort: 49_152,
        destinationPort: PORT,
      });
    }
  });
  return {
    name: '1000 profiles: the plain evaluator, by a sample, ms',
    values: [(took / asked) * endpoints.length ** 2],
  };
}

const thousand = clusterOf(1_000, 1_000);
const grouped = clusterOf(500, 10_000);
const policy = compile(thousand);
print('Policy engine', [
  ...allPairs('1000 profiles of 20 rules', thousand, 5),
  aloud(thousand),
  ...allPairs('5000 profiles of 20 rules', clusterOf(5_000, 5_000), 150, 5),
  ...allPairs('10000 endpoints over 500 profiles', grouped, 20),
  ...memory(grouped),
  ...edited(thousand, policy),
  linted(policy),
  single(policy),
]);
