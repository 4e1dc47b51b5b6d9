import * as l10n from '@vscode/l10n';
import type { Origin } from '../model/origin';
import type { Stage, TierStep, Verdict } from '../verdict';
import { describeCircumstance } from './circumstances';
import { endpointName, listing, nameOf, placeText } from './names';

/** Explains a verdict: one sentence per evaluated side, in order. */
export function sentencesOf(verdict: Verdict): readonly string[] {
  const sides = verdict.stages.map(sentenceOf);
  return verdict.because === undefined ? sides : [...sides, describeCircumstance(verdict.because)];
}

/** Returns where a rule stands, in words; empty for objects that are built in. */
export type PlaceTeller = (origin: Origin) => string;

const byPath: PlaceTeller = ({ path }) => placeText(path);

/**
 * Explains in clauses what passed a packet on at one endpoint in one direction, and what decided, which comes last.
 * @param placeOf By default the path in the object.
 */
export function clausesOf(stage: Stage, placeOf: PlaceTeller = byPath): readonly string[] {
  return [...stage.tiers.flatMap((tier) => passText(tier, placeOf) ?? []), decisionOf(stage, placeOf)];
}

/** Explains what decided for one endpoint in one direction. */
function sentenceOf(stage: Stage): string {
  const subject = subjectOf(stage);
  const clauses = clausesOf(stage);
  const [passed, decided] = [clauses.slice(0, -1), clauses.at(-1) ?? ''];
  return passed.length > 0
    ? l10n.t('{0}: {1}, then {2}.', subject, listing(passed), decided)
    : l10n.t('{0}: {1}.', subject, decided);
}

function subjectOf({ endpoint, direction, layer }: Stage): string {
  const name = endpointName(endpoint);
  if (layer === 'forward')
    return direction === 'ingress'
      ? l10n.t('Forwarded traffic that arrives at {0}', name)
      : l10n.t('Forwarded traffic that leaves by {0}', name);
  if (layer === 'untracked') return l10n.t('Before connections are tracked at {0}', name);
  if (layer === 'pre-dnat') return l10n.t('Before addresses are translated at {0}', name);
  return direction === 'ingress' ? l10n.t('Ingress of {0}', name) : l10n.t('Egress of {0}', name);
}

function passText({ tier, policies, by, outcome }: TierStep, placeOf: PlaceTeller): string | undefined {
  if (outcome !== 'pass') return undefined;
  const decider = policies.at(-1);
  return by === 'rule' && decider?.decided
    ? l10n.t('{0} passes it on at {1}', nameOf(decider.policy.origin.object), placeOf(decider.decided.rule.origin))
    : l10n.t('tier {0} passes it on at its end', tier.name);
}

function decisionOf(stage: Stage, placeOf: PlaceTeller): string {
  switch (stage.reason) {
    case 'rule':
      return ruleText(stage, placeOf);
    case 'tier-end':
      return tierEndText(stage.tiers.at(-1));
    case 'profile-drops':
      return l10n.t('the profile {0} has no rules in force and drops everything', stage.profiles.at(-1)?.profile ?? '');
    case 'no-profile-matched':
      return l10n.t('no rule of its profiles matches, so it is dropped');
    case 'no-profile':
      return l10n.t('no policy decides and it has no profile, so it is dropped');
    case 'nothing':
      return l10n.t('no policy decides');
    case 'inactive':
      return l10n.t('the endpoint is not active and drops everything');
    case 'void':
      return l10n.t('Felix can’t read the endpoint, so it drops everything at it');
    case 'failsafe':
      return l10n.t('the port is a failsafe port, which is always open');
  }
}

function ruleText({ tiers, profiles, outcome, someRequests }: Stage, placeOf: PlaceTeller): string {
  const profile = profiles.at(-1);
  const tier = profile ? undefined : tiers.at(-1)?.policies.at(-1);
  const hit = profile?.decided ?? tier?.decided;
  // Nobody wrote that profile: it stands for what a namespace allows as long as no policy decides.
  if (profile && hit?.rule.origin.object.source === 'built-in')
    return l10n.t('no policy decides, so it is allowed by default');
  const owner = profile ? l10n.t('the profile {0}', profile.profile) : nameOf(tier?.policy.origin.object ?? NOBODY);
  const place = hit ? placeOf(hit.rule.origin) : '';
  if (hit?.rule.flaw) return l10n.t('{0} has rules that Felix cannot render, so it is dropped', owner);
  if (outcome === 'unknown') return l10n.t('{0} matches a service whose endpoints are not known, at {1}', owner, place);
  if (outcome === 'deny')
    return place === '' ? l10n.t('{0} denies it', owner) : l10n.t('{0} denies it at {1}', owner, place);
  const allows = place === '' ? l10n.t('{0} allows it', owner) : l10n.t('{0} allows it at {1}', owner, place);
  return someRequests ? l10n.t('{0}, for the HTTP requests in the rule', allows) : allows;
}

const NOBODY = { source: 'built-in', name: '' } as const;

function tierEndText(step: TierStep | undefined): string {
  const isolating = listing(step?.policies.map(({ policy }) => nameOf(policy.origin.object)) ?? []);
  return step?.outcome === 'deny'
    ? l10n.t('no rule of {0} matches, and tier {1} denies what its policies leave undecided', isolating, step.tier.name)
    : l10n.t('no rule of {0} matches', isolating);
}
