import { orderPolicies, orderTiers } from './order';
import type { PolicyModel } from './model';
import type { Policy, Tier } from './policy';

/** A part of a model, as one translation makes it of its kinds of object. */
export interface ModelPart extends Partial<Omit<PolicyModel, 'settings'>> {
  readonly settings?: PolicyModel['settings'];
}

/** One model of several parts. Of their settings the last count; `settings` where no part has any. */
export function composeModel(parts: readonly ModelPart[], settings: PolicyModel['settings']): PolicyModel {
  const policies = parts.flatMap((part) => part.policies ?? []);
  const tiers = withMissing(orderTiers(parts.flatMap((part) => part.tiers ?? [])), policies);
  return {
    endpoints: parts.flatMap((part) => part.endpoints ?? []),
    hosts: parts.flatMap((part) => part.hosts ?? []),
    tiers,
    policies: orderPolicies(policies, tiers),
    profiles: parts.flatMap((part) => part.profiles ?? []),
    services: parts.some((part) => part.services) ? parts.flatMap((part) => part.services ?? []) : undefined,
    translations: parts.flatMap((part) => part.translations ?? []),
    inForce: parts.every((part) => part.inForce !== false),
    settings: parts.findLast((part) => part.settings)?.settings ?? settings,
    problems: parts.flatMap((part) => part.problems ?? []),
  };
}

/** Felix asks a tier that only policies name after all others, and denies at its end. */
function withMissing(tiers: readonly Tier[], policies: readonly Policy[]): readonly Tier[] {
  const known = new Set(tiers.map(({ name }) => name));
  const missing = new Map<string, Tier>();
  for (const { tier: name, origin } of policies)
    if (!known.has(name) && !missing.has(name)) missing.set(name, { name, order: Infinity, end: 'deny', origin });
  return [...tiers, ...orderTiers([...missing.values()])];
}
