import type { Policy, Tier } from './policy';

/** Tiers as Felix asks them: by order, ties by name (Calico's policy sorter). */
export function orderTiers(tiers: readonly Tier[]): readonly Tier[] {
  return [...tiers].sort((a, b) => byOrder(a.order, b.order) || compareTexts(a.name, b.name));
}

/** Policies as Felix asks them: by tier, then by order, ties by name. Policies of tiers that are not listed come last. */
export function orderPolicies(policies: readonly Policy[], tiers: readonly Tier[]): readonly Policy[] {
  const places = new Map(tiers.map(({ name }, place) => [name, place]));
  const placeOf = ({ tier }: Policy) => places.get(tier) ?? tiers.length;
  return [...policies].sort(
    (a, b) => placeOf(a) - placeOf(b) || byOrder(a.order, b.order) || compareTexts(a.tieBreak, b.tieBreak),
  );
}

/** The difference of two infinities is no number. */
function byOrder(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function compareTexts(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
