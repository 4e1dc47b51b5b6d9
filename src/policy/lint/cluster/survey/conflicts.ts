import type { PlannedTier } from '../../../verdict/plan';
import type { CompiledPolicy } from '../../../verdict/policy';
import type { ChainTier, Step } from './chain';
import type { Headers } from './mask';

/** Two policies of equal tier and order that decide differently for some traffic. */
export interface Conflict {
  readonly first: CompiledPolicy;
  readonly second: CompiledPolicy;
}

/** Records, for each order of each tier, the first two policies whose decisions depend on their relative position. */
export class Conflicts {
  readonly #found = new Map<string, Conflict>();

  get all(): readonly Conflict[] {
    return [...this.#found.values()];
  }

  /** Examines a tier's decisions for the given headers. */
  look({ policies }: ChainTier, all: Headers): void {
    for (let start = 0; start < policies.length;) {
      const order = policies[start]?.policy.policy.order;
      let end = start + 1;
      while (policies[end]?.policy.policy.order === order) end += 1;
      if (end - start > 1) this.#group(policies.slice(start, end), all);
      start = end;
    }
  }

  #group(tied: ChainTier['policies'], all: Headers): void {
    const { tier, order } = tied[0]?.policy.policy ?? {};
    const key = `${tier} ${order}`;
    if (this.#found.has(key)) return;
    const decided = tied.map(({ policy, steps }) => ({ policy, ...decisions(steps, all) }));
    for (const [index, first] of decided.entries()) {
      for (const second of decided.slice(index + 1)) {
        if (!differ(first, second)) continue;
        this.#found.set(key, { first: first.policy, second: second.policy });
        return;
      }
    }
  }
}

interface Decisions {
  readonly allow: Headers;
  readonly deny: Headers;
  readonly pass: Headers;
}

/** Whether policies of equal order in the tier could decide differently: policies that only allow never do. */
export function isTied({ policies }: PlannedTier): boolean {
  return policies.some((policy, index) => {
    const before = policies[index - 1];
    if (before?.policy.order !== policy.policy.order) return false;
    return [before, policy].some(({ rules }) =>
      [...(rules.ingress ?? []), ...(rules.egress ?? [])].some(({ action }) => action !== 'allow' && action !== 'log'),
    );
  });
}

function decisions(steps: readonly Step[], all: Headers): Decisions {
  const decided = { allow: 0n, deny: 0n, pass: 0n };
  let open = all;
  for (const { rule, mask } of steps) {
    const taken = mask & open;
    open &= ~taken;
    if (rule.action !== 'log') decided[rule.action] |= taken;
  }
  return decided;
}

function differ(a: Decisions, b: Decisions): boolean {
  const both = (a.allow | a.deny | a.pass) & (b.allow | b.deny | b.pass);
  return (both & ~((a.allow & b.allow) | (a.deny & b.deny) | (a.pass & b.pass))) !== 0n;
}
