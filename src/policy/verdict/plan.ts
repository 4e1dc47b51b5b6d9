import type { Layer, Policy, Tier } from '../model/policy';
import { orderPolicies } from '../model/order';
import type { Direction } from '../model/rule';
import type { EndpointClass } from './classes';
import type { CompiledPolicy } from './policy';
import { ByRequiredLabel } from './required';

/** Which policies apply. */
export type PolicyStage = 'enforced' | 'pending' | 'committed';

const VIEW: Readonly<Record<PolicyStage, number>> = { enforced: 0, pending: 1, committed: 2 };
const LAYER: Readonly<Record<Layer, number>> = { normal: 0, forward: 1, untracked: 2, 'pre-dnat': 3 };

export interface PlannedTier {
  readonly tier: Tier;
  readonly policies: readonly CompiledPolicy[];
}

/** The tiers that decide for an endpoint, with the policies that select it. */
export type PlannedTiers = readonly PlannedTier[];

/** Policies in their order, by view. Views without a difference share one list. */
export type Views = Readonly<Record<PolicyStage, ByRequiredLabel<CompiledPolicy>>>;

/** The policies that apply in each view, in order (see `Answer`). */
export function viewsOf(policies: readonly CompiledPolicy[], tiers: readonly Tier[]): Views {
  const indexed = (list: readonly CompiledPolicy[]) => new ByRequiredLabel(list, ({ selects }) => selects.required);
  const inForce = policies.filter(({ policy }) => policy.staged === undefined);
  const enforced = indexed(inForce);
  if (inForce.length === policies.length) return { enforced, pending: enforced, committed: enforced };
  const pending = policies.filter(({ policy }) => policy.staged?.action !== 'delete');
  return { enforced, pending: indexed(pending), committed: indexed(committed(policies, tiers)) };
}

function committed(policies: readonly CompiledPolicy[], tiers: readonly Tier[]): readonly CompiledPolicy[] {
  const replaced = new Set(
    policies.flatMap(({ policy: { staged } }) => (staged && staged.action !== 'ignore' ? [staged.target] : [])),
  );
  const kept = policies.filter(({ policy: { id, staged } }) =>
    staged ? staged.action === 'set' || staged.action === 'learn' : !replaced.has(id),
  );
  const byPlace = new Map(
    kept.map((compiled): [Policy, CompiledPolicy] => {
      const { policy } = compiled;
      return [policy.staged ? { ...policy, tieBreak: policy.staged.tieBreak } : policy, compiled];
    }),
  );
  return orderPolicies([...byPlace.keys()], tiers).flatMap((policy) => byPlace.get(policy) ?? []);
}

/** What decides for the endpoints of one class. */
export class Plans {
  readonly #plans: (PlannedTiers | undefined)[] = [];
  readonly #selecting: Readonly<Record<PolicyStage, readonly CompiledPolicy[]>>;

  constructor(
    readonly endpointClass: EndpointClass,
    views: Views,
    readonly tiers: ReadonlyMap<string, Tier>,
  ) {
    const isSelecting = ({ selects }: CompiledPolicy) => selects.holds(endpointClass);
    const select = (view: PolicyStage, known?: readonly CompiledPolicy[]) => {
      const list = views[view].select(endpointClass.labels, isSelecting);
      return known && isSame(known, list) ? known : list;
    };
    const enforced = select('enforced');
    const pending = views.pending === views.enforced ? enforced : select('pending', enforced);
    const committed = views.committed === views.enforced ? enforced : select('committed', enforced);
    this.#selecting = { enforced, pending, committed };
  }

  /** Whether the same policies decide in both views. */
  agree(a: PolicyStage, b: PolicyStage): boolean {
    return this.#selecting[a] === this.#selecting[b];
  }

  /** The tiers to evaluate: those with a policy of the layer and direction that selects the endpoint. */
  of(view: PolicyStage, layer: Layer, direction: Direction): PlannedTiers {
    const place = VIEW[view] * 8 + LAYER[layer] * 2 + (direction === 'ingress' ? 0 : 1);
    return (this.#plans[place] ??= this.#plan(view, layer, direction));
  }

  #plan(view: PolicyStage, layer: Layer, direction: Direction): PlannedTiers {
    const plan: { tier: Tier; policies: CompiledPolicy[] }[] = [];
    for (const compiled of this.#selecting[view]) {
      if (!compiled.rules[direction] || !this.#isAsked(compiled.policy.layer, layer)) continue;
      const tier = this.tiers.get(compiled.policy.tier);
      if (!tier) continue;
      const last = plan.at(-1);
      if (last?.tier === tier) last.policies.push(compiled);
      else plan.push({ tier, policies: [compiled] });
    }
    return plan;
  }

  /** Policies for forwarded traffic decide about the host's own traffic too, and any of these two about workloads. */
  #isAsked(layer: Layer, wanted: Layer): boolean {
    if (wanted !== 'normal') return layer === wanted && this.endpointClass.kind === 'host-endpoint';
    return layer === 'normal' || layer === 'forward';
  }
}

function isSame(a: readonly CompiledPolicy[], b: readonly CompiledPolicy[]): boolean {
  return a.length === b.length && a.every((policy, index) => policy === b[index]);
}
