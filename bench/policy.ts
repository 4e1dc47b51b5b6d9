import fc from 'fast-check';
import { formatRule, parseRule } from '../src/policy/grammar';
import { rulesEqual } from '../src/policy/equality';
import { compilePolicy, verdict, type CompiledPolicy, type PolicyInput } from '../src/policy/verdict';
import { anyRule, plainRule } from '../test/unit/policy/arbitraries';
import { compile } from '../test/unit/policy/clusters';
import { plainVerdict, type PlainCluster, type PlainFlow } from '../test/unit/policy/plain-evaluator';

/** One figure of a benchmark. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

const SEED = { seed: 1 };

/** Calls `once` for about a second, after a warm-up, and gives calls a second. */
function rate(once: (round: number) => void): number {
  for (let round = 0; round < 2_000; round += 1) once(round);
  const start = performance.now();
  let round = 0;
  while (performance.now() - start < 1_000) for (let batch = 0; batch < 100; batch += 1) once(round++);
  return Math.round((round * 1000) / (performance.now() - start));
}

function language(): Figure[] {
  const rules = fc.sample(plainRule, { numRuns: 2_000, ...SEED });
  const texts = rules.map(formatRule);
  return [
    { name: 'parse a rule', value: rate((round) => parseRule(texts[round % texts.length] ?? '')), unit: 'rules/s' },
    { name: 'format a rule', value: rate((round) => formatRule(rules[round % rules.length] ?? {})), unit: 'rules/s' },
  ];
}

/** A million rules, made by changing the ports of ten thousand random ones, go to text and back. */
function roundTrip(): Figure {
  const rules = fc.sample(anyRule, { numRuns: 10_000, ...SEED });
  let failed = 0;
  for (let round = 0; round < 1_000_000; round += 1) {
    const rule = { ...rules[round % rules.length], action: 'allow' as const, dst_ports: [round % 65536] };
    const again = parseRule(formatRule(rule)).rule;
    if (!again || !rulesEqual(again, rule)) failed += 1;
  }
  return { name: 'rules of a million that do not come back from their text', value: failed, unit: 'rules' };
}

/** Profiles of 20 rules each, one endpoint to each. */
function largePolicy(count: number): { readonly input: PolicyInput; readonly policy: CompiledPolicy } {
  const rules = fc.sample(plainRule, { numRuns: count * 20, ...SEED });
  const input: PolicyInput = {
    profiles: Array.from({ length: count }, (_, index) => ({
      name: `p${index}`,
      stored: { tags: JSON.stringify([`t${index}`]), rules: JSON.stringify({ inbound_rules: rules.slice(index * 20, index * 20 + 20), outbound_rules: [{ action: 'allow' }] }) },
    })),
    endpoints: Array.from({ length: count }, (_, index) => ({ name: `e${index}`, profiles: [`p${index}`], addresses: [`10.${index >> 8}.${index & 255}.1/32`] })),
  };
  return { input, policy: compilePolicy(input) };
}

function verdicts(count: number): Figure[] {
  const { input, policy } = largePolicy(count);
  const names = [...policy.endpoints.keys()];
  const ask = (round: number) =>
    verdict({ source: { endpoint: names[round % names.length] ?? '' }, destination: { endpoint: names[(round * 7) % names.length] ?? '' }, protocol: 'tcp', destinationPort: round % 65536 }, policy);
  const start = performance.now();
  for (let round = 0; round < 20; round += 1) compilePolicy(input, policy);
  const again = (performance.now() - start) / 20;
  return [
    { name: `verdict with trace, ${count} profiles of 20 rules`, value: rate(ask), unit: 'verdicts/s' },
    { name: `compile again with nothing changed, ${count} profiles`, value: Number(again.toFixed(2)), unit: 'ms' },
  ];
}

/** The engine beside the evaluator that only reads the rules aloud, on the same policy. */
function besidePlain(): Figure {
  const rules = fc.sample(plainRule, { numRuns: 1_000, ...SEED });
  const plain: PlainCluster = {
    profiles: Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`p${index}`, { tags: [`t${index}`], rules: { inbound: rules.slice(index * 20, index * 20 + 20), outbound: [{ action: 'allow' }] } }])),
    endpoints: Array.from({ length: 50 }, (_, index) => ({ name: `e${index}`, profiles: [`p${index}`], address: `10.0.0.${index + 1}` })),
  };
  const policy = compile(plain);
  const flows = Array.from({ length: 500 }, (_, round): PlainFlow => ({ source: `10.0.0.${(round % 50) + 1}`, destination: `10.0.0.${((round * 7) % 50) + 1}`, protocol: 'tcp', sourcePort: 50_000, destinationPort: (round * 131) % 65_536 }));
  const asked = flows.map((one) => ({ ...one, source: { address: one.source }, destination: { address: one.destination } }));
  const ours = rate((round) => verdict(asked[round % asked.length]!, policy));
  const aloud = rate((round) => plainVerdict(plain, flows[round % flows.length]!));
  return { name: 'engine beside the plain evaluator, 50 profiles of 20 rules', value: Number((ours / aloud).toFixed(1)), unit: 'times as fast' };
}

/** Measures the policy core. */
export function benchPolicy(): Figure[] {
  return [...language(), ...verdicts(50), ...verdicts(1_000), besidePlain(), roundTrip()];
}

if (require.main === module) for (const { name, value, unit } of benchPolicy()) console.log(`${name}: ${value} ${unit}`);
