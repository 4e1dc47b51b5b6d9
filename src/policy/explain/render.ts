import { formatRule } from '../calico1/grammar';
import { displayName, toDisplay, type NamedNetwork } from '../calico1/names';
import type { Direction, Rule } from '../calico1/rule';
import type { Shortcut } from '../verdict/trace';
import { differenceOf } from './difference';
import type { Explanation, HalfExplanation, NearMiss, Reason, RuleRef } from './reasons';

/** What to call things in sentences. */
export interface Names {
  /** Profiles and tags may be called by a network's ID. */
  readonly networks?: readonly NamedNetwork[];
  /** What to call an endpoint, host or address; as it is when left out. */
  readonly party?: (name: string) => string;
}

/** An explanation in sentences: the verdict, then each half to its end, then each near miss. */
export function render(explanation: Explanation, names: Names = {}): string[] {
  const { verdict, shortcut, halves, misses } = explanation;
  const whole = verdict === 'allow' ? 'The flow is allowed.' : 'The flow is dropped; the client sees a timeout.';
  return [
    ...(shortcut ? [`${whole} ${renderShortcut(shortcut)}`] : [whole]),
    ...halves.map((half) => renderHalf(half, names)),
    ...misses.map((miss) => renderMiss(miss, explanation, names)),
  ];
}

/** How near a rule came, and what decided instead. */
export function renderMiss(near: NearMiss, explanation: Explanation, names: Names = {}): string {
  const { miss, code, decider, direction } = near;
  const { networks = [] } = names;
  if (!miss?.rule) return `No ${direction} rule of ${partyOf(near.endpoint, names)} comes near: one has to be added.`;
  const rule = ruleText(miss, names);
  if (code !== 'shadowed')
    return `${rule} would match but for the ${NOUNS[code]}: ${differenceOf(near.conditions, toDisplay(miss.rule, networks), explanation, networks)}.`;
  return `${rule} would allow it, but is not reached: ${decider ? renderReason(decider, direction, names) : 'something decides before it'}.`;
}

const NOUNS: Readonly<Record<Exclude<NearMiss['code'], 'shadowed'>, string>> = {
  port: 'port',
  tag: 'tag',
  selector: 'selector',
  net: 'address',
  protocol: 'protocol',
  icmp: 'ICMP type',
  'source-port': 'source port',
  'ip-version': 'IP version',
  'no-rule': 'rule',
};

function renderHalf({ direction, party, verdict, steps }: HalfExplanation, names: Names): string {
  const [may, mayNot] =
    direction === 'outbound' ? ['may send it', 'may not send it'] : ['takes it', 'does not take it'];
  return `${partyOf(party, names)} ${verdict === 'allow' ? may : mayNot}: ${steps.map((step) => renderReason(step, direction, names)).join('; ')}.`;
}

/** One step of the way as a part of a sentence: what came of a profile, a rule, or none. */
export function renderReason(reason: Reason, direction: Direction, names: Names = {}): string {
  const profile = 'profile' in reason ? displayName(reason.profile, names.networks ?? []) : '';
  switch (reason.code) {
    case 'rule-allows':
      return `${ruleText(reason, names)} allows it`;
    case 'rule-denies':
      return `${ruleText(reason, names)} denies it`;
    case 'rule-unrenderable':
      return `Felix cannot make ${ruleText(reason, names)} into a filter and drops everything at its place`;
    case 'rule-passes-on':
      return `${ruleText(reason, names)} passes it on to the next profile`;
    case 'mark-passes-on':
      return `${ruleText(reason, names)} does not match, yet passes it on, since an earlier next-tier has marked it`;
    case 'rule-logs':
      return `${ruleText(reason, names)} logs it`;
    case 'profile-silent':
      if (reason.rules === 0) return `${profile} has no ${direction} rules`;
      return reason.rules === 1
        ? `the one ${direction} rule of ${profile} does not match`
        : `none of the ${reason.rules} ${direction} rules of ${profile} matches`;
    case 'profile-missing':
      return `Felix has no rules of profile ${profile} and drops all`;
    case 'profile-invalid':
      return `Felix finds the rules of profile ${profile} invalid and drops all`;
    case 'profile-refused':
      return `iptables refuses the rules of profile ${profile}, so it drops all`;
    case 'nothing-matches':
      return 'what no rule allows is dropped';
    case 'no-profiles':
      return 'it has no profile, and an endpoint without profiles drops all';
    case 'inactive':
      return 'it is not active, and drops all';
    case 'not-policed':
      return 'it is no endpoint of the cluster, so no rule applies to it';
  }
}

function ruleText({ profile, direction, position, rule }: RuleRef, { networks = [] }: Names): string {
  return `${displayName(profile, networks)}’s ${direction} rule ${position}${rule ? ` ‘${textOf(rule, networks)}’` : ''}`;
}

function textOf(rule: Rule, networks: readonly NamedNetwork[]): string {
  return formatRule(toDisplay(rule, networks));
}

function partyOf(name: string, { party }: Names): string {
  return party ? party(name) : name;
}

/** What decided without asking any rule. */
export function renderShortcut(shortcut: Shortcut): string {
  return SHORTCUTS[shortcut];
}

const SHORTCUTS: Readonly<Record<Shortcut, string>> = {
  'own-address': 'It goes from an endpoint to itself and never leaves it.',
  'from-own-host': 'It comes from the endpoint’s own host, which no rule holds back.',
  'host-service': 'It asks the endpoint’s own host for a name, an address or a neighbour, which is always answered.',
  'host-drops': 'It goes to the endpoint’s own host, and Felix there has DefaultEndpointToHostAction DROP.',
  'not-policed': 'Neither end is an endpoint of the cluster, so no rule applies.',
  'invalid-packet': 'It is an answer to nothing that was asked, which the kernel drops before any rule.',
  'unknown-endpoint': 'The cluster has no such endpoint or host.',
  'no-address': 'One of its ends has no address of that IP version.',
};
