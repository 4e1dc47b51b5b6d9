import { formatAddress } from '../../model/address';
import type { StoredPolicy } from '../../calico1/stored-policy';
import { judge, passes, type Verdict } from '../../verdict';
import { endsOf, type Ends } from '../../verdict/flow/ends';
import type { Place } from '../../verdict/place';
import type { Flow } from '../../model/flow';
import { blocksOf } from './blocks';
import type { EffectOptions } from './effects';
import { halvesOf } from './halves';
import { missesOf } from './misses';
import { tagsOf } from './narrow';
import type { Explanation, Seen } from './reasons';

export { applyEdit, withEdits } from './edits';
export { isDecidedByTier } from './fixes';
export type { OwnerRef, PolicyRef } from './lists';
export type { EffectOptions } from './effects';
export type { Explanation, Fix, HalfExplanation, NearMiss, Reason, RuleEdit } from './reasons';
export { render, renderMiss, renderReason, renderSummary, type Names } from './render';

/**
 * Explains why policy allows or denies a flow: what decided at each endpoint; for a denied flow, the rules that nearly
 * allow it, each with the smallest edit that would allow it and everything that this edit would open; for an allowed
 * one, the edits that would block it.
 */
export function explain(flow: Flow, policy: StoredPolicy, options: EffectOptions = {}): Explanation {
  const judged = judge(flow, policy.model).enforced;
  const ends = endsOf(flow, policy.model);
  const verdict = verdictOf(judged);
  const halves = typeof ends === 'string' ? [] : halvesOf(flow, judged, ends, policy);
  return {
    flow,
    ...seenIn(judged, ends),
    verdict,
    because: judged.because,
    halves,
    misses: verdict === 'deny' ? missesOf(flow, judged, halves, policy, options) : [],
    blocks: verdict === 'allow' ? blocksOf(flow, judged, policy, options) : [],
  };
}

/** A missing endpoint has no connections. */
function verdictOf(judged: Verdict): Explanation['verdict'] {
  const { outcome, because } = judged;
  if (passes(judged)) return 'allow';
  if (outcome === 'denied' || because === 'unknown-endpoint' || because === 'no-address') return 'deny';
  return 'unknown';
}

/** The ends as rules see them: the destination after translation. */
function seenIn(
  { stages }: Verdict,
  ends: Ends | string,
): Pick<Explanation, 'source' | 'destination' | 'translatedTo'> {
  if (typeof ends === 'string') return { source: undefined, destination: undefined, translatedTo: undefined };
  const packet = stages.at(-1)?.packet;
  const destination = packet?.destination ?? ends.destination.place;
  return {
    source: seen(packet?.source ?? ends.source.place),
    destination: seen(destination),
    translatedTo: destination.key === ends.destination.place.key ? undefined : destination.key,
  };
}

function seen(place: Place): Seen | undefined {
  return place.address && { address: formatAddress(place.address), tags: tagsOf(place) };
}
