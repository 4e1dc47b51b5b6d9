import { translateRules } from '../../calico3/translate/rule';
import { Report } from '../../calico3/translate/report';
import { below } from '../../model/origin';
import type { Policy } from '../../model/policy';
import type { Stage } from '../../verdict';
import { inCalico, MOST_RULES, ruleFor, type RuleAction } from './languages';
import { languageOf, withRules, type PolicyEdit } from './object-edit';

/**
 * Returns the edit that adds a rule for a packet, and only for its peer, protocol and port, to a policy; undefined if its
 * language has no such rule.
 * @param index Where the rule goes among the policy's rules of the model; at the end if undefined.
 */
export function newRule(
  action: RuleAction,
  policy: Policy,
  stage: Stage,
  index: number | undefined,
): PolicyEdit | undefined {
  const { object } = policy.origin;
  const language = languageOf(object);
  if (!language || object.source !== 'resource') return undefined;
  const { direction, packet } = stage;
  const known = policy[direction] ?? [];
  const written = new Set(known.map(({ origin }) => origin.path[2]));
  if (written.size >= MOST_RULES[language]) return undefined;
  const value = ruleFor(language, action, packet, direction, object.namespace);
  if (value === undefined) return undefined;
  const before = index === undefined ? undefined : known[index]?.origin.path[2];
  // A written rule with several peers or protocols is several of the model.
  const first = before === undefined ? known.length : known.findIndex(({ origin }) => origin.path[2] === before);
  const place = before ?? '-';
  const origin = below(policy.origin, 'spec', direction, place);
  const rules = inCalico(object, language, direction, value).map((rule) => ({ rule, origin }));
  const added = translateRules(rules, object.namespace, new Report([], origin));
  if (!added || added.length === 0) return undefined;
  return {
    edits: [{ kind: 'insert', object, path: ['spec', direction, place], value }],
    before: policy,
    after: withRules(policy, direction, known.toSpliced(first, 0, ...added)),
  };
}
