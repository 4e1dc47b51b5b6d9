import { button, checkbox, ChoiceField, textField } from '../toolkit';
import { offersMatrix, VIEWS, type GraphViewName } from './arrange/density';
import { GROUPINGS, type Grouping } from './arrange/groups';
import { QUERY_EXAMPLE, QUERY_HINT } from './arrange/query';
import { LAYOUTS, type LayoutName } from './layouts/place';
import type { Choices } from './memory';
import type { Toggles } from './saved';
import { html, say } from './svg';

/** Of the toggles, so many are there also where there is little room; the others can be asked for. */
const ALWAYS = 2;

/** The first two carry the names that star-collect's own page gives them. */
const LABELS: readonly (readonly [keyof Toggles, string])[] = [
  ['unreachable', 'Toggle Unreachable'],
  ['markers', 'Toggle Markers'],
  ['collector', 'Show Collector'],
  ['outside', 'Show Outside'],
  ['odds', 'Only Disagreements'],
  ['table', 'Show Table'],
  ['time', 'Show Timeline'],
  ['chart', 'Show Chart'],
];

const GROUPING_TITLES: Readonly<Record<Grouping, string>> = { none: 'No groups', app: 'By app group', profile: 'By profile', tag: 'By tag', agent: 'By agent' };
const VIEW_TITLES: Readonly<Record<GraphViewName, string>> = { graph: 'Graph', matrix: 'Matrix' };
const LAYOUT_TITLES: Readonly<Record<LayoutName, string>> = { force: 'Forces', circular: 'Circle', layered: 'Layers' };
/** How far the neighbourhood of a star may reach. */
const DEEPEST = 4;

export interface ControlActions {
  toggle(change: Partial<Toggles>): void;
  choose(change: Partial<Choices>): void;
  fit(): void;
  /** Lets go of the stars that were put somewhere. */
  unpin(): void;
  /** Draws each group as one star, or all stars again. */
  collapseAll(collapsed: boolean): void;
}

/** What the controls say of the picture. */
export interface Shown {
  /** Stars that there are. */
  readonly stars: number;
  /** Stars that the filter means. */
  readonly nodes: number;
  /** Groups that are not collapsed. */
  readonly open: number;
  /** Words of the filter that mean nothing. */
  readonly unknown: readonly string[];
  /** Stars that were put somewhere. */
  readonly pinned: number;
  /** Whether a recording is shown, whose timeline is always there. */
  readonly recorded: boolean;
}

/** The controls above the graph. */
export class Controls {
  readonly element: HTMLElement;
  readonly #boxes = new Map<keyof Toggles, ReturnType<typeof checkbox>>();
  readonly #query: ReturnType<typeof textField>;
  readonly #found = html('span', 'found');
  readonly #grouping: ChoiceField;
  readonly #collapse: HTMLElement;
  readonly #view: ChoiceField;
  readonly #layout: ChoiceField;
  readonly #focus = html('span', 'focus');
  readonly #unpin: HTMLElement;
  readonly #fit: HTMLElement;
  #collapses = true;

  constructor(private readonly actions: ControlActions) {
    this.#query = textField('Filter', QUERY_EXAMPLE, 'query', (query) => actions.choose({ query }));
    this.#query.title = QUERY_HINT;
    this.#grouping = new ChoiceField('Groups', '', 'grouping', (value) => {
      const grouping = GROUPINGS.find((name) => name === value);
      if (grouping) actions.choose({ grouping });
    });
    this.#collapse = button('Collapse All', 'secondary', () => actions.collapseAll(this.#collapses));
    this.#view = new ChoiceField('View', '', 'view', (value) => {
      const view = VIEWS.find((name) => name === value);
      if (view) actions.choose({ view });
    });
    this.#layout = new ChoiceField('Layout', '', 'layout', (value) => {
      const layout = LAYOUTS.find((name) => name === value);
      if (layout) actions.choose({ layout });
    });
    this.#unpin = button('Unpin', 'secondary', () => actions.unpin());
    const boxes = LABELS.map(([key, label], index) => {
      const box = checkbox(label, false, (checked) => actions.toggle({ [key]: checked }));
      box.classList.toggle('further', index >= ALWAYS);
      this.#boxes.set(key, box);
      return box;
    });
    this.#fit = button('Fit', 'secondary', () => actions.fit());
    const toggles = html('div', 'controls toggles', ...boxes);
    const more = button('More', 'secondary', () => {
      const open = toggles.classList.toggle('open');
      say(more, open ? 'Less' : 'More');
      more.ariaExpanded = String(open);
    });
    more.classList.add('more');
    more.ariaExpanded = 'false';
    const top = html('div', 'controls find', this.#query, this.#found, this.#focus, this.#view.element, this.#grouping.element, this.#collapse, this.#layout.element, html('span', 'buttons', this.#unpin, this.#fit, more));
    this.element = html('div', 'bars', top, toggles);
    this.element.role = 'group';
    this.element.ariaLabel = 'Graph';
  }

  /** Goes to the filter. */
  find(): void {
    this.#query.focus();
  }

  /** Shows what is chosen, and what came of it. */
  show(toggles: Toggles, { query, view = 'graph', grouping, layout, focus }: Choices, shown: Shown): void {
    for (const [key, box] of this.#boxes) if (box.checked !== toggles[key]) box.checked = toggles[key];
    if (this.#query.value !== query) this.#query.value = query;
    const found = query.trim() === '' ? '' : shown.unknown.length > 0 ? `${shown.unknown.join(' ')} means nothing` : shown.nodes === 1 ? '1 star' : `${shown.nodes} stars`;
    say(this.#found, found);
    this.#grouping.show(GROUPINGS.map((value) => ({ value, title: GROUPING_TITLES[value] })), grouping);
    this.#layout.show(LAYOUTS.map((value) => ({ value, title: LAYOUT_TITLES[value] })), layout);
    this.#view.element.hidden = !offersMatrix(shown.stars, view);
    this.#view.show(VIEWS.map((value) => ({ value, title: VIEW_TITLES[value] })), view);
    this.#collapses = shown.open > 0;
    this.#collapse.hidden = grouping === 'none';
    say(this.#collapse, this.#collapses ? 'Collapse All' : 'Expand All');
    this.#layout.element.hidden = view === 'matrix';
    this.#fit.hidden = view === 'matrix';
    const time = this.#boxes.get('time');
    if (time) time.hidden = shown.recorded;
    this.#unpin.hidden = shown.pinned === 0 || view === 'matrix';
    this.#showFocus(focus);
  }

  #showFocus(focus: Choices['focus']): void {
    const text = JSON.stringify(focus);
    if (this.#focus.dataset['shown'] === text) return;
    this.#focus.dataset['shown'] = text;
    this.#focus.replaceChildren();
    if (!focus) return;
    const { id, depth } = focus;
    const step = (label: string, to: number) => {
      const item = button(label, 'secondary', () => this.actions.choose({ focus: { id, depth: to } }));
      item.disabled = to < 1 || to > DEEPEST;
      item.ariaLabel = to < depth ? 'One step less' : 'One step more';
      return item;
    };
    this.#focus.append(html('span', '', `Around ${id}, ${depth} ${depth === 1 ? 'step' : 'steps'}`), step('−', depth - 1), step('+', depth + 1), button('All', 'secondary', () => this.actions.choose({ focus: null })));
  }
}
