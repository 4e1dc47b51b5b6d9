import { parseJson } from '../../base/json';
import { validateRules } from '../calico1/felix';
import type { Direction } from '../calico1/rule';
import { parseSelector, type Labels, type Selector } from '../selectors/selector';
import type { PolicyTier, TierPolicy } from './policy';
import { compileProfile, type CompiledProfile } from './profile';
import type { SelectorTag } from './test';

/** A tier's policies that apply to one endpoint: how many rules each has, in evaluation order. */
export interface TierPart {
  readonly tier: string;
  readonly policies: readonly ({ readonly name: string } & Readonly<Record<Direction, number>>)[];
}

interface ReadPolicy {
  readonly policy: TierPolicy;
  readonly selects: Selector;
  readonly rules: Readonly<Record<Direction, readonly unknown[]>>;
}

/**
 * A policy's tiers, as chains before an endpoint's profiles. A chain holds the rules of those policies that select the
 * endpoint, in order, and a final drop; a `next-tier` continues with the next tier (Felix 1.4's dispatch.py and
 * fiptgenerator.py). Endpoints that the same policies select share a chain.
 */
export class TierChains {
  /** By name. No profile's name contains a space, so the two never collide. */
  readonly chains = new Map<string, CompiledProfile>();
  readonly #tiers: readonly { readonly name: string; readonly policies: readonly ReadPolicy[] }[];

  constructor(
    tiers: readonly PolicyTier[],
    private readonly selectorTag: SelectorTag,
  ) {
    this.#tiers = tiers.map(({ name, policies }) => ({
      name,
      policies: policies.flatMap((policy) => readPolicy(policy) ?? []),
    }));
  }

  /** Returns the names of the chains for an endpoint with these labels, in order. */
  of(labels: Labels): readonly string[] {
    return this.#tiers.flatMap(({ name, policies }) => {
      const selecting = policies.filter(({ selects }) => selects(labels));
      return selecting.length === 0 ? [] : [this.#chain(name, selecting)];
    });
  }

  #chain(tier: string, policies: readonly ReadPolicy[]): string {
    const name = `tier ${tier}: ${policies.map(({ policy }) => policy.name).join(', ')}`;
    if (!this.chains.has(name)) {
      const list = (direction: Direction) => [...policies.flatMap(({ rules }) => rules[direction]), { action: 'deny' }];
      const rules = JSON.stringify({ inbound_rules: list('inbound'), outbound_rules: list('outbound') });
      const part: TierPart = {
        tier,
        policies: policies.map(({ policy, rules: { inbound, outbound } }) => ({
          name: policy.name,
          inbound: inbound.length,
          outbound: outbound.length,
        })),
      };
      this.chains.set(name, compileProfile(name, { tags: undefined, rules }, undefined, this.selectorTag, part));
    }
    return name;
  }
}

/** A policy that Felix can't read counts as missing. */
function readPolicy(policy: TierPolicy): ReadPolicy | undefined {
  const selects = parseSelector(policy.selector);
  const stored = parseJson(policy.rules);
  if (!selects || typeof stored !== 'object' || stored === null) return undefined;
  const { inbound_rules: inbound = [], outbound_rules: outbound = [] } = stored as Readonly<Record<string, unknown>>;
  if (!Array.isArray(inbound) || !Array.isArray(outbound)) return undefined;
  const rules = JSON.stringify({ inbound_rules: inbound, outbound_rules: outbound });
  return validateRules(policy.name, rules).outcome === 'accepted'
    ? { policy, selects, rules: { inbound, outbound } }
    : undefined;
}
