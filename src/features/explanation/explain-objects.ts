import * as l10n from '@vscode/l10n';
import type { Snapshot } from '../../cluster/model/snapshot';
import { namesOf } from '../../cluster/model/workloads';
import {
  clausesOf,
  describeCircumstance,
  nameOf,
  nearMisses,
  placeText,
  skippedRules,
  type SkippedRule,
} from '../../policy/explain';
import type { ObjectRef, Path } from '../../policy/model/origin';
import type { Condition } from '../../policy/verdict/match';
import { judge, passes, type CompiledModel, type Stage, type Verdict } from '../../policy/verdict';
import { formatEnds, flowOf, formatService, type ConnectionRequest } from './connection';
import { decidersText } from './deciding-policies';
import { resourceIdOf } from './object-changes';
import { editViews, type Offering } from './object-edits';
import type { ExplanationView, PlaceView } from './protocol';

/**
 * Explains a connection by the objects that decide it: those of Calico 3.
 * @param offer Called with each change that would allow it.
 */
export function explainObjects(
  request: ConnectionRequest,
  model: CompiledModel,
  snapshot: Snapshot,
  offer: Offering,
): ExplanationView {
  const flow = flowOf(request, model);
  const { enforced } = judge(flow, model);
  return {
    title: formatEnds(request, snapshot),
    on: formatService(request),
    verdict: verdictOf(enforced),
    summary: summaryOf(enforced),
    halves: enforced.stages.map((stage) => halfView(stage, model, snapshot)),
    misses: [
      ...skippedRules(enforced, model).map(skippedView),
      ...nearMisses(enforced, model).map(({ policy, rule, unmet }) => ({
        text: l10n.t(
          '{0} would allow it at {1} except for {2}.',
          nameOf(policy.origin.object),
          placeText(rule.origin.path),
          unmet.map((condition) => conditionText(condition)).join(', '),
        ),
        ...objectPlaceOf(rule.origin.object, rule.origin.path),
      })),
    ],
    edits: editViews(flow, model, snapshot, offer),
    blocks: [],
  };
}

/** Nobody can connect to or from what isn't there. */
function verdictOf(judged: Verdict): ExplanationView['verdict'] {
  const { outcome, because } = judged;
  if (passes(judged)) return 'allow';
  return outcome === 'denied' || because === 'unknown-endpoint' || because === 'no-address' ? 'deny' : 'unknown';
}

function summaryOf(judged: Verdict): string {
  const summaries = {
    allow: l10n.t('Policy allows this connection.'),
    deny: l10n.t('Policy drops this connection. The client sees a timeout.'),
    unknown: l10n.t('Policy can’t be evaluated for this pair.'),
  };
  const { because } = judged;
  const summary = summaries[verdictOf(judged)];
  return because === undefined ? summary : `${summary} ${describeCircumstance(because)}`;
}

function halfView(stage: Stage, model: CompiledModel, snapshot: Snapshot): ExplanationView['halves'][number] {
  const { endpoint, direction, outcome } = stage;
  const name = namesOf(snapshot).party?.(endpoint.id) ?? endpoint.id;
  const clauses = clausesOf(stage);
  const place = decidedAt(stage);
  const deciders = decidersText(endpoint.id, direction, model);
  return {
    title: direction === 'egress' ? l10n.t('Out of {0}', name) : l10n.t('Into {0}', name),
    verdict: outcome === 'deny' ? 'deny' : 'allow',
    ...(deciders !== undefined && { deciders }),
    steps: clauses.map((clause, index) => {
      const decides = index === clauses.length - 1;
      return { text: `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`, decides, ...(decides && place) };
    }),
  };
}

/** Describes a rule that an earlier one keeps from allowing the connection. */
function skippedView({ rule, by }: SkippedRule): ExplanationView['misses'][number] {
  const { object, path } = rule.origin;
  const earlier = [nameOf(by.rule.origin.object), placeText(by.rule.origin.path)] as const;
  const text =
    by.rule.action === 'pass'
      ? l10n.t(
          '{0} would allow it at {1}, but {2} passes it on to a later tier before, at {3}.',
          nameOf(object),
          placeText(path),
          ...earlier,
        )
      : l10n.t(
          '{0} would allow it at {1}, but {2} denies it before, at {3}.',
          nameOf(object),
          placeText(path),
          ...earlier,
        );
  return { text, ...objectPlaceOf(object, path) };
}

/** Returns the place of what decided: a rule, or the policy whose tier ended. */
function decidedAt({ tiers, profiles, reason }: Stage): { readonly place?: PlaceView } {
  const step = tiers.at(-1)?.policies;
  if (reason === 'tier-end') {
    const [first] = step ?? [];
    return first ? objectPlaceOf(first.policy.origin.object, ['spec']) : {};
  }
  const hit = (profiles.at(-1) ?? step?.at(-1))?.decided;
  return reason === 'rule' && hit ? objectPlaceOf(hit.rule.origin.object, hit.rule.origin.path) : {};
}

/** Returns a place in the document of an object that has one. */
function objectPlaceOf(object: ObjectRef, path: Path): { readonly place?: PlaceView } {
  const resource = resourceIdOf(object);
  return resource ? { place: { resource, path: [...path] } } : {};
}

/** Names a condition by the field that states it. */
function conditionText(condition: Condition): string {
  const [side, part = ''] = condition.split('.');
  if (side !== 'source' && side !== 'destination') return l10n.t('the {0}', condition);
  const noun = part === 'peers' ? 'selector' : part === 'notPeers' ? 'notSelector' : part;
  return side === 'source' ? l10n.t('the source’s {0}', noun) : l10n.t('the destination’s {0}', noun);
}
