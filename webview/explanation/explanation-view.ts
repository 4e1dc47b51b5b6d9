import * as l10n from '@vscode/l10n';
import type {
  ChangeView,
  DiffLine,
  EditView,
  ExplanationView,
  PlaceView,
} from '../../src/features/explanation/protocol';
import { html } from '../shared/dom';
import { button } from '../shared/toolkit';

/** Handlers of an explanation's links and buttons. */
export interface ExplanationActions {
  reveal(place: PlaceView): void;
  /** Previews a change, or ends the preview with null. */
  tryOut(change: string | null): void;
  apply(change: string): void;
  createPolicy(): void;
}

/** Number of near misses shown initially. */
const TOLD = 3;

/** Renders an explanation: what decided in each direction, and what can be done about it. */
export function explanationView(view: ExplanationView, actions: ExplanationActions): HTMLElement {
  const verdict = html(
    'h2',
    'verdict',
    html('span', 'chip', verdictName(view.verdict)),
    ' ',
    html('span', '', view.summary),
  );
  verdict.dataset['verdict'] = view.verdict;
  const element = html('section', 'explanation', verdict, ...view.halves.map((half) => halfView(half, actions)));
  if (view.misses.length > 0)
    element.append(
      html('h3', '', l10n.t('What would allow it')),
      ...folded(view.misses.map((miss, index) => missView(miss, index === 0, actions))),
    );
  if (view.edits && view.edits.length > 0)
    element.append(
      html(
        'h3',
        '',
        view.verdict === 'allow' ? l10n.t('Least edits that block it') : l10n.t('Least edits that allow it'),
      ),
      ...folded(view.edits.map((edit, index) => editView(edit, index === 0, actions))),
    );
  if (view.isOpenToAll)
    element.append(
      html('h3', '', l10n.t('What would block it')),
      html(
        'div',
        'card',
        html('p', '', l10n.t('No policy applies to this connection, so only a new one can block it.')),
        button(l10n.t('Create Policy…'), 'primary', () => actions.createPolicy()),
      ),
    );
  if (view.blocks.length > 0)
    element.append(
      html('h3', '', l10n.t('What would block it')),
      ...folded(view.blocks.map((change, index) => changeView(change, index === 0, actions))),
    );
  return element;
}

function verdictName(verdict: ExplanationView['verdict']): string {
  switch (verdict) {
    case 'allow':
      return l10n.t('Allowed');
    case 'deny':
      return l10n.t('Dropped');
    case 'unknown':
      return l10n.t('Not evaluated');
  }
}

function halfView(
  { title, verdict, steps, deciders }: ExplanationView['halves'][number],
  actions: ExplanationActions,
): HTMLElement {
  const list = html(
    'ol',
    'steps',
    ...steps.map(({ text, place, decides }) => {
      const item = html('li', decides ? 'decides' : '', text);
      if (place) item.append(' ', ruleLink(place, actions));
      return item;
    }),
  );
  const element = html(
    'section',
    'half',
    html('h3', '', html('span', 'sign', verdict === 'allow' ? '✓' : '✕'), ' ', title),
    list,
  );
  element.dataset['verdict'] = verdict;
  if (deciders !== undefined) element.append(html('p', 'deciders', deciders));
  return element;
}

function missView(
  { text, place, change }: ExplanationView['misses'][number],
  first: boolean,
  actions: ExplanationActions,
): HTMLElement {
  const words = html('p', '', text);
  if (place) words.append(' ', ruleLink(place, actions));
  return change ? changeView(change, first, actions, words) : html('div', 'card', words);
}

/** Renders an edit of objects; those in files, for example, can't be applied. */
function editView({ text, opens, closes, change }: EditView, first: boolean, actions: ExplanationActions): HTMLElement {
  const words = html('p', '', text);
  if (change) return changeView(change, first, actions, words);
  return html('div', 'card', words, effectView('opens', opens), effectView('closes', closes));
}

/**
 * Renders a change as a card: its lines, its effect, and the button that applies it. Previews the change while the card
 * is hovered or focused.
 */
function changeView(
  { id, title, lists, opens, closes }: ChangeView,
  first: boolean,
  actions: ExplanationActions,
  ...above: readonly Node[]
): HTMLElement {
  const card = html('div', 'card', ...above);
  for (const { title: name, blocks } of lists) card.append(html('h4', '', name), ...blocks.map(diffView));
  card.append(
    effectView('opens', opens),
    effectView('closes', closes),
    button(title, first ? 'primary' : 'secondary', () => actions.apply(id)),
  );
  followPointer(card, (isOver) => actions.tryOut(isOver ? id : null));
  card.addEventListener('focusin', () => actions.tryOut(id));
  card.addEventListener('focusout', () => actions.tryOut(null));
  return card;
}

/** Where the pointer was last seen to move, on the screen; undefined while it has not moved over the page. */
let lastMove: { readonly x: number; readonly y: number } | undefined;
if (typeof window !== 'undefined')
  window.addEventListener('pointermove', ({ screenX: x, screenY: y }) => (lastMove = { x, y }), { capture: true });

/**
 * Reports a pointer that moves onto an element and leaves it. An element that appears under a resting pointer is entered
 * too, but nobody points at it.
 */
function followPointer(element: HTMLElement, over: (isOver: boolean) => void): void {
  let entered: { readonly x: number; readonly y: number } | undefined;
  let isOver = false;
  const begin = () => {
    isOver = true;
    over(true);
  };
  element.addEventListener('pointerenter', ({ screenX: x, screenY: y }) => {
    entered = { x, y };
    // Dispatched before the move that caused it.
    if (lastMove && (lastMove.x !== x || lastMove.y !== y)) begin();
  });
  element.addEventListener('pointermove', ({ screenX, screenY }) => {
    if (!isOver && (entered?.x !== screenX || entered.y !== screenY)) begin();
  });
  element.addEventListener('pointerleave', () => {
    entered = undefined;
    if (isOver) over(false);
    isOver = false;
  });
}

const MARKS: Readonly<Record<DiffLine['mark'], string>> = { same: ' ', added: '+', removed: '−' };
const markWords = (): Readonly<Record<DiffLine['mark'], string>> => ({
  same: '',
  added: l10n.t('added: '),
  removed: l10n.t('removed: '),
});

function diffView(lines: readonly DiffLine[]): HTMLElement {
  return html(
    'ul',
    'diff',
    ...lines.map(({ mark, position, text }) => {
      const sign = html('span', 'mark', MARKS[mark]);
      sign.ariaHidden = 'true';
      const line = html(
        'li',
        mark,
        sign,
        html('span', 'heard', markWords()[mark]),
        html('span', 'position', String(position)),
        html('code', '', text),
      );
      return line;
    }),
  );
}

function effectView(kind: 'opens' | 'closes', changes: readonly string[]): HTMLElement {
  const title = kind === 'opens' ? l10n.t('Opens') : l10n.t('Closes');
  const element = html('p', 'effect', html('strong', '', title), ' ', changes.length === 0 ? l10n.t('nothing') : '');
  element.dataset['effect'] = changes.length === 0 ? 'none' : kind;
  for (const [index, change] of changes.entries())
    element.append(...(index > 0 ? [', '] : []), html('span', 'pair', change));
  return element;
}

/** Returns the first items, and the rest in a collapsed element. */
function folded(items: readonly HTMLElement[]): readonly HTMLElement[] {
  if (items.length <= TOLD) return items;
  const rest = items.slice(TOLD);
  return [
    ...items.slice(0, TOLD),
    html('details', 'more', html('summary', '', l10n.t('{0} more', rest.length)), ...rest),
  ];
}

function ruleLink(place: PlaceView, actions: ExplanationActions): HTMLElement {
  const link = html('button', 'link', 'resource' in place ? l10n.t('Open') : l10n.t('Go to rule'));
  link.type = 'button';
  link.ariaLabel =
    'resource' in place
      ? l10n.t('Open {0} {1}', place.resource.kind, place.resource.name)
      : l10n.t('Go to rule {0}, {1}', place.position, place.direction);
  link.addEventListener('click', () => actions.reveal(place));
  return link;
}
