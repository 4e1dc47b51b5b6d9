import type { MenuTarget } from '../../../src/features/graph/protocol/menu';
import type { DetailsTarget } from '../details/details';
import type { Target } from '../render/targets';

/** Returns what a context menu is about. @param isSingle Whether a star or an edge is not hidden in a group. */
export function menuTargetOf(
  subject: Target | undefined,
  isSingle: (subject: DetailsTarget) => boolean,
): MenuTarget | undefined {
  if (!subject) return undefined;
  if ('frame' in subject) return { webviewSection: 'group', group: subject.frame };
  if ('more' in subject) return menuTargetOf({ node: subject.more }, isSingle);
  if ('from' in subject)
    return isSingle(subject) ? { webviewSection: 'edge', from: subject.from, to: subject.to } : undefined;
  return isSingle(subject)
    ? { webviewSection: 'star', node: subject.node }
    : { webviewSection: 'group', group: subject.node };
}
