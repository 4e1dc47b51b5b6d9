import type { Network } from '../model/address';
import { ACTIONS } from '../calico1/rule';
import { CODE, DESTINATION, NOT, OUTCOME, TESTS, type Program } from './code';
import type { CompiledRule } from './rule';
import type { Test } from './test';

/** Encodes the rules of one direction. */
export function assemble(rules: readonly CompiledRule[]): Program {
  const code: number[] = [];
  const names: Names = { tags: [], networks: [] };
  for (const rule of rules) assembleRule(rule, code, names);
  const looksAt = (side: 'src' | 'dst') =>
    rules.some(
      (rule) =>
        rule.kind === 'tests' &&
        rule.tests.some((test) => (test.kind === 'tag' || test.kind === 'net') && test.side === side),
    );
  const nextTier = rules.some(({ kind, action }) => kind === 'tests' && action === 'next-tier');
  return {
    code: new Int32Array(code),
    ...names,
    nextTier,
    looksAt: { source: looksAt('src'), destination: looksAt('dst') },
  };
}

/** Names that tests refer to by number. */
interface Names {
  readonly tags: string[];
  readonly networks: Network[];
}

function assembleRule(rule: CompiledRule, code: number[], names: Names): void {
  const tests = rule.kind === 'tests' ? rule.tests : [];
  const testsEnd = code.length + TESTS + tests.length * 3;
  const ranges = tests.flatMap((test) => (test.kind === 'ports' && test.ranges.length > 1 ? test.ranges.flat() : []));
  const outcome = rule.kind === 'tests' ? OUTCOME[rule.action] : OUTCOME[rule.kind];
  code.push(outcome, testsEnd + ranges.length, ACTIONS.indexOf(rule.action), testsEnd);
  let rangesAt = testsEnd;
  for (const test of tests) {
    const [word, a, b] = assembleTest(test, rangesAt, names);
    code.push(word, a, b);
    if ((word & ~(NOT | DESTINATION)) === CODE.ports) rangesAt = b;
  }
  code.push(...ranges);
}

/** Encodes a test; its list of port ranges, if any, goes to `rangesAt`. */
function assembleTest(
  test: Test,
  rangesAt: number,
  { tags, networks }: Names,
): readonly [word: number, a: number, b: number] {
  const not = test.not ? NOT : 0;
  const flags = not + ('side' in test && test.side === 'dst' ? DESTINATION : 0);
  switch (test.kind) {
    case 'protocol':
      return [CODE.protocol + flags, test.protocol, 0];
    case 'icmp':
      return [CODE.icmp + flags, test.type, test.code ?? -1];
    case 'ports': {
      const [only, ...more] = test.ranges;
      if (only && more.length === 0) return [CODE.port + flags, only[0], only[1]];
      return [CODE.ports + flags, rangesAt, rangesAt + test.ranges.length * 2];
    }
    case 'tag':
      return [(test.condition.endsWith('selector') ? CODE.selector : CODE.tag) + flags, tags.push(test.tag) - 1, 0];
    case 'net': {
      const { version, words, prefix } = test.network;
      if (version === 6) return [CODE.ipv6 + flags, networks.push(test.network) - 1, 0];
      const mask = prefix === 0 ? 0 : -1 << (32 - prefix);
      return [CODE.ipv4 + flags, (words[0] ?? 0) & mask, mask];
    }
  }
}
