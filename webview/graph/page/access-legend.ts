import * as l10n from '@vscode/l10n';
import { html, say } from '../../shared/dom';
import { accessMark } from '../scene/access-mark';
import type { DrawnNode } from '../scene/drawn';

/** What can stand out about stars. */
const KINDS = ['isolated', 'open', 'unselected'] as const;
type Kind = (typeof KINDS)[number];

/** Counts the stars that stand out. Clicking a count filters them; clicking it again clears the filter. */
export class AccessLegend {
  readonly element = html('span', 'access-legend');
  readonly #buttons = new Map<Kind, HTMLButtonElement>();

  constructor(filter: (query: string) => void) {
    for (const kind of KINDS) {
      const button = html('button');
      button.type = 'button';
      button.title = titles()[kind];
      button.addEventListener('click', () => {
        filter(button.ariaPressed === 'true' ? '' : `is:${kind}`);
      });
      this.#buttons.set(kind, button);
      this.element.append(button);
    }
  }

  /** @param query The current filter. */
  update(nodes: readonly DrawnNode[], query: string): void {
    const shown = nodes.filter(({ dim }) => !dim);
    for (const [kind, button] of this.#buttons) {
      const count = shown.filter((node) => isOf(kind, node)).length;
      const isChosen = query.trim() === `is:${kind}`;
      button.hidden = count === 0 && !isChosen;
      button.ariaPressed = String(isChosen);
      say(button, labelOf(kind, count));
    }
  }
}

function isOf(kind: Kind, node: DrawnNode): boolean {
  return kind === 'unselected' ? node.unselected === true : accessMark(node)?.kind === kind;
}

function labelOf(kind: Kind, count: number): string {
  switch (kind) {
    case 'isolated':
      return l10n.t('{0} isolated', count);
    case 'open':
      return l10n.t('{0} open to everyone', count);
    case 'unselected':
      return l10n.t('{0} without policy', count);
  }
}

const titles = (): Readonly<Record<Kind, string>> => ({
  isolated: l10n.t('Nobody can connect to these, or they cannot connect to anything'),
  open: l10n.t('Everyone can connect to these on all ports'),
  unselected: l10n.t('No policy selects these'),
});
