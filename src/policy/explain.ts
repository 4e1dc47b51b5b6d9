import { formatAddress } from './address';
import { halvesOf } from './explain/halves';
import { missesOf, type MissOptions } from './explain/misses';
import type { Explanation, Seen } from './explain/reasons';
import type { Flow } from './flow';
import { bothHalves } from './verdict';
import type { CompiledPolicy } from './verdict/compile';
import { endsOf, type End } from './verdict/ends';

export { applyEdit, withEdits } from './explain/edits';
export type { MissOptions } from './explain/misses';
export type { Explanation, Fix, HalfExplanation, MissCode, NearMiss, Reason, RuleEdit, RuleRef, Seen } from './explain/reasons';
export { render, renderMiss, type Names } from './explain/render';

/**
 * Why policy allows or denies a flow: what decided in each direction, and for a denied flow the rules that nearly
 * allow it, each with the smallest edit that would and everything that this edit would open.
 */
export function explain(flow: Flow, policy: CompiledPolicy, options: MissOptions = {}): Explanation {
  const judged = bothHalves(flow, policy);
  const { source, destination } = endsOf(flow, policy);
  const halves = halvesOf(flow, judged, policy);
  const misses = judged.verdict === 'deny' ? missesOf(flow, judged, halves, policy, options) : [];
  return { flow, source: seen(source), destination: seen(destination), verdict: judged.verdict, shortcut: judged.shortcut, halves, misses };
}

/** Selectors are among the compiled tags, under names with a blank; they are no tags to a person. */
function seen(end: End | 'unknown'): Seen | undefined {
  if (end === 'unknown' || !end.place) return undefined;
  return { address: formatAddress(end.place.address), tags: [...end.place.tags].filter((tag) => !tag.includes(' ')) };
}
