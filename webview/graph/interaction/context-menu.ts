import type { MenuTarget } from '../../../src/features/graph/protocol/menu';
import type { DetailsTarget } from '../details/details';
import type { Target } from '../render/targets';

/**
 * Gives an element a context menu of VS Code with items of ours, by what was clicked. VS Code reads an attribute of the
 * clicked element and those around it, after this listener has set it.
 * @param targetOf Returns what an event is about; undefined for nothing in particular.
 */
export function offerMenu(element: HTMLElement, targetOf: (event: MouseEvent) => MenuTarget | undefined): void {
  element.addEventListener(
    'contextmenu',
    (event) => {
      element.dataset['vscodeContext'] = JSON.stringify({
        preventDefaultContextMenuItems: true,
        ...(targetOf(event) ?? { webviewSection: 'ground' }),
      });
    },
    { capture: true },
  );
}

/** Returns what a context menu is about. @param isSingle Whether a star or an edge is not hidden in a group. */
export function menuTargetOf(
  subject: Target | undefined,
  isSingle: (subject: DetailsTarget) => boolean,
): MenuTarget | undefined {
  if (!subject) return undefined;
  if ('frame' in subject) return { webviewSection: 'group', group: subject.frame };
  if ('from' in subject)
    return isSingle(subject) ? { webviewSection: 'edge', from: subject.from, to: subject.to } : undefined;
  return isSingle(subject)
    ? { webviewSection: 'star', node: subject.node }
    : { webviewSection: 'group', group: subject.node };
}
