import * as l10n from '@vscode/l10n';
import type { Failure, Snapshot } from '../../../cluster/model/snapshot';
import { lastAnswerOf, staleOf, type FailureKind } from '../../../cluster/model/staleness';
import type { Stale } from '../protocol/stale';

const titles = (): Readonly<Record<FailureKind, string>> => ({
  refused: l10n.t('Access to policy is denied.'),
  unreachable: l10n.t('Policy can’t be reached.'),
  failing: l10n.t('Policy can’t be read.'),
});

/** Returns the page's notice about outdated policy, or undefined if it is current. */
function stalePolicy({ policy }: Snapshot): { readonly stale?: Stale } {
  const found = staleOf(policy);
  if (!found) return {};
  const { trouble, since, failure } = found;
  return { stale: { since, title: titles()[trouble], detail: detailOf(failure) } };
}

/** Returns the page's notice about outdated policy or measurements, or undefined if both are current. */
export function staleGraph(snapshot: Snapshot): { readonly stale?: Stale } {
  const { stale } = stalePolicy(snapshot);
  const { observation } = snapshot;
  const last = lastAnswerOf(snapshot);
  if (!last || !('failure' in observation)) return stale ? { stale } : {};
  const lost: Stale = {
    since: last.at,
    title: l10n.t('The collector is not responding.'),
    detail: detailOf(observation.failure),
  };
  return {
    stale: stale
      ? {
          since: Math.min(stale.since, lost.since),
          title: `${stale.title} ${lost.title}`,
          detail: `${stale.detail} ${lost.detail}`,
        }
      : lost,
  };
}

function detailOf({ message, advice }: Failure): string {
  return [message, advice].filter((sentence) => sentence !== undefined).join(' ');
}
