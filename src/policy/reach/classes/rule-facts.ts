import type { CompiledModel } from '../../verdict';
import type { Predicate } from '../../verdict/predicate';
import type { PackedRules } from '../../verdict/packed/packed-rules';
import { namesOf, type CompiledRule, type CompiledSide } from '../../verdict/rule';
import type { Network } from '../../model/address';
import type { Direction } from '../../model/rule';

/** The criteria by which a list of rules distinguishes ends, besides tags. */
export interface RuleFacts {
  readonly networks: readonly Network[];
  readonly selectors: readonly Predicate[];
  /** Names of ports. */
  readonly names: readonly string[];
  readonly hasServices: boolean;
}

const known = new WeakMap<readonly CompiledRule[], RuleFacts>();

/** Returns the facts of a list of rules, gathered once. */
export function factsOf(rules: readonly CompiledRule[]): RuleFacts {
  let facts = known.get(rules);
  if (!facts) {
    const networks: Network[] = [];
    const selectors: Predicate[] = [];
    const names: string[] = [];
    let hasServices = false;
    for (const { source, destination } of rules) {
      for (const side of [source, destination]) {
        if (!side) continue;
        gather(side, networks, selectors);
        names.push(...namesOf(side));
        hasServices ||= side.service !== undefined;
      }
    }
    known.set(rules, (facts = { networks, selectors, names, hasServices }));
  }
  return facts;
}

function gather({ nets, notNets, peers, notPeers }: CompiledSide, networks: Network[], selectors: Predicate[]): void {
  if (nets) networks.push(...nets);
  if (notNets) networks.push(...notNets);
  for (const peer of peers) if (peer.tag === undefined) selectors.push(peer);
  for (const peer of notPeers) if (peer.tag === undefined) selectors.push(peer);
}

/** Returns all lists of rules of a model: those of its policies, then those of its profiles. */
export function* listsOf(model: CompiledModel): Generator<PackedRules, void> {
  for (const { packed } of model.policiesIn('enforced')) yield* bothOf(packed);
  for (const { packed } of model.profiles.values()) yield* bothOf(packed);
}

function* bothOf({
  ingress,
  egress,
}: Readonly<Record<Direction, PackedRules | undefined>>): Generator<PackedRules, void> {
  if (ingress) yield ingress;
  if (egress) yield egress;
}
