import * as l10n from '@vscode/l10n';
import type { CollectorAddress } from '../../cluster/collector/address';
import { compiledOf } from '../../cluster/analysis/compiled';
import { describe, effectOf } from '../../cluster/analysis/policy-impact';
import { ClusterError } from '../../cluster/connection/errors';
import type { PolicyData, Snapshot } from '../../cluster/model/snapshot';
import { namesOf } from '../../cluster/model/names';
import { flowOf, planned } from '../explanation';
import { measuredPairs } from '../matrix';
import { explain, render, renderMiss, type Explanation, type RuleEdit } from '../../policy/explain/calico1';
import { commandsOf } from './commands';
import type { FlowInput } from './input';
import { partyCalled } from './names';

/** Maximum number of near misses, and of connections listed for each. */
const MISSES = 4;
const CONNECTIONS = 8;

const VERDICTS = { allow: 'allowed', deny: 'denied', unknown: 'not evaluated' } as const;

/** A way to allow a denied flow, or to deny an allowed one. */
export interface Way {
  /** How the rule differs. Left out for ways to deny. */
  readonly why?: string;
  readonly commands: readonly string[];
  readonly opens: readonly string[];
  readonly closes: readonly string[];
}

/** The answer of `calico_explain_flow`. */
export interface ExplainedFlow {
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly port?: number;
  readonly verdict: (typeof VERDICTS)[Explanation['verdict']];
  readonly why: readonly string[];
  /** For a denied flow: what would allow it. */
  readonly nearMisses?: readonly (Way | Pick<Way, 'why'>)[];
  /** For an allowed flow: what would deny it. */
  readonly waysToDeny?: readonly Way[];
  /** What the probes measured, if they measure exactly this pair. */
  readonly measured?: { readonly state: 'reachable' | 'unreachable' | 'not measured yet'; readonly secondsAgo: number };
}

/** Explains a flow. @throws ClusterError for unknown or ambiguous names. */
export function explainFlow(
  { from: source, to: destination, protocol, port }: FlowInput,
  policy: PolicyData,
  snapshot: Snapshot,
  collector: CollectorAddress | undefined,
  now: number,
): ExplainedFlow {
  if (protocol !== 'icmp' && port === undefined)
    throw new ClusterError('invalid', l10n.t('A {0} flow requires “port”.', protocol));
  const [from, to] = [partyCalled(source, snapshot), partyCalled(destination, snapshot)];
  const flow = flowOf({ from, to, protocol, ...(protocol !== 'icmp' && { port }) }, compiledOf(policy).model);
  const explanation = explain(flow, compiledOf(policy));
  const names = namesOf(snapshot);
  const called = (party: string) => names.party?.(party) ?? party;
  const { verdict, misses, blocks } = explanation;
  const measured =
    protocol === 'tcp' && port !== undefined ? measurement(from, to, port, snapshot, collector, now) : undefined;
  return {
    from: called(from),
    to: called(to),
    protocol,
    ...(protocol !== 'icmp' && port !== undefined && { port }),
    verdict: VERDICTS[verdict],
    why: render({ ...explanation, misses: [] }, names),
    ...(misses.length > 0 && {
      nearMisses: misses
        .slice(0, MISSES)
        .map((miss) => ({ why: renderMiss(miss, explanation, names), ...(miss.fix && way(miss.fix.edits, snapshot)) })),
    }),
    ...(blocks.length > 0 && {
      waysToDeny: blocks.slice(0, MISSES).flatMap(({ edits }) => way(edits, snapshot) ?? []),
    }),
    ...(measured && { measured }),
  };
}

/** Returns undefined for edits that don't apply to the snapshot. */
function way(edits: readonly RuleEdit[], snapshot: Snapshot): Way | undefined {
  // calicoctl has no commands for policies of tiers.
  const change = edits.some(({ policy }) => policy) ? undefined : planned(edits, snapshot);
  const effect = change && effectOf(change.drafts, snapshot);
  if (!effect) return undefined;
  return {
    commands: commandsOf(edits, snapshot),
    opens: describe(effect.opened, effect, snapshot, CONNECTIONS),
    closes: describe(effect.closed, effect, snapshot, CONNECTIONS),
  };
}

function measurement(
  from: string,
  to: string,
  port: number,
  snapshot: Snapshot,
  collector: CollectorAddress | undefined,
  now: number,
): ExplainedFlow['measured'] {
  const { observation } = snapshot;
  const pair = measuredPairs(snapshot, port, collector).find(
    (measured) => measured.from === from && measured.to === to,
  );
  if (!pair || observation.state !== 'answered') return undefined;
  return {
    state: pair.state === 'unknown' ? 'not measured yet' : pair.state,
    secondsAgo: Math.max(0, Math.round((now - observation.at) / 1000)),
  };
}
