import { rendering } from '../calico1/felix/iptables';
import { checkRule, type NormalRule } from '../calico1/felix/rule';
import type { Rule, RuleKey } from '../calico1/rule';
import { faultsOfRule } from '../calico1/felix';
import { foundIn, replacement, type LintFix, type Place } from './finding';
import type { Shape } from './shape';
import { placeOf, type Check, type Report } from './subject';

/** What goes wrong between IPv4 and IPv6, and with ICMP. Felix 1.4 makes two tables, and leaves out of each what is of the other version. */
export const checkVersions: Check = (list, { versions }, report) => {
  for (const [index, shape] of list.shapes.entries()) {
    const { from, to, typed } = shape;
    const net = from.net ?? from.notNet ?? to.net ?? to.notNet;
    if (net) checkNetworks(shape, net.version, placeOf(list, index, shape), versions, report);
    if (typed) checkIcmp(placeOf(list, index, shape), versions, report);
  }
};

/** `net` is the IP version of one of the rule's networks. */
function checkNetworks(
  { rule, from, to, version }: Shape,
  net: 4 | 6,
  place: Place,
  inUse: ReadonlySet<4 | 6>,
  report: Report,
): void {
  const other = net === 4 ? 6 : 4;
  const keys = () => KEYS.filter((key) => rule[key] !== undefined);
  const only = version ?? versionOf(rule);
  if ([from.net, from.notNet, to.net, to.notNet].some((network) => network?.version === other)) {
    report(
      foundIn(
        'mixed-ip-versions',
        place,
        keys(),
        'Its networks are of different IP versions and can never meet: Felix applies to IPv4 only the one and to IPv6 only the other, so the rule is wider than it reads.',
      ),
    );
  } else if (only === other) {
    report(
      foundIn(
        'mixed-ip-versions',
        place,
        [...keys(), 'protocol'],
        `${String(rule.protocol)} exists in IPv${other} only, and the network is IPv${net}: Felix leaves out the network.`,
      ),
    );
  } else if (only === undefined && inUse.has(other)) {
    report(
      foundIn(
        'ignored-network',
        place,
        keys(),
        `Felix leaves out an IPv${net} network in the rules for IPv${other}: there this rule is about any address. Say ipv${net} if it is for IPv${net} alone.`,
        {
          fix: { title: `For IPv${net} only`, edit: replacement(place, { ...rule, ip_version: net }) },
        },
      ),
    );
  }
}

const KEYS = ['src_net', '!src_net', 'dst_net', '!dst_net'] as const satisfies readonly RuleKey[];

function checkIcmp(place: Place, inUse: ReadonlySet<4 | 6>, report: Report): void {
  const { rule } = place;
  if (rule.protocol === 'icmp' || rule.protocol === 'icmpv6') return;
  const keys = (['icmp_type', 'icmp_code', '!icmp_type', '!icmp_code'] as const).filter(
    (key) => rule[key] !== undefined,
  );
  report(
    foundIn(
      'icmp-type-without-icmp',
      place,
      keys,
      'Felix ignores an ICMP type in IPv4 unless the protocol is icmp, and in IPv6 it drops everything at this place.',
      { fix: icmpFor(place, inUse) },
    ),
  );
}

/** A rule for icmp says so where there is IPv6 too: Felix cannot make its types into a filter there. */
function icmpFor(place: Place, inUse: ReadonlySet<4 | 6>): LintFix | undefined {
  const { rule } = place;
  if (rule.protocol !== undefined || rule['!protocol'] !== undefined) return undefined;
  const protocol = rule.ip_version === 6 ? 'icmpv6' : 'icmp';
  const mended: Rule = { ...rule, protocol, ...(protocol === 'icmp' && inUse.has(6) && { ip_version: 4 }) };
  // What was dropped as a whole comes to be read: iptables may refuse what else is in it, and with it the whole profile.
  const stored = JSON.parse(JSON.stringify(mended)) as NormalRule;
  if (faultsOfRule(mended).length > 0 || rendering(checkRule(stored).rule, protocol === 'icmpv6' ? 6 : 4) === 'refused')
    return undefined;
  return { title: `Make it a rule for ${protocol}`, edit: replacement(place, mended) };
}

/** The IP version that a rule's protocol implies. */
function versionOf({ protocol }: Rule): 4 | 6 | undefined {
  if (protocol === 'icmp') return 4;
  return protocol === 'icmpv6' ? 6 : undefined;
}
