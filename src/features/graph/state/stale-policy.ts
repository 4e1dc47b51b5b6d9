import type { Snapshot } from '../../../cluster/model/snapshot';
import { staleOf, type Trouble } from '../../../cluster/model/staleness';
import type { StalePolicy } from '../protocol/stale';

const TITLES: Readonly<Record<Trouble, string>> = {
  refused: 'Access to policy is refused.',
  unreachable: 'Policy cannot be reached.',
  failing: 'Policy cannot be read.',
};

/** What a page says of policy that is not current; nothing when it is. */
export function stalePolicy({ policy }: Snapshot): { readonly stale?: StalePolicy } {
  const found = staleOf(policy);
  if (!found) return {};
  const { trouble, since, failure } = found;
  return {
    stale: {
      since,
      title: TITLES[trouble],
      detail: [failure.message, failure.advice].filter((sentence) => sentence !== undefined).join(' '),
    },
  };
}
