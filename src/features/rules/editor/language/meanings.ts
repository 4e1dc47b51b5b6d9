/** What the words of the grammar do, in a sentence each. */
const MEANINGS: Readonly<Record<string, string>> = {
  tags: 'The tags that every endpoint of this profile carries. Rules of any profile name endpoints by them.',
  inbound:
    'Who may reach the endpoints of this profile. The first rule that matches decides; where none does, the packet is dropped.',
  outbound:
    'What the endpoints of this profile may reach. The first rule that matches decides; where none does, the packet is dropped.',
  allow:
    'Lets the connection through; no further rule is asked. Only new connections are judged: established ones stay.',
  deny: 'Drops the packet without a word: the client waits until its timeout. No further rule or profile is asked.',
  log: 'Writes a line to the host’s kernel log and goes on with the next rule.',
  'next-tier': 'Leaves this profile; the endpoint’s next profile is asked.',
  tcp: 'Matches TCP. Ports may be named after from and to.',
  udp: 'Matches UDP. Ports may be named after from and to.',
  icmp: 'Matches ICMP of IPv4. A type and a code may follow.',
  icmpv6: 'Matches ICMP of IPv6. A type and a code may follow.',
  sctp: 'Matches SCTP. Felix 1.4 turns it into a rule that drops everything.',
  udplite: 'Matches UDP-Lite. Felix 1.4 turns it into a rule that drops everything.',
  type: 'The ICMP type, from 0 to 255, e.g. 8 for echo requests.',
  code: 'The ICMP code, from 0 to 255; it needs a type.',
  ipv4: 'The rule is for IPv4 alone.',
  ipv6: 'The rule is for IPv6 alone.',
  'log-prefix': 'What the lines of a log rule begin with, in quotes.',
  from: 'What follows is about the source. The order is ports, tag, selector, cidr.',
  to: 'What follows is about the destination. The order is ports, tag, selector, cidr.',
  ports: 'Ports and ranges, e.g. `80`, `80,443` or `8000:9000`. The rule needs a protocol that has ports, such as tcp.',
  tag: 'Endpoints with a profile that carries this tag. Addresses outside of Calico have none.',
  selector: 'Endpoints whose labels fit, e.g. `"role == \'db\' && has(zone)"`.',
  cidr: 'Addresses in this network, e.g. `10.0.0.0/8`, inside of Calico or not.',
  with: 'Further keys of the stored rule as one JSON object: those for which there is no word.',
};

/** What a word of the grammar or the name of a section does; undefined for any other. */
export function meaningOf(word: string): string | undefined {
  if (!word.startsWith('!')) return Object.hasOwn(MEANINGS, word) ? MEANINGS[word] : undefined;
  const meaning = meaningOf(word.slice(1));
  return meaning === undefined ? undefined : `Matches what does not fit. Without the “!”: ${meaning}`;
}
