import type { Policy, Tier } from './policy';

/** Sorts tiers in Felix's evaluation order: by order, then by name (Calico's policy sorter). */
export function orderTiers(tiers: readonly Tier[]): readonly Tier[] {
  return [...tiers].sort((a, b) => byOrder(a.order, b.order) || compareTexts(a.name, b.name));
}

/**
 * Sorts policies in Felix's evaluation order: by tier, then by order, then by name. Policies of unlisted tiers come
 * last.
 */
export function orderPolicies(policies: readonly Policy[], tiers: readonly Tier[]): readonly Policy[] {
  const places = new Map(tiers.map(({ name }, place) => [name, place]));
  const placeOf = ({ tier }: Policy) => places.get(tier) ?? tiers.length;
  return [...policies].sort(
    (a, b) =>
      (a.tier === b.tier ? 0 : placeOf(a) - placeOf(b)) ||
      byOrder(a.order, b.order) ||
      compareTexts(a.tieBreak, b.tieBreak),
  );
}

/** The difference of two infinities is NaN. */
function byOrder(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function compareTexts(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
