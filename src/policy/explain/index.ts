import { formatAddress } from '../model/address';
import { blocksOf } from './blocks';
import type { EffectOptions } from './effects';
import { halvesOf } from './halves';
import { missesOf } from './misses';
import type { Explanation, Seen } from './reasons';
import type { Flow } from '../model/flow';
import { bothHalves } from '../verdict';
import type { CompiledPolicy } from '../verdict/policy';
import { endsOf, type End } from '../verdict/ends';

export { applyEdit, withEdits } from './edits';
export type { EffectOptions } from './effects';
export type { Explanation, Fix, HalfExplanation, NearMiss, Reason, RuleEdit } from './reasons';
export { render, renderMiss, renderReason, renderShortcut, type Names } from './render';

/**
 * Explains why policy allows or denies a flow: what decided in each direction; for a denied flow, the rules that nearly
 * allow it, each with the smallest edit that would and everything that edit would open; for an allowed one, the edits
 * that would block it.
 */
export function explain(flow: Flow, policy: CompiledPolicy, options: EffectOptions = {}): Explanation {
  const judged = bothHalves(flow, policy);
  const { source, destination } = endsOf(flow, policy);
  const halves = halvesOf(flow, judged, policy);
  const misses = judged.verdict === 'deny' ? missesOf(flow, judged, halves, policy, options) : [];
  const blocks = judged.verdict === 'allow' ? blocksOf(flow, judged, policy, options) : [];
  return {
    flow,
    source: seen(source),
    destination: seen(destination),
    verdict: judged.verdict,
    shortcut: judged.shortcut,
    halves,
    misses,
    blocks,
  };
}

/** Compiled tags include selectors, under names that contain a space; they are not shown as tags. */
function seen(end: End | 'unknown'): Seen | undefined {
  if (end === 'unknown' || !end.place) return undefined;
  return { address: formatAddress(end.place.address), tags: [...end.place.tags].filter((tag) => !tag.includes(' ')) };
}
