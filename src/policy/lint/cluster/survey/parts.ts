import type { CompiledPolicy } from '../../../evaluation/policy';
import type { CompiledRule } from '../../../evaluation/rule';
import type { Path } from '../../../model/origin';
import { DIRECTIONS, type Direction } from '../../../model/rule';

/** A part of a policy as it was written, a rule or a peer, which may have become several rules. */
export interface WrittenPart {
  readonly policy: CompiledPolicy;
  readonly direction: Direction;
  /** Where it stands in its object. */
  readonly path: Path;
  readonly rules: ReadonlySet<CompiledRule>;
}

/** How long the path of a rule is, and that of a peer. */
const RULE = 3;
const PEER = 5;

/** The rules of a policy. */
export function rulesOf(policy: CompiledPolicy): readonly WrittenPart[] {
  return partsOf(policy, RULE);
}

/** The peers of a policy's rules that are not alone in their rule. */
export function peersOf(policy: CompiledPolicy): readonly WrittenPart[] {
  const peers = partsOf(policy, PEER);
  const ruleOf = ({ path }: WrittenPart) => path.slice(0, RULE).join();
  return peers.filter((peer) => peers.some((other) => other !== peer && ruleOf(other) === ruleOf(peer)));
}

/** The parts of a policy by the places that they were written at, as deep as the paths are to be. */
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
