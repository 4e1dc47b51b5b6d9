import * as l10n from '@vscode/l10n';
import type { Snapshot } from '../../cluster/model/snapshot';
import { namesOf } from '../../cluster/model/names';
import { clausesOf, describeCircumstance, placeText, type PlaceTeller } from '../../policy/explain';
import { judge, passes, type CompiledModel, type Stage, type Verdict } from '../../policy/verdict';
import { formatEnds, flowOf, formatService, type ConnectionRequest } from './connection';
import { decidersText } from './deciding-policies';
import type { Explained, LineOf } from './explain';
import { missesOf, missViews } from './miss-views';
import { objectPlaceOf } from './object-changes';
import { editViews, type Offering } from './object-edits';
import type { ExplanationView, PlaceView } from './protocol';

/**
 * Explains a connection by the objects that decide it: those of Calico 3 and of Kubernetes.
 * @param offer Called with each change that would allow or block it.
 * @returns a function that tells it, with the lines of rules.
 */
export function explainObjects(
  request: ConnectionRequest,
  model: CompiledModel,
  snapshot: Snapshot,
  offer: Offering,
): Explained['withLines'] {
  const flow = flowOf(request, model);
  const { enforced } = judge(flow, model);
  const edits = editViews(flow, model, snapshot, offer);
  const isOpenToAll = passes(enforced) && enforced.outcome === 'allowed' && enforced.stages.every(isOfNoPolicy);
  const whole = {
    title: formatEnds(request, snapshot),
    on: formatService(request),
    verdict: verdictOf(enforced),
    summary: summaryOf(enforced),
    edits,
    ...(isOpenToAll && edits.length === 0 && { isOpenToAll }),
    blocks: [],
  };
  const misses = missesOf(enforced, model);
  return (lineOf) => {
    const placeOf = locating(lineOf);
    return {
      ...whole,
      halves: enforced.stages.map((stage) => halfView(stage, model, snapshot, placeOf)),
      misses: missViews(misses, model, snapshot, placeOf),
    };
  };
}

/** Tells the path of a rule, with its line in the document of its object. */
function locating(lineOf: LineOf): PlaceTeller {
  return ({ object, path }) => {
    const place = placeText(path);
    const { place: shown } = objectPlaceOf(object, path);
    const line = shown && place !== '' ? lineOf(shown) : undefined;
    return line === undefined ? place : l10n.t('{0} (line {1})', place, line);
  };
}

/** Nobody can connect to or from what isn't there. */
function verdictOf(judged: Verdict): ExplanationView['verdict'] {
  const { outcome, because } = judged;
  if (passes(judged)) return 'allow';
  return outcome === 'denied' || because === 'unknown-endpoint' || because === 'no-address' ? 'deny' : 'unknown';
}

/** Whether no rule of a policy decided. */
function isOfNoPolicy({ tiers, profiles, reason }: Stage): boolean {
  return reason !== 'failsafe' && (profiles.length > 0 || tiers.length === 0);
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

function halfView(
  stage: Stage,
  model: CompiledModel,
  snapshot: Snapshot,
  placeOf: PlaceTeller,
): ExplanationView['halves'][number] {
  const { endpoint, direction, outcome } = stage;
  const name = namesOf(snapshot).party?.(endpoint.id) ?? endpoint.id;
  const clauses = clausesOf(stage, placeOf);
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
