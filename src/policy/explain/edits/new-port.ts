import type { Rule } from '../../model/rule';
import { isWithin } from '../../model/origin';
import type { NearMiss } from '../misses';
import { portFor } from './languages';
import { languageOf, withRules, type PolicyEdit } from './object-edit';

/** The path length of a rule in an object. */
const RULE = 3;

/** Returns the edit that adds a packet's port to a rule that fails only because of it. */
export function newPort({ policy, rule, unmet, stage }: NearMiss): PolicyEdit | undefined {
  const language = languageOf(policy.origin.object);
  const { direction, packet } = stage;
  const path = rule.origin.path.slice(0, RULE);
  const added = language && portFor(language, packet);
  if (!added || path.length < RULE) return undefined;
  if (unmet.length !== 1 || unmet[0] !== 'destination.ports') return undefined;
  const port = packet.destinationPort;
  const isChanged = (other: Rule) =>
    isWithin(other.origin.path, path) && other.match.protocol === packet.protocol && other.match.destination.ports;
  const rules = (policy[direction] ?? []).map((other) => (isChanged(other) ? withPort(other, port) : other));
  return {
    edits: [
      {
        kind: 'insert',
        object: policy.origin.object,
        path: [...path, ...added.list.split('.'), '-'],
        value: added.value,
      },
    ],
    before: policy,
    after: withRules(policy, direction, rules),
  };
}

function withPort(rule: Rule, port: number): Rule {
  const { match } = rule;
  const ports = [...(match.destination.ports ?? []), { kind: 'range', first: port, last: port } as const];
  return { ...rule, match: { ...match, destination: { ...match.destination, ports } } };
}
