import * as l10n from '@vscode/l10n';
import type { Path } from '../../../base/decode';
import { parseCidr } from '../../objects/cidr';
import type { Findings } from '../../objects/finding';
import { annotationFaults } from '../../objects/metadata';
import type { HttpMatch, IcmpFields, Rule } from '../objects';
import { checkEntity } from './entity';
import { checkProtocol, hasPorts, isNumeric } from './ports';
import { checkChoice, checkCount, checkLength } from './selectors';

const ACTIONS = ['Allow', 'Deny', 'Log', 'Pass'];
const MOST_HTTP = 20;
const LONGEST_HTTP_PATH = 1024;

/** Checks a rule of any policy or profile. */
export function checkRule(rule: Rule, path: Path, findings: Findings): void {
  checkChoice(rule.action, ACTIONS, [...path, 'action'], findings);
  checkProtocol(rule.protocol, [...path, 'protocol'], findings);
  checkProtocol(rule.notProtocol, [...path, 'notProtocol'], findings);
  checkIcmp(rule.icmp, [...path, 'icmp'], findings);
  checkIcmp(rule.notICMP, [...path, 'notICMP'], findings);
  if (rule.source) checkEntity(rule.source, [...path, 'source'], findings);
  if (rule.destination) checkEntity(rule.destination, [...path, 'destination'], findings);
  if (rule.http) checkHttp(rule, rule.http, path, findings);
  for (const [key, fault] of annotationFaults(rule.metadata?.annotations ?? {})) {
    findings.server([...path, 'metadata', 'annotations', key], fault);
  }
  checkVersions(rule, path, findings);
  checkPortsOf(rule, path, findings);
  if (rule.icmp && icmpVersion(rule.protocol) === undefined) {
    findings.schema([...path, 'icmp'], l10n.t('“icmp” needs the protocol ICMP or ICMPv6.'));
  }
}

/** Checks the IP version of ICMP. The schema's rules don't accept a quoted number. */
function icmpVersion(protocol: Rule['protocol']): 4 | 6 | undefined {
  if (protocol === 'ICMP' || protocol === 1) return 4;
  return protocol === 'ICMPv6' || protocol === 58 ? 6 : undefined;
}

function checkIcmp(icmp: IcmpFields | undefined, path: Path, findings: Findings): void {
  if (!icmp) return;
  const { type, code } = icmp;
  if (type !== undefined && (type < 0 || type > 254)) {
    findings.schema([...path, 'type'], l10n.t('{0} is not an ICMP type: they are 0 to 254.', type));
  }
  if (code === undefined) return;
  if (code < 0 || code > 255)
    findings.schema([...path, 'code'], l10n.t('{0} is not an ICMP code: they are 0 to 255.', code));
  if (type === undefined) findings.schema([...path, 'code'], l10n.t('An ICMP code needs a type.'));
}

/** All networks of a rule must have the rule's IP version. */
function checkVersions(rule: Rule, path: Path, findings: Findings): void {
  const { ipVersion } = rule;
  if (ipVersion !== undefined && ipVersion !== 4 && ipVersion !== 6) {
    findings.schema([...path, 'ipVersion'], l10n.t('{0} is not an IP version: use 4 or 6.', ipVersion));
  }
  for (const field of ['protocol', 'notProtocol'] as const) {
    const needed = icmpVersion(rule[field]);
    if (needed === undefined || ipVersion === undefined || ipVersion === needed) continue;
    const message = l10n.t('{0} belongs to IP version {1}.', needed === 4 ? 'ICMP' : 'ICMPv6', needed);
    findings.schema([...path, 'ipVersion'], message, needed);
  }
  let seen: 4 | 6 | undefined;
  for (const side of ['source', 'destination'] as const) {
    for (const field of ['nets', 'notNets'] as const) {
      for (const [index, net] of (rule[side]?.[field] ?? []).entries()) {
        const version = parseCidr(net)?.version;
        if (version === undefined) continue;
        const at = [...path, side, field, index];
        if (ipVersion !== undefined && ipVersion !== version) {
          findings.server(at, l10n.t('“{0}” is IPv{1}, but the rule is for IPv{2}.', net, version, ipVersion));
        }
        if (seen !== undefined && seen !== version) {
          findings.server(
            at,
            l10n.t('A rule has networks of IPv4 or of IPv6, not of both. Move “{0}” to a separate rule.', net),
          );
        }
        seen ??= version;
      }
    }
  }
}

/** Port numbers require a protocol with ports; port names require any protocol. */
function checkPortsOf(rule: Rule, path: Path, findings: Findings): void {
  for (const side of ['source', 'destination'] as const) {
    for (const field of ['ports', 'notPorts'] as const) {
      const ports = rule[side]?.[field] ?? [];
      const at = [...path, side, field];
      if (ports.length > 0 && side === 'destination' && rule.destination?.services) {
        findings.schema(at, l10n.t('Ports cannot be combined with “services”: the ports of the service apply.'));
      }
      if (hasPorts(rule.protocol)) continue;
      if (rule.protocol === undefined ? ports.some(isNumeric) : ports.length > 0) {
        findings.server(at, l10n.t('Ports need the protocol TCP, UDP or SCTP.'));
      }
    }
  }
}

function checkHttp(rule: Rule, http: HttpMatch, path: Path, findings: Findings): void {
  const at = [...path, 'http'];
  if (rule.protocol !== undefined && rule.protocol !== 'TCP' && rule.protocol !== 6) {
    findings.schema(at, l10n.t('“http” needs the protocol TCP, or none.'));
  }
  if (rule.action !== 'Allow') findings.schema(at, l10n.t('Only allow rules can match HTTP.'));
  const { methods = [], paths = [] } = http;
  checkCount(methods, MOST_HTTP, [...at, 'methods'], findings);
  if (new Set(methods).size < methods.length) findings.server([...at, 'methods'], l10n.t('A method is listed twice.'));
  checkCount(paths, MOST_HTTP, [...at, 'paths'], findings);
  for (const [index, { exact = '', prefix = '' }] of paths.entries()) {
    const place = [...at, 'paths', index];
    checkLength(exact, LONGEST_HTTP_PATH, [...place, 'exact'], findings);
    checkLength(prefix, LONGEST_HTTP_PATH, [...place, 'prefix'], findings);
    const text = exact === '' ? prefix : exact;
    if (exact !== '' && prefix !== '') findings.server(place, l10n.t('A path is “exact” or a “prefix”, not both.'));
    else if (text === '') findings.server(place, l10n.t('A path needs “exact” or “prefix”.'));
    else if (!text.startsWith('/') || /[?# ]/.test(text)) {
      findings.server(place, l10n.t('The path “{0}” must start with a slash and contain no “?”, “#” or spaces.', text));
    }
  }
}
