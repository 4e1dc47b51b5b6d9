// `npm run bench policy`: the rule language and verdicts, without an editor.
import fc from 'fast-check';
import { rulesEqual } from '../src/policy/calico1/equality';
import { formatRule, parseRule } from '../src/policy/calico1/grammar';
import type { Rule } from '../src/policy/calico1/rule';
import type { StoredPolicy } from '../src/policy/calico1/stored-policy';
import { judge } from '../src/policy/verdict';
import { anyRule, plainRule } from '../test/unit/policy/arbitraries';
import { compile } from '../test/unit/policy/clusters';
import { plainVerdict, type PlainCluster, type PlainFlow } from '../test/unit/policy/plain-evaluator';
import { storedPolicy } from '../test/unit/policy/stored';
import { median, print, type Figure } from './measure';

const SEED = { seed: 1 };
const RUNS = 5;

/** Calls `once` for a fifth of a second at a time, after a warm-up, and returns calls per second. */
function rate(name: string, once: (round: number) => void): Figure {
  let round = 0;
  const run = () => {
    const began = performance.now();
    const first = round;
    while (performance.now() - began < 200) for (let batch = 0; batch < 50; batch += 1) once(round++);
    return ((round - first) * 1000) / (performance.now() - began);
  };
  run();
  return { name: `${name}, per second`, values: Array.from({ length: RUNS }, run) };
}

function language(): Figure[] {
  const rules = fc.sample(plainRule, { numRuns: 2_000, ...SEED });
  const texts = rules.map(formatRule);
  return [
    rate('rules parsed', (round) => parseRule(texts[round % texts.length]!)),
    rate('rules formatted', (round) => formatRule(rules[round % rules.length]!)),
  ];
}

/** A million rules, derived from ten thousand random ones with other ports, are formatted and parsed. */
function roundTrip(): void {
  const rules = fc.sample(anyRule, { numRuns: 10_000, ...SEED });
  for (let round = 0; round < 1_000_000; round += 1) {
    const rule: Rule = { ...rules[round % rules.length], action: 'allow', dst_ports: [round % 65_536] };
    const again = parseRule(formatRule(rule)).rule;
    if (!again || !rulesEqual(again, rule))
      throw new Error(`Does not come back from its text: ${JSON.stringify(rule)}`);
  }
}

/** Profiles of 20 rules each, with one endpoint each. */
function largeCluster(count: number): PlainCluster {
  const rules = fc.sample(plainRule, { numRuns: count * 20, ...SEED });
  const profile = (index: number) => ({
    tags: [`t${index}`],
    rules: { inbound: rules.slice(index * 20, index * 20 + 20), outbound: [{ action: 'allow' }] satisfies Rule[] },
  });
  return {
    profiles: Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, profile(index)])),
    endpoints: Array.from({ length: count }, (_, index) => ({
      name: `e${index}`,
      profiles: [`p${index}`],
      address: `10.0.${index >> 8}.${index & 255}`,
    })),
  };
}

function verdicts(count: number): Figure {
  const { model } = compile(largeCluster(count));
  const names = model.directory.members.map(({ endpoint }) => endpoint.id);
  const ask = (round: number) =>
    judge(
      {
        source: { endpoint: names[round % names.length]! },
        destination: { endpoint: names[(round + 1) % names.length]! },
        protocol: 'tcp',
        destinationPort: round % 65_536,
      },
      model,
    );
  // Compiles each profile's rules, which happens on first use.
  for (const round of names.keys()) ask(round);
  return rate(`verdicts with trace, ${count} profiles of 20 rules`, ask);
}

/** Edits one of many profiles; the others are reused. */
function recompiled(count: number): Figure {
  const { profiles, endpoints } = largeCluster(count);
  const stored = (name: string, extra: readonly Rule[]) => {
    const { tags, rules } = profiles[name]!;
    return {
      tags: JSON.stringify(tags),
      rules: JSON.stringify({
        inbound_rules: [...extra, ...(rules?.inbound ?? [])],
        outbound_rules: rules?.outbound ?? [],
      }),
    };
  };
  const all = Object.keys(profiles).map((name) => ({ name, stored: stored(name, []) }));
  const members = endpoints.map(({ name, profiles: own, address }) => ({ name, profiles: own, addresses: [address] }));
  let policy: StoredPolicy = storedPolicy({ profiles: all, endpoints: members });
  const run = (port: number) => {
    const edited = all.with(0, {
      name: 'p0',
      stored: stored('p0', [{ action: 'deny', protocol: 'tcp', dst_ports: [port] }]),
    });
    const began = performance.now();
    policy = storedPolicy({ profiles: edited, endpoints: members }, policy);
    return performance.now() - began;
  };
  run(0);
  return {
    name: `one profile of ${count} edited, compiled again, ms`,
    values: Array.from({ length: RUNS * 4 }, (_, port) => run(port + 1)),
  };
}

/** Compares the engine to the plain evaluator of the tests, on the same policy. */
function besidePlain(): Figure[] {
  const plain = largeCluster(50);
  const { model } = compile(plain);
  const address = (index: number) => plain.endpoints[index % 50]!.address;
  const flows = Array.from({ length: 500 }, (_, round): PlainFlow => ({
    source: address(round),
    destination: address(round * 7),
    protocol: 'tcp',
    sourcePort: 50_000,
    destinationPort: (round * 131) % 65_536,
  }));
  const asked = flows.map((one) => ({
    ...one,
    source: { address: one.source },
    destination: { address: one.destination },
  }));
  const ours = rate('by address, the engine', (round) => judge(asked[round % asked.length]!, model));
  const aloud = rate('by address, the plain evaluator', (round) => plainVerdict(plain, flows[round % flows.length]!));
  return [
    ours,
    aloud,
    { name: 'the engine is so many times as fast', values: [median(ours.values) / median(aloud.values)] },
  ];
}

const began = performance.now();
roundTrip();
const seconds = (performance.now() - began) / 1000;
print('Policy core', [
  ...language(),
  verdicts(50),
  verdicts(1_000),
  recompiled(1_000),
  ...besidePlain(),
  { name: 'a million random rules to text and back, s', values: [seconds] },
]);
