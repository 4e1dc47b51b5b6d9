import type { Button } from '@vscode/webview-ui-toolkit';
import type { IconName } from '../../shared/icons';
import { Menu } from '../../shared/menu';
import { button, checkbox, ChoiceField, iconButton, textField } from '../../shared/toolkit';
import { offersMatrix, VIEWS, type GraphViewName } from '../arrange/density';
import { GROUPINGS, type Grouping } from '../arrange/groups';
import { QUERY_EXAMPLE, QUERY_HINT } from '../arrange/query';
import { LAYOUTS, type LayoutName } from '../layouts/place';
import type { Choices } from './memory';
import type { Toggles } from './saved';
import { html, say } from '../../shared/dom';

/** What the menu *View* shows or hides. */
const LAYERS: readonly (readonly [keyof Toggles, string])[] = [
  ['unreachable', 'Unreachable connections'],
  ['markers', 'Animate reachable connections'],
  ['collector', 'Collector'],
  ['outside', 'Outside'],
  ['odds', 'Only disagreements'],
];

/** Panels beside the graph, with an icon each. */
const PANELS: readonly (readonly [keyof Toggles, IconName, string])[] = [
  ['table', 'table', 'Show Table'],
  ['time', 'timeline', 'Show Timeline'],
  ['chart', 'chart', 'Show Chart'],
];

/** Below this width in pixels the filter and one menu are all there is room for. */
const NARROW = 620;

const GROUPING_TITLES: Readonly<Record<Grouping, string>> = {
  none: 'No groups',
  app: 'Group by app',
  profile: 'Group by profile',
  tag: 'Group by tag',
  agent: 'Group by agent',
};
const VIEW_TITLES: Readonly<Record<GraphViewName, string>> = { graph: 'Graph', matrix: 'Matrix' };
const LAYOUT_TITLES: Readonly<Record<LayoutName, string>> = {
  force: 'Force-directed',
  circular: 'Circle',
  layered: 'Layers',
};
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

/** The toolbar above the graph. */
export class Controls {
  readonly element: HTMLElement;
  readonly #boxes = new Map<keyof Toggles, ReturnType<typeof checkbox>>();
  readonly #panels = new Map<keyof Toggles, Button>();
  readonly #query: ReturnType<typeof textField>;
  readonly #found = html('span', 'found');
  readonly #menu: Menu;
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
    this.#view = new ChoiceField('Graph or matrix', '', 'view', (value) => {
      const view = VIEWS.find((name) => name === value);
      if (view) actions.choose({ view });
    });
    this.#layout = new ChoiceField('Layout', '', 'layout', (value) => {
      const layout = LAYOUTS.find((name) => name === value);
      if (layout) actions.choose({ layout });
    });
    const boxes = LAYERS.map(([key, label]) => {
      const box = checkbox(label, false, (checked) => actions.toggle({ [key]: checked }));
      this.#boxes.set(key, box);
      return box;
    });
    const panels = PANELS.map(([key, icon, title]) => {
      const item = iconButton(icon, title, () => actions.toggle({ [key]: item.ariaPressed !== 'true' }));
      this.#panels.set(key, item);
      return item;
    });
    this.#unpin = iconButton('unpin', 'Unpin Stars', () => actions.unpin());
    this.#fit = iconButton('fit', 'Fit', () => actions.fit());
    this.#menu = new Menu('View', html('div', 'layers', ...boxes));
    const rest = [
      this.#view.element,
      this.#grouping.element,
      this.#collapse,
      this.#layout.element,
      html('span', 'buttons', this.#unpin, ...panels, this.#fit),
    ];
    this.element = html(
      'div',
      'bars',
      this.#query,
      this.#found,
      this.#focus,
      this.#menu.button,
      ...rest,
      this.#menu.panel,
    );
    this.element.role = 'group';
    this.element.ariaLabel = 'Graph';
    new ResizeObserver(([entry]) => {
      const narrow = (entry?.contentRect.width ?? NARROW) < NARROW;
      if (narrow === this.element.classList.contains('narrow')) return;
      this.element.classList.toggle('narrow', narrow);
      if (narrow) this.#menu.panel.append(...rest);
      else this.#menu.button.after(...rest);
    }).observe(this.element);
  }

  /** Goes to the filter. */
  find(): void {
    this.#query.focus();
  }

  /** Shows what is chosen, and what came of it. */
  show(toggles: Toggles, { query, view = 'graph', grouping, layout, focus }: Choices, shown: Shown): void {
    for (const [key, box] of this.#boxes) if (box.checked !== toggles[key]) box.checked = toggles[key];
    for (const [key, item] of this.#panels) item.ariaPressed = String(toggles[key]);
    this.#showHidden(toggles);
    if (this.#query.value !== query) this.#query.value = query;
    const found =
      query.trim() === ''
        ? ''
        : shown.unknown.length > 0
          ? `${shown.unknown.join(' ')} means nothing`
          : shown.nodes === 1
            ? '1 star'
            : `${shown.nodes} stars`;
    say(this.#found, found);
    this.#grouping.show(
      GROUPINGS.map((value) => ({ value, title: GROUPING_TITLES[value] })),
      grouping,
    );
    this.#layout.show(
      LAYOUTS.map((value) => ({ value, title: LAYOUT_TITLES[value] })),
      layout,
    );
    this.#view.element.hidden = !offersMatrix(shown.stars, view);
    this.#view.show(
      VIEWS.map((value) => ({ value, title: VIEW_TITLES[value] })),
      view,
    );
    this.#collapses = shown.open > 0;
    this.#collapse.hidden = grouping === 'none';
    say(this.#collapse, this.#collapses ? 'Collapse All' : 'Expand All');
    this.#layout.element.hidden = view === 'matrix';
    this.#fit.hidden = view === 'matrix';
    const time = this.#panels.get('time');
    if (time) time.hidden = shown.recorded;
    this.#unpin.hidden = shown.pinned === 0 || view === 'matrix';
    this.#showFocus(focus);
  }

  /** The button of the menu says what cannot be seen. */
  #showHidden({ unreachable, collector, outside, odds }: Toggles): void {
    const hidden = [
      ...(odds ? ['agreeing connections'] : []),
      ...(unreachable ? [] : ['unreachable connections']),
      ...(collector ? [] : ['the collector']),
      ...(outside ? [] : ['outside']),
    ];
    this.#menu.title = hidden.length === 0 ? 'View' : `View · ${hidden.length} hidden`;
    this.#menu.button.title = hidden.length === 0 ? 'Everything is shown' : `Hidden: ${hidden.join(', ')}`;
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
    this.#focus.append(
      html('span', '', `Around ${id}, ${depth} ${depth === 1 ? 'step' : 'steps'}`),
      step('−', depth - 1),
      step('+', depth + 1),
      button('All', 'secondary', () => this.actions.choose({ focus: null })),
    );
  }
}
