import * as l10n from '@vscode/l10n';
import type { DocumentKind } from '../../../../../policy/calico1/document';

/** The meaning of each word of the grammar. */
const meanings = (): Readonly<Record<string, string>> => ({
  tags: l10n.t('The tags of every endpoint with this profile. Rules in any profile refer to endpoints by tag.'),
  inbound: l10n.t(
    'What can reach the endpoints of this profile. The first matching rule decides. If no rule matches, the packet is dropped.',
  ),
  outbound: l10n.t(
    'What the endpoints of this profile can reach. The first matching rule decides. If no rule matches, the packet is dropped.',
  ),
  allow: l10n.t(
    'Allows the connection and skips all further rules. Rules apply to new connections only: established ones stay open.',
  ),
  deny: l10n.t(
    'Silently drops the packet, so the client waits until it times out. Skips all further rules and profiles.',
  ),
  log: l10n.t('Writes a line to the host’s kernel log and continues with the next rule.'),
  'next-tier': l10n.t('Skips the rest of this profile and continues with the endpoint’s next profile.'),
  tcp: l10n.t('Matches TCP. Ports can follow from and to.'),
  udp: l10n.t('Matches UDP. Ports can follow from and to.'),
  icmp: l10n.t('Matches ICMP for IPv4. A type and a code can follow.'),
  icmpv6: l10n.t('Matches ICMP for IPv6. A type and a code can follow.'),
  sctp: l10n.t('Matches SCTP. Felix 1.4 turns this into a rule that drops everything.'),
  udplite: l10n.t('Matches UDP-Lite. Felix 1.4 turns this into a rule that drops everything.'),
  type: l10n.t('The ICMP type, from 0 to 255. For example, 8 for echo requests.'),
  code: l10n.t('The ICMP code, from 0 to 255. Requires a type.'),
  ipv4: l10n.t('Applies the rule to IPv4 only.'),
  ipv6: l10n.t('Applies the rule to IPv6 only.'),
  'log-prefix': l10n.t('The prefix of the lines that a log rule writes, in quotes.'),
  from: l10n.t('Starts the conditions on the source. Their order is ports, tag, selector, cidr.'),
  to: l10n.t('Starts the conditions on the destination. Their order is ports, tag, selector, cidr.'),
  ports: l10n.t(
    'Ports and port ranges, such as `80`, `80,443` or `8000:9000`. Requires a protocol with ports, such as tcp.',
  ),
  tag: l10n.t('Endpoints with a profile that has this tag. Addresses outside Calico have no tags.'),
  selector: l10n.t('Endpoints whose labels match, such as `"role == \'db\' && has(zone)"`.'),
  cidr: l10n.t('Addresses in this network, such as `10.0.0.0/8`, whether Calico manages them or not.'),
  with: l10n.t('Further keys of the stored rule, as one JSON object: those that have no keyword.'),
});

/** The meaning of words that differ in policies of tiers. */
const meaningsInPolicy = (): Readonly<Record<string, string>> => ({
  inbound: l10n.t(
    'What can reach the endpoints that the policy selects. The first matching rule decides. If none matches, the next policy of the tier is evaluated, and after the last one the packet is dropped.',
  ),
  outbound: l10n.t(
    'What the endpoints that the policy selects can reach. The first matching rule decides. If none matches, the next policy of the tier is evaluated, and after the last one the packet is dropped.',
  ),
  deny: l10n.t(
    'Silently drops the packet, so the client waits until it times out. Skips all further rules, tiers and profiles.',
  ),
  'next-tier': l10n.t('Skips the rest of this tier and continues with the next tier, or with the endpoint’s profiles.'),
});

/** The meaning of the lines above the rules. */
const sections = (): Readonly<Record<string, string>> => ({
  labels: l10n.t(
    'The labels of every endpoint with this profile, besides its own. Selectors refer to endpoints by label.',
  ),
  selector: l10n.t(
    "The endpoints that the policy applies to, by their labels, such as `role == 'db' && has(zone)`. A tier drops what no policy of it allows for the endpoints it selects.",
  ),
  order: l10n.t('Policies of a tier are evaluated by ascending order. One without an order comes last.'),
});

/** Returns the meaning of a section's name; undefined for any other word. */
export function sectionMeaning(section: string, kind?: DocumentKind): string | undefined {
  return (Object.hasOwn(sections(), section) ? sections()[section] : undefined) ?? meaningOf(section, kind);
}

/** Returns the meaning of a word or a section's name in a kind of document; undefined for any other. */
export function meaningOf(word: string, kind: DocumentKind = 'profile'): string | undefined {
  if (kind === 'policy' && Object.hasOwn(meaningsInPolicy(), word)) return meaningsInPolicy()[word];
  if (!word.startsWith('!')) return Object.hasOwn(meanings(), word) ? meanings()[word] : undefined;
  const meaning = meaningOf(word.slice(1), kind);
  return meaning === undefined
    ? undefined
    : l10n.t('Matches everything except the following. Without “!”: {0}', meaning);
}
