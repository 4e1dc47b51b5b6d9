import * as l10n from '@vscode/l10n';
import { html, say } from '../../shared/dom';
import { accessMark, type AccessMark } from '../scene/access-mark';
import type { DrawnNode } from '../scene/drawn';

type Kind = AccessMark['kind'];

/** The filter that shows the stars with a mark. */
const FILTERS: Readonly<Record<Kind, string>> = { isolated: 'is:isolated', open: 'is:open' };

/** Counts the isolated and the open stars. Clicking a count filters them; clicking it again clears the filter. */
export class AccessLegend {
  readonly element = html('span', 'access-legend');
  readonly #buttons = new Map<Kind, HTMLButtonElement>();

  constructor(filter: (query: string) => void) {
    for (const kind of ['isolated', 'open'] as const) {
      const button = html('button');
      button.type = 'button';
      button.title = titles()[kind];
      button.addEventListener('click', () => {
        filter(button.ariaPressed === 'true' ? '' : FILTERS[kind]);
      });
      this.#buttons.set(kind, button);
      this.element.append(button);
    }
  }

  /** @param query The current filter. */
  update(nodes: readonly DrawnNode[], query: string): void {
    const marks = nodes.flatMap((node) => (node.dim ? [] : (accessMark(node)?.kind ?? [])));
    for (const [kind, button] of this.#buttons) {
      const count = marks.filter((mark) => mark === kind).length;
      const isChosen = query.trim() === FILTERS[kind];
      button.hidden = count === 0 && !isChosen;
      button.ariaPressed = String(isChosen);
      say(button, kind === 'isolated' ? l10n.t('{0} isolated', count) : l10n.t('{0} open to everyone', count));
    }
  }
}

const titles = (): Readonly<Record<Kind, string>> => ({
  isolated: l10n.t('Nobody can connect to these, or they cannot connect to anything'),
  open: l10n.t('Everyone can connect to these on all ports'),
});
