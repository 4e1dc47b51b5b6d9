import type { Flow, Party } from '../model/flow';
import type { Direction } from '../calico1/rule';
import type { CompiledPolicy } from '../verdict/policy';
import type { TierPart } from '../verdict/tiers';
import type { Half, ProfileStep, Verdict } from '../verdict/trace';
import type { HalfExplanation, Reason, RuleRef } from './reasons';
import { profileOf } from './stored-rules';

/** Explains both halves of a verdict completely. */
export function halvesOf(flow: Flow, judged: Verdict, policy: CompiledPolicy): HalfExplanation[] {
  if (judged.shortcut) return [];
  return [
    half('outbound', flow.source, judged.source, policy),
    half('inbound', flow.destination, judged.destination, policy),
  ];
}

function half(direction: Direction, party: Party, judged: Half | undefined, policy: CompiledPolicy): HalfExplanation {
  if (!judged) return { direction, party: nameOf(party), verdict: 'allow', steps: [{ code: 'not-policed' }] };
  const { endpoint, verdict, profiles, reason } = judged;
  const steps = profiles.flatMap((profile) => reasonsOf(profile, direction, policy));
  if (reason === 'no-profile-matched')
    steps.push({
      code: 'nothing-matches',
      profiles: profiles.map(({ profile }) => profile).filter((name) => !isTier(name, policy)),
    });
  if (reason === 'no-profiles' || reason === 'inactive' || reason === 'void') steps.push({ code: reason });
  return { direction, party: endpoint, verdict, steps };
}

function nameOf(party: Party): string {
  if ('endpoint' in party) return party.endpoint;
  return 'host' in party ? party.host : party.address;
}

function reasonsOf(step: ProfileStep, direction: Direction, policy: CompiledPolicy): Reason[] {
  const { profile, state, rules } = step;
  if (state !== 'evaluated') return [{ code: `profile-${state}`, profile }];
  const part = policy.profiles.get(profile)?.part;
  const reasons = rules.flatMap(({ position, outcome, action }): Reason[] => {
    if (part && outcome === 'matched' && !policyAt(part, direction, position))
      return [{ code: 'tier-ends', tier: part.tier, policies: part.policies.map(({ name }) => name) }];
    const ref: RuleRef = {
      profile,
      direction,
      position,
      rule: profileOf(policy, profile)?.[direction][position - 1],
      ...(part && policyAt(part, direction, position)),
    };
    switch (outcome) {
      case 'no-match':
        return [];
      case 'unrenderable':
        return [{ code: 'rule-unrenderable', ...ref }];
      case 'left-by-mark':
        return [{ code: 'mark-passes-on', ...ref }];
      case 'matched':
        return [{ code: CODES[action], ...ref }];
    }
  });
  const left = reasons.some(({ code }) => code !== 'rule-logs');
  return left ? reasons : [...reasons, { code: 'profile-silent', profile, rules: rules.length }];
}

const CODES = { allow: 'rule-allows', deny: 'rule-denies', log: 'rule-logs', 'next-tier': 'rule-passes-on' } as const;

/**
 * Returns the policy that a rule of a tier's chain belongs to, and the position there; undefined for the end of the
 * tier.
 */
function policyAt(
  { tier, policies }: TierPart,
  direction: Direction,
  position: number,
): Pick<RuleRef, 'policy' | 'position'> | undefined {
  let before = 0;
  for (const { name, [direction]: count } of policies) {
    if (position <= before + count) return { policy: { tier, name }, position: position - before };
    before += count;
  }
  return undefined;
}

/** Whether a name is that of a tier's chain rather than a profile. */
export function isTier(name: string, policy: CompiledPolicy): boolean {
  return policy.profiles.get(name)?.part !== undefined;
}

/** Whether a tier decided a half, before any profile. */
export function isDecidedByTier({ profiles, reason }: Half, policy: CompiledPolicy): boolean {
  const last = profiles.at(-1);
  return reason === 'rule' && last !== undefined && isTier(last.profile, policy);
}
