import { orderPolicies, orderTiers } from './order';
import type { PolicyModel } from './model';
import type { Policy, Tier } from './policy';

/** The part of a model that one translation makes from its kinds of object. */
export interface ModelPart extends Partial<Omit<PolicyModel, 'settings'>> {
  readonly settings?: PolicyModel['settings'];
}

/** Joins parts to a model. Uses the settings of the last part that has any, otherwise `settings`. */
export function composeModel(parts: readonly ModelPart[], settings: PolicyModel['settings']): PolicyModel {
  const policies = parts.flatMap((part) => part.policies ?? []);
  const tiers = withMissing(orderTiers(parts.flatMap((part) => part.tiers ?? [])), policies);
  return {
    endpoints: joined(parts.map((part) => part.endpoints)),
    hosts: joined(parts.map((part) => part.hosts)),
    tiers,
    policies: orderPolicies(policies, tiers),
    profiles: joined(parts.map((part) => part.profiles)),
    services: parts.some((part) => part.services) ? joined(parts.map((part) => part.services)) : undefined,
    translations: joined(parts.map((part) => part.translations)),
    inForce: parts.every((part) => part.inForce !== false),
    settings: parts.findLast((part) => part.settings)?.settings ?? settings,
    problems: parts.flatMap((part) => part.problems ?? []),
  };
}

const NOTHING: readonly never[] = [];

/** Concatenates lists. A single list keeps its identity. */
function joined<T>(lists: readonly (readonly T[] | undefined)[]): readonly T[] {
  const given = lists.filter((list): list is readonly T[] => list !== undefined && list.length > 0);
  const [only = NOTHING] = given;
  return given.length < 2 ? only : given.flatMap((list) => list);
}

/** Felix evaluates a tier without its own object after all others, and denies at its end. */
function withMissing(tiers: readonly Tier[], policies: readonly Policy[]): readonly Tier[] {
  const known = new Set(tiers.map(({ name }) => name));
  const missing = new Map<string, Tier>();
  for (const { tier: name, origin } of policies)
    if (!known.has(name) && !missing.has(name)) missing.set(name, { name, order: Infinity, end: 'deny', origin });
  return [...tiers, ...orderTiers([...missing.values()])];
}
