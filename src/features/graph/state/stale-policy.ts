import * as l10n from '@vscode/l10n';
import type { Snapshot } from '../../../cluster/model/snapshot';
import { staleOf, type FailureKind } from '../../../cluster/model/staleness';
import type { StalePolicy } from '../protocol/stale';

const titles = (): Readonly<Record<FailureKind, string>> => ({
  refused: l10n.t('Access to policy is denied.'),
  unreachable: l10n.t('Policy can’t be reached.'),
  failing: l10n.t('Policy can’t be read.'),
});

/** Returns the page's notice about outdated policy, or undefined if it is current. */
export function stalePolicy({ policy }: Snapshot): { readonly stale?: StalePolicy } {
  const found = staleOf(policy);
  if (!found) return {};
  const { trouble, since, failure } = found;
  return {
    stale: {
      since,
      title: titles()[trouble],
      detail: [failure.message, failure.advice].filter((sentence) => sentence !== undefined).join(' '),
    },
  };
}
