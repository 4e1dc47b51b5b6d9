import { parseNetwork, type Network } from '../model/address';
import { isNetOf, listOf, portRange, PROTOCOL_NUMBERS, type PortRange } from '../calico1/felix/iptables';
import type { Json } from '../calico1/felix/json';
import type { NormalRule } from '../calico1/felix/rule';
import type { Condition } from './trace';

type Side = 'src' | 'dst';

/** One condition of a rule, as data: passes if the condition is true or, with `not`, false. */
export type Test = { readonly condition: Condition; readonly not: boolean } & (
  | { readonly kind: 'protocol'; readonly protocol: number }
  /** Without a code, matches any code of the type. */
  | { readonly kind: 'icmp'; readonly type: number; readonly code: number | undefined }
  | { readonly kind: 'ports'; readonly side: Side; readonly ranges: readonly PortRange[] }
  | { readonly kind: 'tag'; readonly side: Side; readonly tag: string }
  | { readonly kind: 'net'; readonly side: Side; readonly network: Network }
);

/** Returns the name under which the addresses of a selector are looked up, as if it were a tag. */
export type SelectorTag = (selector: string) => string;

/** Returns the tests of a rendered rule in reading order: protocol, ICMP, from, to. */
export function testsOf(rule: NormalRule, version: 4 | 6, selectorTag: SelectorTag): Test[] {
  const tests: Test[] = [];
  for (const prefix of ['', '!'] as const) {
    const not = prefix === '!';
    const { [`${prefix}protocol` as const]: protocol } = rule;
    if (typeof protocol === 'string')
      tests.push({
        condition: `${prefix}protocol`,
        not,
        kind: 'protocol',
        protocol: PROTOCOL_NUMBERS.get(protocol) ?? Number(protocol),
      });
    const type = rule[`${prefix}icmp_type`];
    // Types apply only to a rule for the table's own ICMP; with any other protocol Felix omits them.
    if (typeof type === 'number' && rule['protocol'] === (version === 4 ? 'icmp' : 'icmpv6')) {
      const code = rule[`${prefix}icmp_code`];
      tests.push({
        condition: `${prefix}icmp_type`,
        not,
        kind: 'icmp',
        type,
        code: typeof code === 'number' ? code : undefined,
      });
    }
    for (const side of ['src', 'dst'] as const) tests.push(...sideTests(rule, prefix, side, version, selectorTag));
  }
  return tests;
}

function* sideTests(
  rule: NormalRule,
  prefix: '' | '!',
  side: Side,
  version: 4 | 6,
  selectorTag: SelectorTag,
): Generator<Test> {
  const not = prefix === '!';
  const ranges = rangesOf(rule[`${prefix}${side}_ports`]);
  if (ranges.length > 0) yield { condition: `${prefix}${side}_ports`, not, kind: 'ports', side, ranges };
  const tag = rule[`${prefix}${side}_tag`];
  if (typeof tag === 'string') yield { condition: `${prefix}${side}_tag`, not, kind: 'tag', side, tag };
  const selector = rule[`${prefix}${side}_selector`];
  if (typeof selector === 'string')
    yield { condition: `${prefix}${side}_selector`, not, kind: 'tag', side, tag: selectorTag(selector) };
  const net = rule[`${prefix}${side}_net`];
  const network = isNetOf(net, version) ? parseNetwork(net) : undefined;
  if (network) yield { condition: `${prefix}${side}_net`, not, kind: 'net', side, network };
}

function rangesOf(ports: Json | undefined): PortRange[] {
  return listOf(ports)
    .map(portRange)
    .filter((range) => range !== undefined);
}
