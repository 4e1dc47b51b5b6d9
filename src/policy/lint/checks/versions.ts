import * as l10n from '@vscode/l10n';
import { rendering } from '../../calico1/felix/iptables';
import { checkRule, type NormalRule } from '../../calico1/felix/rule';
import type { Rule, RuleKey } from '../../calico1/rule';
import { faultsOfRule } from '../../calico1/felix';
import { foundIn, replacement, type LintFix, type RuleLocation } from '../finding';
import type { Shape } from '../shape';
import { locationOf, type Check, type Report } from '../rule-list';

/**
 * Finds problems with IPv4, IPv6 and ICMP. Felix 1.4 renders a table for each IP version and omits from it what belongs
 * to the other.
 */
export const checkVersions: Check = (list, { versions }, report) => {
  for (const [index, shape] of list.shapes.entries()) {
    const { from, to, typed } = shape;
    const net = from.net ?? from.notNet ?? to.net ?? to.notNet;
    if (net) checkNetworks(shape, net.version, locationOf(list, index, shape), versions, report);
    if (typed) checkIcmp(locationOf(list, index, shape), versions, report);
  }
};

/** `net` is the IP version of one of the rule's networks. */
function checkNetworks(
  { rule, from, to, version }: Shape,
  net: 4 | 6,
  place: RuleLocation,
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
        l10n.t(
          'Its networks have different IP versions, so they never match together. Felix applies one for IPv4 and the other for IPv6, so the rule is broader than it reads.',
        ),
      ),
    );
  } else if (only === other) {
    report(
      foundIn(
        'mixed-ip-versions',
        place,
        [...keys(), 'protocol'],
        l10n.t(
          '{0} exists only in IPv{1}, but the network is IPv{2}. Felix ignores the network.',
          String(rule.protocol),
          other,
          net,
        ),
      ),
    );
  } else if (only === undefined && inUse.has(other)) {
    report(
      foundIn(
        'ignored-network',
        place,
        keys(),
        l10n.t(
          'Felix ignores an IPv{0} network for IPv{1}, where this rule then matches any address. Add ipv{2} to limit the rule to IPv{3}.',
          net,
          other,
          net,
          net,
        ),
        {
          fix: { title: l10n.t('Limit to IPv{0}', net), edit: replacement(place, { ...rule, ip_version: net }) },
        },
      ),
    );
  }
}

const KEYS = ['src_net', '!src_net', 'dst_net', '!dst_net'] as const satisfies readonly RuleKey[];

function checkIcmp(place: RuleLocation, inUse: ReadonlySet<4 | 6>, report: Report): void {
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
      l10n.t(
        'For IPv4, Felix ignores an ICMP type unless the protocol is icmp. For IPv6, it drops everything in place of this rule.',
      ),
      { fix: icmpFor(place, inUse) },
    ),
  );
}

/** Suggests icmp explicitly if IPv6 is in use too: Felix can't render ICMP types there. */
function icmpFor(place: RuleLocation, inUse: ReadonlySet<4 | 6>): LintFix | undefined {
  const { rule } = place;
  if (rule.protocol !== undefined || rule['!protocol'] !== undefined) return undefined;
  const protocol = rule.ip_version === 6 ? 'icmpv6' : 'icmp';
  const mended: Rule = { ...rule, protocol, ...(protocol === 'icmp' && inUse.has(6) && { ip_version: 4 }) };
  // The repaired rule is rendered for the first time: iptables may reject the rest of it, and with it the whole
  // profile.
  const stored = JSON.parse(JSON.stringify(mended)) as NormalRule;
  if (faultsOfRule(mended).length > 0 || rendering(checkRule(stored).rule, protocol === 'icmpv6' ? 6 : 4) === 'refused')
    return undefined;
  return { title: l10n.t('Change Protocol to {0}', protocol), edit: replacement(place, mended) };
}

/** The IP version that a rule's protocol implies. */
function versionOf({ protocol }: Rule): 4 | 6 | undefined {
  if (protocol === 'icmp') return 4;
  return protocol === 'icmpv6' ? 6 : undefined;
}
