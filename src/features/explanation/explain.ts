import * as l10n from '@vscode/l10n';
import { compiledOf } from '../../cluster/analysis/compiled';
import { dataOf } from '../../cluster/model/indexes';
import type { Snapshot } from '../../cluster/model/snapshot';
import { namesOf } from '../../cluster/model/names';
import {
  explain,
  renderMiss,
  renderReason,
  renderSummary,
  type Explanation,
  type HalfExplanation,
  type NearMiss,
  type OwnerRef,
  type Names,
  type Reason,
  type RuleEdit,
} from '../../policy/explain/calico1';
import { displayName } from '../../policy/calico1/names';
import type { CompiledModel } from '../../policy/verdict';
import { decidersText } from './deciding-policies';
import { explainObjects } from './explain-objects';
import { planned, viewOf, type PlannedChange } from './changes';
import { formatEnds, flowOf, formatService, type ConnectionRequest } from './connection';
import type { ChangeView, ExplanationView, PlaceView, RulePlaceView } from './protocol';

/** A change that an explanation offers, with its button's title. */
export interface Offer extends PlannedChange {
  readonly title: string;
}

/** Returns the line of a place in its document, from 1; undefined while it is unknown. */
export type LineOf = (place: PlaceView) => number | undefined;

/** An explanation for a page, and the changes behind its buttons. */
export interface Explained {
  readonly view: ExplanationView;
  /** Returns the same with the lines of rules, which move while someone edits their documents. */
  readonly withLines: (lineOf: LineOf) => ExplanationView;
  /** By the ID that the page uses. */
  readonly offers: ReadonlyMap<string, Offer>;
}

/**
 * Explains a connection.
 * @returns undefined while the policy is unknown.
 */
export function explainConnection(request: ConnectionRequest, snapshot: Snapshot): Explained | undefined {
  const data = dataOf(snapshot.policy);
  if (!data) return undefined;
  const policy = compiledOf(data);
  const offers = new Map<string, Offer>();
  if (policy.isOfObjects) {
    const offered = (title: string, change: PlannedChange) => {
      const id = JSON.stringify(change.objects.map(({ stored: { key }, json }) => [key, json]));
      offers.set(id, { ...change, title });
      return id;
    };
    return explainedBy(explainObjects(request, policy.model, snapshot, offered), offers);
  }
  const explanation = explain(flowOf(request, policy.model), policy);
  const names = namesOf(snapshot);
  const offer = (title: string, edits: readonly RuleEdit[] | undefined): ChangeView | undefined => {
    const change = edits && planned(edits, snapshot);
    if (!change) return undefined;
    const id = JSON.stringify(edits);
    offers.set(id, { ...change, title });
    return viewOf(id, title, change, snapshot);
  };
  const changes = explanation.misses.map((near) => offer(l10n.t('Allow This'), near.fix?.edits));
  const whole = {
    title: formatEnds(request, snapshot),
    on: formatService(request),
    verdict: explanation.verdict,
    summary: summaryOf(explanation),
    blocks: explanation.blocks.flatMap(({ edits }) => offer(l10n.t('Block This'), edits) ?? []),
  };
  const withLines = (lineOf: LineOf): ExplanationView => {
    const located: Names = { ...names, lineOf: (rule) => lineOf(rulePlaceOf(rule, rule.direction, rule.position)) };
    return {
      ...whole,
      halves: explanation.halves.map((half) => halfView(half, located, policy.model)),
      misses: explanation.misses.map((near, index) => missView(near, explanation, changes[index], located)),
    };
  };
  return explainedBy(withLines, offers);
}

function explainedBy(withLines: Explained['withLines'], offers: Explained['offers']): Explained {
  return { view: withLines(() => undefined), withLines, offers };
}

function summaryOf(explanation: Explanation): string {
  return renderSummary(explanation, {
    allow: l10n.t('Policy allows this connection.'),
    deny: l10n.t('Policy drops this connection. The client sees a timeout.'),
    unknown: l10n.t('Policy can’t be evaluated for this pair.'),
  });
}

function halfView(
  { direction, party, verdict, steps }: HalfExplanation,
  names: Names,
  model: CompiledModel,
): ExplanationView['halves'][number] {
  const name = names.party?.(party) ?? party;
  const deciders = decidersText(party, direction === 'inbound' ? 'ingress' : 'egress', model);
  return {
    title: direction === 'outbound' ? l10n.t('Out of {0}', name) : l10n.t('Into {0}', name),
    verdict,
    ...(deciders !== undefined && { deciders }),
    steps: steps.map((step, index) => {
      const place = ruleLinkOf(step, direction);
      return {
        text: sentence(renderReason(step, direction, names), step, names),
        decides: index === steps.length - 1,
        ...(place && { place }),
      };
    }),
  };
}

function missView(
  near: NearMiss,
  explanation: Explanation,
  change: ChangeView | undefined,
  names: Names,
): ExplanationView['misses'][number] {
  const { miss } = near;
  return {
    text: renderMiss(near, explanation, names),
    ...(miss && { place: rulePlaceOf(miss, miss.direction, miss.position) }),
    ...(change && { change }),
  };
}

function rulePlaceOf(
  { profile, policy }: OwnerRef,
  direction: RulePlaceView['direction'],
  position: number,
): RulePlaceView {
  return { profile, ...(policy && { policy: { tier: policy.tier, name: policy.name } }), direction, position };
}

/** Returns the location of a step's rule, or of the profile's whole list if the step is about no rule. */
function ruleLinkOf(step: Reason, direction: RulePlaceView['direction']): RulePlaceView | undefined {
  if ('position' in step) return rulePlaceOf(step, direction, step.position);
  return step.code === 'profile-silent' && step.rules > 0
    ? { profile: step.profile, direction, position: 1 }
    : undefined;
}

/** Names keep their capitalization even at the start of a sentence. */
function sentence(text: string, reason: Reason, { networks = [] }: Names): string {
  const begins = 'profile' in reason && text.startsWith(displayName(reason.profile, networks));
  return `${begins ? text : `${text.charAt(0).toUpperCase()}${text.slice(1)}`}.`;
}
