import * as l10n from '@vscode/l10n';
import { formatRule } from '../../calico1/grammar';
import { displayName, toDisplay, type NamedNetwork } from '../../calico1/names';
import type { Direction, Rule } from '../../calico1/rule';
import { describeCircumstance } from '../circumstances';
import { differenceOf } from './difference';
import type { Explanation, HalfExplanation, NearMiss, Reason, RuleRef } from './reasons';

/** Display names for sentences. */
export interface Names {
  /** Resolve profiles and tags that are named by a network's ID. */
  readonly networks?: readonly NamedNetwork[];
  /** Returns the display name of an endpoint, host or address; by default the name itself. */
  readonly party?: (name: string) => string;
  /** Returns the line of a rule in its document, from 1; undefined while it is unknown. */
  readonly lineOf?: (rule: RuleRef) => number | undefined;
}

/** Formats an explanation as sentences: the verdict, then each half, then each near miss. */
export function render(explanation: Explanation, names: Names = {}): string[] {
  const { halves, misses } = explanation;
  return [
    renderSummary(explanation, {
      allow: l10n.t('The flow is allowed.'),
      deny: l10n.t('The flow is dropped; the client sees a timeout.'),
      unknown: l10n.t('Policy can’t be evaluated for this flow.'),
    }),
    ...halves.map((half) => renderHalf(half, names)),
    ...misses.map((miss) => renderMiss(miss, explanation, names)),
  ];
}

/** Appends to a sentence about the verdict what decided without rules, and the target of a translated address. */
export function renderSummary(
  { verdict, because, translatedTo }: Explanation,
  sentences: Readonly<Record<Explanation['verdict'], string>>,
): string {
  return [
    sentences[verdict],
    ...(translatedTo === undefined
      ? []
      : [l10n.t('The destination’s address is translated to {0} before rules see it.', translatedTo)]),
    ...(because === undefined ? [] : [describeCircumstance(because)]),
  ].join(' ');
}

/** Describes how closely a rule missed, and what decided instead. */
export function renderMiss(near: NearMiss, explanation: Explanation, names: Names = {}): string {
  const { miss, code, decider, direction } = near;
  const { networks = [] } = names;
  if (!miss?.rule)
    return l10n.t('No {0} rule of {1} comes close. A new rule is required.', direction, partyOf(near.endpoint, names));
  const rule = ruleText(miss, names);
  if (code !== 'shadowed')
    return l10n.t(
      '{0} would match except for the {1}: {2}.',
      rule,
      nouns()[code],
      differenceOf(near.conditions, toDisplay(miss.rule, networks), explanation, networks),
    );
  return l10n.t(
    '{0} would allow it, but is never reached: {1}.',
    rule,
    decider ? renderReason(decider, direction, names) : l10n.t('an earlier rule decides'),
  );
}

const nouns = (): Readonly<Record<Exclude<NearMiss['code'], 'shadowed'>, string>> => ({
  port: l10n.t('port'),
  tag: l10n.t('tag'),
  selector: l10n.t('selector'),
  net: l10n.t('address'),
  protocol: l10n.t('protocol'),
  icmp: l10n.t('ICMP type'),
  'source-port': l10n.t('source port'),
  'ip-version': l10n.t('IP version'),
  'no-rule': l10n.t('rule'),
});

function renderHalf({ direction, party, verdict, steps, layer }: HalfExplanation, names: Names): string {
  const [may, mayNot] =
    layer !== undefined
      ? [l10n.t('lets it through'), l10n.t('does not let it through')]
      : direction === 'outbound'
        ? [l10n.t('can send it'), l10n.t('can’t send it')]
        : [l10n.t('accepts it'), l10n.t('does not accept it')];
  return `${partyOf(party, names)} ${verdict === 'allow' ? may : mayNot}: ${steps.map((step) => renderReason(step, direction, names)).join('; ')}.`;
}

/** Describes one step as part of a sentence: the result of a profile, a rule, or none. */
export function renderReason(reason: Reason, direction: Direction, names: Names = {}): string {
  const profile = 'profile' in reason ? displayName(reason.profile, names.networks ?? []) : '';
  switch (reason.code) {
    case 'rule-allows':
      return l10n.t('{0} allows it', ruleText(reason, names));
    case 'rule-denies':
      return l10n.t('{0} denies it', ruleText(reason, names));
    case 'rule-unrenderable':
      return l10n.t('Felix can’t turn {0} into a filter, so it drops everything in its place', ruleText(reason, names));
    case 'rule-passes-on':
      return reason.policy
        ? l10n.t('{0} passes it to the next tier', ruleText(reason, names))
        : l10n.t('{0} passes it to the next profile', ruleText(reason, names));
    case 'tier-ends':
      return l10n.t(
        'tier {0} drops what no rule of its policies allows ({1})',
        reason.tier,
        reason.policies.join(', '),
      );
    case 'void':
      return reason.why === undefined
        ? l10n.t('Felix considers it invalid, so it drops everything')
        : l10n.t('Felix considers it invalid, so it drops everything ({0})', reason.why);
    case 'failsafe':
      return l10n.t('the port is always open at host endpoints, to prevent lockouts');
    case 'nothing-decides':
      return l10n.t('no policy decides about it');
    case 'mark-passes-on':
      return l10n.t(
        '{0} does not match, but passes it on because of an earlier next-tier rule',
        ruleText(reason, names),
      );
    case 'rule-logs':
      return l10n.t('{0} logs it', ruleText(reason, names));
    case 'profile-silent':
      if (reason.rules === 0) return l10n.t('{0} has no {1} rules', profile, direction);
      return reason.rules === 1
        ? l10n.t('the one {0} rule of {1} does not match', direction, profile)
        : l10n.t('none of the {0} {1} rules of {2} matches', reason.rules, direction, profile);
    case 'profile-missing':
      return l10n.t('Felix has no rules for profile {0}, so it drops everything', profile);
    case 'profile-invalid':
      return l10n.t('Felix considers the rules of profile {0} invalid, so it drops everything', profile);
    case 'profile-refused':
      return reason.policy
        ? l10n.t('iptables rejects the rules of policy {0}, so it drops everything', reason.policy.name)
        : l10n.t('iptables rejects the rules of profile {0}, so it drops everything', profile);
    case 'nothing-matches':
      return l10n.t('traffic that no rule allows is dropped');
    case 'no-profiles':
      return l10n.t('it has no profile, so it drops everything');
    case 'inactive':
      return l10n.t('it is not active, so it drops everything');
    case 'not-policed':
      return l10n.t('it is not an endpoint of the cluster, so no rule applies');
  }
}

function ruleText(ref: RuleRef, { networks = [], lineOf }: Names): string {
  const { profile, direction, position, rule, policy } = ref;
  const line = lineOf?.(ref);
  const at = line === undefined ? '' : l10n.t(' (line {0})', line);
  const text = `${at}${rule ? ` ‘${textOf(rule, networks)}’` : ''}`;
  return policy
    ? l10n.t('policy {0} of tier {1}, {2} rule {3}{4}', policy.name, policy.tier, direction, position, text)
    : `${displayName(profile, networks)}’s ${direction} rule ${position}${text}`;
}

function textOf(rule: Rule, networks: readonly NamedNetwork[]): string {
  return formatRule(toDisplay(rule, networks));
}

function partyOf(name: string, { party }: Names): string {
  return party ? party(name) : name;
}
