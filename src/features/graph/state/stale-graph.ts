import * as l10n from '@vscode/l10n';
import type { Failure, Snapshot } from '../../../cluster/model/snapshot';
import { lastAnswerOf, staleOf, type FailureKind } from '../../../cluster/model/staleness';
import { demoNamed } from '../../../app/local-demos';
import type { Stale } from '../protocol/stale';

const titles = (): Readonly<Record<FailureKind, string>> => ({
  refused: l10n.t('Access to policy is denied.'),
  unreachable: l10n.t('Policy can’t be reached.'),
  failing: l10n.t('Policy can’t be read.'),
});

/** Returns the page's notice about outdated policy, or undefined if it is current. */
function stalePolicy({ policy }: Snapshot): Stale | undefined {
  const found = staleOf(policy);
  if (!found) return undefined;
  const { trouble, since, failure } = found;
  return { since, title: titles()[trouble], detail: detailOf(failure) };
}

/**
 * Returns the page's notice about outdated policy or measurements, or undefined if both are current.
 * @param name The cluster. The demo has no settings to edit.
 */
export function staleGraph(snapshot: Snapshot, name: string): { readonly stale?: Stale } {
  const stale = stalePart(snapshot);
  return stale ? { stale: { ...stale, ...(!demoNamed(name) && { cluster: name }) } } : {};
}

function stalePart(snapshot: Snapshot): Stale | undefined {
  const stale = stalePolicy(snapshot);
  const { observation } = snapshot;
  const last = lastAnswerOf(snapshot);
  if (!last || !('failure' in observation)) return stale;
  const lost: Stale = {
    since: last.at,
    title: l10n.t('The collector is not responding.'),
    detail: detailOf(observation.failure),
  };
  if (!stale) return lost;
  return {
    since: Math.min(stale.since, lost.since),
    title: `${stale.title} ${lost.title}`,
    detail: `${stale.detail} ${lost.detail}`,
  };
}

function detailOf({ message, advice }: Failure): string {
  return [message, advice].filter((sentence) => sentence !== undefined).join(' ');
}
