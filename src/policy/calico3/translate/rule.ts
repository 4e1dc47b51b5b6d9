import * as l10n from '@vscode/l10n';
import type { Origin } from '../../model/origin';
import { protocolNumber, SCTP, TCP, UDP } from '../../model/protocol';
import { ANY_SIDE, type Action, type IcmpMatch, type Rule, type RuleMatch, type SideMatch } from '../../model/rule';
import type { EntityRule, IcmpFields, Protocol, Rule as CalicoRule } from '../objects';
import { translateEntity } from './entity';
import type { Report } from './report';

const ACTIONS: Readonly<Record<string, Action>> = { Allow: 'allow', Deny: 'deny', Pass: 'pass', Log: 'log' };

/** A rule and its origin, which is a different object for a converted rule. */
export interface WrittenRule {
  readonly rule: CalicoRule;
  readonly origin: Origin;
}

/** Translates rules in order. Returns undefined if Felix rejects one, and thereby the whole policy. */
export function translateRules(
  written: readonly WrittenRule[],
  namespace: string | undefined,
  report: Report,
): readonly Rule[] | undefined {
  const rules: Rule[] = [];
  for (const { rule, origin } of written) {
    const translated = translateRule(rule, namespace, report.of(origin));
    if (!translated) return undefined;
    rules.push(translated);
  }
  return rules;
}

function translateRule(rule: CalicoRule, namespace: string | undefined, report: Report): Rule | undefined {
  const action = ACTIONS[rule.action];
  if (!action)
    report.add(
      'dropped',
      l10n.t('“{0}” is not a valid action, so Felix drops the whole policy.', rule.action),
      'action',
    );
  const protocol = readProtocol(rule.protocol, 'protocol', report);
  const notProtocol = readProtocol(rule.notProtocol, 'notProtocol', report);
  const source = translateSide(rule.source, namespace, report.at('source'));
  const destination = translateSide(rule.destination, namespace, report.at('destination'));
  if (!action || protocol === 'refused' || notProtocol === 'refused' || !source || !destination) return undefined;
  if ([source, destination].some(hasNumbers) && !hasPorts(protocol)) {
    report.add(
      'dropped',
      l10n.t('Port numbers need protocol TCP, UDP or SCTP, so Felix drops the whole policy.'),
      'protocol',
    );
    return undefined;
  }
  const icmp = icmpOf(rule.icmp);
  const notIcmp = icmpOf(rule.notICMP);
  const match: RuleMatch = {
    ...((rule.ipVersion === 4 || rule.ipVersion === 6) && { ipVersion: rule.ipVersion }),
    ...(protocol !== undefined && { protocol }),
    ...(notProtocol !== undefined && { notProtocol }),
    ...(icmp && { icmp }),
    ...(notIcmp && { notIcmp }),
    ...(rule.http && { http: true }),
    source,
    destination,
  };
  return { action, match, origin: report.origin };
}

function translateSide(entity: EntityRule | undefined, namespace: string | undefined, report: Report) {
  return entity ? translateEntity(entity, namespace, report) : ANY_SIDE;
}

function readProtocol(protocol: Protocol | undefined, field: string, report: Report): number | undefined | 'refused' {
  if (protocol === undefined) return undefined;
  const number = protocolNumber(protocol);
  if (number !== undefined && number > 0) return number;
  report.add('dropped', l10n.t('“{0}” is not a valid protocol, so Felix drops the whole policy.', protocol), field);
  return 'refused';
}

function icmpOf(fields: IcmpFields | undefined): IcmpMatch | undefined {
  if (fields?.type === undefined) return undefined;
  return fields.code === undefined ? { type: fields.type } : { type: fields.type, code: fields.code };
}

function hasNumbers({ ports = [], notPorts = [] }: SideMatch): boolean {
  return [...ports, ...notPorts].some(({ kind }) => kind === 'range');
}

function hasPorts(protocol: number | undefined): boolean {
  return protocol === TCP || protocol === UDP || protocol === SCTP;
}
