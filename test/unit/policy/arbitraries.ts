import fc from 'fast-check';
import { ACTIONS, PROTOCOLS, type Port, type Rule } from '../../../src/policy/calico1/rule';

/** Valid and invalid words of rules, for texts that are almost rules. */
export const WORDS = [
  'allow',
  'deny',
  'log',
  'next-tier',
  'tcp',
  'udp',
  'icmp',
  'icmpv6',
  '6',
  '!udp',
  'type',
  'code',
  '!type',
  '8',
  '255',
  'ipv4',
  'ipv6',
  'log-prefix',
  '"a b"',
  'from',
  'to',
  'ports',
  '!ports',
  '80',
  '80,443',
  '8000:9000',
  '9-5',
  '70000',
  'tag',
  '!tag',
  'web',
  'b@d',
  'selector',
  '"a == \'b\'"',
  'cidr',
  '!cidr',
  '10.0.0.0/8',
  'fd00::/8',
  '1.2.3',
  'with',
  '{"x":1}',
  '{',
  '"',
  '\\',
  '\t',
  '#',
  'prots',
  'form',
  '💥',
  '',
];

const tag = fc.stringMatching(/^[a-zA-Z0-9_.-]{1,12}$/);
const ipv4Net = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([address, prefix]) => `${address}/${prefix}`);
const ipv6Net = fc
  .tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 }))
  .map(([address, prefix]) => `${address}/${prefix}`);
const port = fc.integer({ min: 0, max: 65535 });
const range = fc
  .tuple(port, port)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => `${Math.min(a, b)}:${Math.max(a, b)}`);
const ports: fc.Arbitrary<Port[]> = fc.array(fc.oneof(port, range), { minLength: 1, maxLength: 5 });
const protocol = fc.oneof(fc.constantFrom(...PROTOCOLS), fc.integer({ min: 1, max: 255 }));
const byte = fc.integer({ min: 0, max: 255 });
const text = fc.string({ unit: 'binary', maxLength: 12 });

const matches = {
  protocol,
  src_tag: tag,
  dst_tag: tag,
  src_selector: text,
  dst_selector: text,
  src_net: fc.oneof(ipv4Net, ipv6Net),
  dst_net: fc.oneof(ipv4Net, ipv6Net),
  src_ports: ports,
  dst_ports: ports,
  icmp_type: byte,
  icmp_code: byte,
};

const negated = Object.fromEntries(Object.entries(matches).map(([key, value]) => [`!${key}`, value]));

/** Any rule that can be stored, sensible or not; some have unknown keys. */
export const anyRule: fc.Arbitrary<Rule> = fc
  .record(
    {
      action: fc.constantFrom(...ACTIONS),
      ip_version: fc.constantFrom(4, 6),
      log_prefix: text,
      ...matches,
      ...negated,
      comment: fc.jsonValue(),
      src_nets: fc.array(ipv4Net),
    },
    { requiredKeys: [] },
  )
  .map((rule): Rule => rule);

/** A carefully written rule: everything that a word requires is there. */
export const plainRule: fc.Arbitrary<Rule> = fc
  .record(
    {
      action: fc.constantFrom('allow', 'deny'),
      protocol: fc.constantFrom('tcp', 'udp'),
      src_tag: tag,
      src_net: ipv4Net,
      src_ports: ports,
      dst_tag: tag,
      dst_net: ipv4Net,
      dst_ports: ports,
    },
    { requiredKeys: ['action', 'protocol'] },
  )
  .map((rule): Rule => rule);
