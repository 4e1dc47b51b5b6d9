import { formatNetwork, parseNetwork } from '../../model/address';
import { readPorts } from '../grammar/values';
import type { Json } from '../felix/json';
import { NAME } from '../rule';
import type { RuleWords } from './command';
import { paragraph } from './python/paragraph';
import { pythonInt } from './python/python';
import { Refusal, unreadable } from './refusal';
import type { RawRule } from './rule';

const BAD_NAME = paragraph(
  'Profile names must be < 40 character long and can only contain numbers, letters, dots, dashes and underscores.',
);
const BAD_TAG = paragraph('Tags names can only contain numbers, letters, dots, dashes and underscores.');

/**
 * Validates a command's values before the datastore is read, and parses the words of the rule.
 * @throws Refusal with all messages, in calicoctl's order (profile.py) and wording.
 */
export function checkArguments(profile: string, words?: RuleWords): RawRule | undefined {
  const messages: string[] = [];
  const good = (name: string | undefined) => name === undefined || NAME.test(name.replace(/\n$/, ''));
  // The original accepts `.` and `..`, which escape the profiles' directory.
  if (!good(profile) || profile === '.' || profile === '..') messages.push(BAD_NAME);
  if (words) {
    if (!good(words.src_tag) || !good(words.dst_tag)) messages.push(BAD_TAG);
    messages.push(
      ...[cidrFault(words), icmpFault(words), portsFault(words), versionFault(words)].filter(
        (message) => message !== undefined,
      ),
    );
  }
  if (messages.length > 0) throw new Refusal(messages.join(''));
  return words && readWords(words);
}

/** The position in a word, as Python's `int()` reads it. Any other word ends the command silently. */
export function checkPosition(at: string | undefined): bigint | undefined {
  if (at === undefined) return undefined;
  if (pythonInt(at) === undefined) throw new Refusal('');
  return BigInt(at.trim().replace(/^\+/, ''));
}

function cidrFault({ src_net, dst_net }: RuleWords): string | undefined {
  const bad = [src_net, dst_net].some((net) => net !== undefined && !parseNetwork(net));
  return bad ? 'Invalid CIDR specified.\n' : undefined;
}

function icmpFault({ icmp_type, icmp_code }: RuleWords): string | undefined {
  const bad = [icmp_code, icmp_type].some((word) => {
    const number = word === undefined ? 0 : pythonInt(word);
    return number === undefined || number < 0 || number >= 255;
  });
  return bad ? 'Invalid ICMP type or ICMP code specified.\n' : undefined;
}

/** Lists and ranges are accepted; an empty word passes this check, as in the original. */
function portsFault({ src_ports, dst_ports }: RuleWords): string | undefined {
  const bad = [src_ports, dst_ports].some((ports) => ports !== undefined && ports !== '' && !readPorts(ports).ok);
  return bad ? 'Invalid SRCPORTS or DSTPORTS specified.\n' : undefined;
}

/** A CIDR that can't be parsed has no version, so it is reported here a second time. */
function versionFault({ protocol, src_net, dst_net }: RuleWords): string | undefined {
  const versions = [src_net, dst_net].filter((net) => net !== undefined).map((net) => parseNetwork(net)?.version);
  const wanted = protocol === 'icmp' ? 4 : protocol === 'icmpv6' ? 6 : versions[0];
  const agree = versions.every((version) => version !== undefined && version === wanted);
  return agree ? undefined : 'Invalid or unmatching IP versions for SRCCIDR/DSTCIDR.\n';
}

function readWords({
  action,
  protocol,
  icmp_type,
  icmp_code,
  src_ports,
  src_tag,
  src_net,
  dst_ports,
  dst_tag,
  dst_net,
}: RuleWords): RawRule {
  const rule: Record<string, Json> = { action };
  const set = (key: string, value: Json | undefined) => {
    if (value !== undefined) rule[key] = value;
  };
  set('protocol', protocol);
  set('icmp_type', icmp_type === undefined ? undefined : pythonInt(icmp_type));
  set('icmp_code', icmp_code === undefined ? undefined : pythonInt(icmp_code));
  set('src_ports', ports(src_ports));
  set('src_tag', src_tag);
  set('src_net', network(src_net));
  set('dst_ports', ports(dst_ports));
  set('dst_tag', dst_tag);
  set('dst_net', network(dst_net));
  return rule;
}

function ports(word: string | undefined): Json | undefined {
  if (word === undefined) return undefined;
  const read = readPorts(word);
  if (read.ok) return read.value;
  throw word === ''
    ? new Refusal(paragraph("Ports: '' are invalid; expecting a comma-separated list of ports and port ranges."))
    : unreadable(read.message);
}

function network(word: string | undefined): string | undefined {
  const read = word === undefined ? undefined : parseNetwork(word);
  return read && formatNetwork(read);
}
