// `npm run bench engine`: reachability of whole clusters, compared to the plain evaluator of the tests.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { compare } from '../src/policy/change';
import { lint } from '../src/policy/lint';
import { reachability } from '../src/policy/reach';
import type { Rule } from '../src/policy/calico1/rule';
import type { StoredPolicy } from '../src/policy/calico1/stored-policy';
import { judge } from '../src/policy/verdict';
import type { Flow } from '../src/policy/model/flow';
import { compile } from '../test/unit/policy/clusters';
import { plainVerdict, type PlainCluster } from '../test/unit/policy/plain-evaluator';
import { print, spent, type Figure } from './measure';

const SEED = { seed: 1 };
const PORT = 9000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as (options?: { type: 'minor' }) => void;

/** Rules typical of large clusters: tags, ports, CIDRs and negations, half of them for the port in question. */
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

/** Profiles of 20 rules each, with endpoints distributed over them. */
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

/** Times all ordered pairs on one port of a compiled policy, once the classes are computed. */
function allPairs(name: string, plain: PlainCluster, bar: number, runs = 50): Figure {
  const { model } = compile(plain);
  // Warm-up.
  for (let run = 0; run < runs; run += 1) reachability(model, [PORT + run]);
  const values = Array.from({ length: runs }, (_, run) => spent(() => reachability(model, [PORT + run]))[0]);
  return { name: `${name}: a port, ms`, values, bar };
}

/**
 * Times the same including the classes. The garbage of compiling the policy is collected before.
 * @param warmUp The number of runs that don't count.
 */
function firstPort(name: string, plain: PlainCluster, warmUp: number, bar?: number): Figure {
  const runs = Array.from({ length: warmUp + 7 }, () => {
    const { model } = compile(plain);
    collectGarbage({ type: 'minor' });
    return spent(() => reachability(model, [PORT]))[0];
  });
  return { name: `${name}: the first port of a policy, ms`, values: runs.slice(warmUp), ...(bar && { bar }) };
}

/**
 * Measures the memory of the first answer, including classes and sorted rules, and of each further one. Excludes the
 * policy.
 */
function memory(plain: PlainCluster): Figure[] {
  const { model } = compile(plain);
  const held = () => {
    // Weak references and buffers are only freed in a later round.
    for (let round = 0; round < 3; round += 1) collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return (heapUsed + arrayBuffers) / 2 ** 20;
  };
  const empty = held();
  const first = reachability(model, [PORT]);
  const one = held();
  const more = Array.from({ length: 20 }, () => reachability(model, [PORT]));
  const all = held();
  const what = `10000 endpoints over 500 profiles (${first.population.size} classes)`;
  return [
    { name: `${what}: memory of the first port, MB`, values: [one - empty], bar: 50 },
    { name: `${what}: memory of each further port, MB`, values: [(all - one) / more.length] },
  ];
}

/**
 * Changes a port in a rule of one of many profiles, each time of another one that has not been queried. Measures
 * separately: parsing and compiling the new text, all pairs based on the previous answer (which sorts the new rules,
 * computes one row and reuses all others), and what opens and closes. The first 500 edits are warm-up.
 */
function edited(plain: PlainCluster, policy: StoredPolicy): Figure[] {
  const before = reachability(policy.model, [PORT]);
  const rule: Rule = { action: 'allow', protocol: 'tcp', src_tag: 't7', dst_ports: [PORT] };
  const runs = Array.from({ length: 1_000 }, (_, index) => {
    const name = `p${index}`;
    const text = JSON.stringify({
      inbound_rules: plain.profiles[name]!.rules!.inbound.with(0, rule),
      outbound_rules: [{ action: 'allow' }],
    });
    const [compiling, changed] = spent(() => {
      return policy.withRules(name, text).model;
    });
    const [asking, after] = spent(() => reachability(changed, [PORT], { previous: before }));
    const [comparing] = spent(() => compare(before, after));
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

/** Single flows between endpoints, with the complete trace. */
function single({ model }: StoredPolicy): Figure {
  const names = model.directory.members.map(({ endpoint }) => endpoint.id);
  const flows = Array.from({ length: 10_000 }, (_, round): Flow => ({
    source: { endpoint: names[round % names.length]! },
    destination: { endpoint: names[(round * 7 + 1) % names.length]! },
    protocol: 'tcp',
    destinationPort: PORT + (round % 5),
  }));
  const run = () => {
    const [took] = spent(() => {
      for (const flow of flows) judge(flow, model);
    });
    return (flows.length * 1000) / took;
  };
  // Warm-up.
  for (let round = 0; round < 5; round += 1) run();
  return {
    name: 'single verdicts with trace at 1000 profiles, per second (at least 200000)',
    values: Array.from({ length: 15 }, run),
  };
}

function linted(policy: StoredPolicy): Figure {
  const listening = new Map(policy.model.directory.members.map(({ endpoint }) => [endpoint.id, [PORT]]));
  const runs = Array.from({ length: 10 }, () => spent(() => lint(policy, { listening })));
  return {
    name: `lint of 1000 profiles of 20 rules, ms (${runs[0]![1].length} findings)`,
    values: runs.map(([took]) => took),
    bar: 50,
  };
}

/** The same answers by the plain evaluator, for a sample of pairs, extrapolated to all. */
function aloud(plain: PlainCluster): Figure {
  const { endpoints } = plain;
  const asked = 300;
  const [took] = spent(() => {
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
  allPairs('1000 profiles of 20 rules', thousand, 5),
  firstPort('1000 profiles of 20 rules', thousand, 8, 15),
  aloud(thousand),
  allPairs('5000 profiles of 20 rules', clusterOf(5_000, 5_000), 150, 5),
  firstPort('5000 profiles of 20 rules', clusterOf(5_000, 5_000), 0),
  allPairs('10000 endpoints over 500 profiles', grouped, 20),
  firstPort('10000 endpoints over 500 profiles', grouped, 3),
  ...memory(grouped),
  ...edited(thousand, policy),
  linted(policy),
  single(policy),
]);
