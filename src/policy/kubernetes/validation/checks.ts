import * as l10n from '@vscode/l10n';
import type { Path } from '../../../base/decode';
import { joined } from '../../../base/text/list';
import { parseAddress } from '../../model/address';
import { parseCidr } from '../../objects/cidr';
import type { Findings } from '../../objects/finding';
import type { NamespacedPods, PolicySubject } from '../objects';

/** Maximum lengths of a CIDR and a rule's name in the schemas of cluster-wide policies. */
const LONGEST_CIDR = 43;
const LONGEST_RULE_NAME = 100;

export function checkPods(pods: NamespacedPods | undefined, path: Path, findings: Findings): void {
  if (pods && !pods.podSelector) {
    findings.schema([...path, 'podSelector'], l10n.t('“podSelector” is missing: write {} for all pods.'));
  }
}

export function checkNumber(port: number, path: Path, findings: Findings): void {
  if (port < 1 || port > 65535) findings.schema(path, l10n.t('{0} is not a port: ports are 1 to 65535.', port));
}

/** Checks that exactly one of the fields is set. */
export function checkOne<T extends object>(
  object: T,
  fields: readonly (keyof T & string)[],
  path: Path,
  findings: Findings,
): void {
  const given = fields.filter((field) => object[field] !== undefined);
  if (given.length === 0) findings.schema(path, l10n.t('One of {0} is required.', fields.join(', ')));
  if (given.length > 1) findings.schema(path, l10n.t('{0} exclude each other.', joined(given)));
}

export function checkMost(items: readonly unknown[] | undefined, most: number, path: Path, findings: Findings): void {
  if (items && items.length > most)
    findings.schema(path, l10n.t('This list has {0} items: the maximum is {1}.', items.length, most));
}

export function checkChoice(
  text: string | undefined,
  choices: readonly string[],
  path: Path,
  findings: Findings,
  meant?: string,
): void {
  if (text !== undefined && choices.includes(text)) return;
  const like = meant ?? choices.find((choice) => choice.toLowerCase() === text?.toLowerCase());
  const message =
    text === undefined
      ? l10n.t('One of {0} is missing.', choices.join(', '))
      : l10n.t('“{0}” is not one of {1}.', text, choices.join(', '));
  findings.schema(path, message, like);
}

export function checkSubject(subject: PolicySubject | undefined, findings: Findings): void {
  const path = ['spec', 'subject'];
  if (!subject) findings.schema(path, l10n.t('“subject” is missing.'));
  else {
    checkOne(subject, ['namespaces', 'pods'], path, findings);
    checkPods(subject.pods, [...path, 'pods'], findings);
  }
}

export function checkPriority(priority: number | undefined, findings: Findings): void {
  const path = ['spec', 'priority'];
  if (priority === undefined) findings.schema(path, l10n.t('“priority” is missing.'));
  else if (priority < 0 || priority > 1000) {
    findings.schema(path, l10n.t('{0} is not a priority: they are 0 to 1000.', priority));
  }
}

export function checkRuleName(name: string | undefined, path: Path, findings: Findings): void {
  if (name === undefined || name.length <= LONGEST_RULE_NAME) return;
  findings.schema([...path, 'name'], l10n.t('The name is longer than {0} characters.', LONGEST_RULE_NAME));
}

/** Checks for 1 to 25 CIDRs. */
export function checkNetworks(networks: readonly string[], path: Path, findings: Findings): void {
  if (networks.length === 0) findings.schema(path, l10n.t('The list must not be empty.'));
  checkMost(networks, 25, path, findings);
  for (const [index, text] of networks.entries()) {
    if (text.length <= LONGEST_CIDR && isCidr(text)) continue;
    findings.schema([...path, index], l10n.t('“{0}” is not a CIDR, such as 10.9.8.0/24.', text));
  }
}

/** As the schemas' own function has it: no IPv4 in the form of IPv6, and no zero before the prefix length. */
function isCidr(text: string): boolean {
  const [head = '', tail = ''] = text.split('/');
  const { version, words = [] } = parseAddress(head) ?? {};
  const isMapped = version === 6 && words[0] === 0 && words[1] === 0 && words[2] === 0xffff;
  return parseCidr(text) !== undefined && !isMapped && !/^0\d/.test(tail);
}

/** Checks that there are peers. */
export function checkPeers(peers: readonly unknown[] | undefined, most: number, path: Path, findings: Findings): void {
  if (!peers) findings.schema(path, l10n.t('“{0}” is missing.', String(path.at(-1))));
  else if (peers.length === 0) findings.schema(path, l10n.t('“{0}” needs a peer.', String(path.at(-1))));
  checkMost(peers, most, path, findings);
}
