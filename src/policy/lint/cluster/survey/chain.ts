import type { PlannedTier } from '../../../verdict/plan';
import type { CompiledPolicy } from '../../../verdict/policy';
import type { CompiledRule } from '../../../verdict/rule';
import type { ProfileRules } from '../../../model/policy';
import type { Direction } from '../../../model/rule';
import type { Headers } from './mask';

/** The policies and profiles of an endpoint in one direction, relative to one other place. */
export interface SurveyChain {
  readonly tiers: readonly ChainTier[];
  /** In order; a profile without rules in force drops everything. */
  readonly profiles: readonly { readonly state: ProfileRules['state']; readonly steps: readonly Step[] }[];
}

export interface ChainTier {
  readonly end: 'deny' | 'pass';
  readonly policies: readonly { readonly policy: CompiledPolicy; readonly steps: readonly Step[] }[];
}

/** A rule with the headers that it matches. */
export interface Step {
  readonly rule: CompiledRule;
  readonly mask: Headers;
}

/** The policy or rules to omit. */
export type Without = CompiledPolicy | ReadonlySet<CompiledRule>;

/** Returns the chain of an endpoint between two places. */
export function chainOf(
  plan: readonly PlannedTier[],
  profiles: readonly {
    readonly state: ProfileRules['state'];
    readonly rules: SurveyChain['profiles'][number]['steps'];
  }[],
  direction: Direction,
  maskOf: (rule: CompiledRule) => Headers,
): SurveyChain {
  return {
    tiers: plan.map(({ tier, policies }) => ({
      end: tier.end,
      policies: policies.map((policy) => ({
        policy,
        steps: (policy.rules[direction] ?? []).flatMap((rule) => stepOf(rule, maskOf(rule))),
      })),
    })),
    profiles: profiles.map(({ state, rules }) => ({ state, steps: rules })),
  };
}

/** A rule that logs, or that matches nothing here, decides nothing. */
export function stepOf(rule: CompiledRule, mask: Headers): readonly Step[] {
  return mask === 0n || rule.action === 'log' ? [] : [{ rule, mask }];
}

/** Returns the allowed subset of all headers. Calls `deciding` for each policy rule that decides some of them. */
export function allowedBy(
  chain: SurveyChain,
  all: Headers,
  without?: Without,
  deciding?: (rule: CompiledRule) => void,
): Headers {
  const rules = without instanceof Set ? (without as ReadonlySet<CompiledRule>) : undefined;
  let open = all;
  let allowed = 0n;
  for (const { end, policies } of chain.tiers) {
    const kept = policies.filter(({ policy }) => policy !== without);
    if (kept.length === 0) continue;
    let here = open;
    for (const { steps } of kept) {
      for (const { rule, mask } of steps) {
        const taken = mask & here;
        if (taken === 0n || rules?.has(rule)) continue;
        here &= ~taken;
        deciding?.(rule);
        if (rule.action === 'pass') continue;
        open &= ~taken;
        if (rule.action === 'allow') allowed |= taken;
      }
    }
    if (end === 'deny') open &= ~here;
    if (open === 0n) return allowed;
  }
  for (const { state, steps } of chain.profiles) {
    if (state !== 'in-force') return allowed;
    for (const { rule, mask } of steps) {
      const taken = mask & open;
      open &= ~taken;
      if (rule.action === 'allow') allowed |= taken;
    }
  }
  return allowed;
}
