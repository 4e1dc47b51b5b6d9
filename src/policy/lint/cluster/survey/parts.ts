import type { CompiledPolicy } from '../../../verdict/policy';
import type { CompiledRule } from '../../../verdict/rule';
import type { Path } from '../../../model/origin';
import { DIRECTIONS, type Direction } from '../../../model/rule';

/** A written part of a policy, a rule or a peer, which may have compiled to several rules. */
export interface WrittenPart {
  readonly policy: CompiledPolicy;
  readonly direction: Direction;
  /** Its path in the object. */
  readonly path: Path;
  readonly rules: ReadonlySet<CompiledRule>;
}

/** The path lengths of a rule and of a peer in an object; a rule of Calico v1 is at the top and has one peer. */
const RULE = 3;
const RULE_OF_V1 = 2;
const PEER = 5;

/** Returns the rules of a policy. */
export function rulesOf(policy: CompiledPolicy): readonly WrittenPart[] {
  return partsOf(policy, policy.policy.origin.object.source === 'key' ? RULE_OF_V1 : RULE);
}

/** Returns the peers of rules with several peers. */
export function peersOf(policy: CompiledPolicy): readonly WrittenPart[] {
  const peers = partsOf(policy, PEER);
  const ruleOf = ({ path }: WrittenPart) => path.slice(0, RULE).join();
  return peers.filter((peer) => peers.some((other) => other !== peer && ruleOf(other) === ruleOf(peer)));
}

/** Groups the compiled rules of a policy by their source paths, cut to the given depth. */
function partsOf(policy: CompiledPolicy, depth: number): readonly WrittenPart[] {
  return DIRECTIONS.flatMap((direction) => {
    const byPlace = new Map<string, { readonly path: Path; readonly rules: Set<CompiledRule> }>();
    for (const compiled of policy.rules[direction] ?? []) {
      const path = compiled.rule.origin.path.slice(0, depth);
      if (path.length < depth) continue;
      const known = byPlace.get(path.join()) ?? { path, rules: new Set<CompiledRule>() };
      known.rules.add(compiled);
      byPlace.set(path.join(), known);
    }
    return [...byPlace.values()].map((part) => ({ policy, direction, ...part }));
  });
}
