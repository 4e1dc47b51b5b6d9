import { isWithin, type Path } from '../../model/origin';
import type { Policy } from '../../model/policy';
import type { Direction, Rule } from '../../model/rule';
import { languageOf, withRules, type ObjectEdit, type PolicyEdit } from './object-edit';

/** The path length of a rule in an object, and of one of its peers. */
const RULE = 3;
const PEER = 5;

/** The list of directions that a policy applies to, which depends on its rules if it is omitted. */
const TYPES: Readonly<Partial<Record<string, string>>> = { kubernetes: 'policyTypes', calico: 'types' };

/**
 * Returns the edits that remove rules from one direction of a policy: a peer of a rule that has others, or the rule.
 * Undefined if the policy can't be edited.
 */
export function withoutRules(policy: Policy, direction: Direction, removed: readonly Rule[]): PolicyEdit | undefined {
  const { object } = policy.origin;
  const language = languageOf(object);
  if (!language || removed.some(({ origin }) => origin.path.length < RULE)) return undefined;
  const rules = policy[direction] ?? [];
  const paths = removedPaths(rules, removed);
  const rest = rules.filter(({ origin }) => !paths.some((path) => isWithin(origin.path, path)));
  const edits = paths.map((path): ObjectEdit => ({ kind: 'remove', object, path }));
  const types = TYPES[language];
  if (rest.length === 0 && types !== undefined)
    edits.push({ kind: 'set', object, path: ['spec', types], value: typesOf(policy) });
  return { edits, before: policy, after: withRules(policy, direction, rest) };
}

/** The last first, so that each is still where it was. */
function removedPaths(rules: readonly Rule[], removed: readonly Rule[]): readonly Path[] {
  const peers = distinct(removed.map(({ origin }) => origin.path.slice(0, PEER)));
  const whole = distinct(peers.map((path) => path.slice(0, RULE))).filter((rule) => {
    const all = distinct(
      rules.filter(({ origin }) => isWithin(origin.path, rule)).map(({ origin }) => origin.path.slice(0, PEER)),
    );
    // A rule without any peer would match every peer.
    return all.every((peer) => peers.some((other) => isWithin(peer, other)));
  });
  const single = peers.filter((peer) => !whole.some((rule) => isWithin(peer, rule)));
  return [...whole, ...single].sort(
    (a, b) => positionOf(b, 2) - positionOf(a, 2) || positionOf(b, 4) - positionOf(a, 4),
  );
}

function positionOf(path: Path, step: number): number {
  return Number(path[step] ?? 0);
}

function distinct(paths: readonly Path[]): readonly Path[] {
  return [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()];
}

function typesOf({ ingress, egress }: Policy): readonly string[] {
  return [...(ingress ? ['Ingress'] : []), ...(egress ? ['Egress'] : [])];
}
