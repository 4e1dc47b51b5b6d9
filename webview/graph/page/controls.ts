import * as l10n from '@vscode/l10n';
import type { Button } from '@vscode/webview-ui-toolkit';
import type { Content, Graph } from '../../../src/features/graph/protocol/state';
import type { IconName } from '../../shared/icons';
import { Menu } from '../../shared/menu';
import { button, CheckField, ChoiceField, iconButton } from '../../shared/toolkit';
import { offersMatrix, VIEWS, type GraphViewName } from '../arrange/density';
import { GROUPINGS, isGrouping, labelOf, type Grouping } from '../arrange/groups';
import { LAYOUTS, type LayoutName } from '../layouts/place';
import { FilterField } from './filter-field';
import type { Choices } from './memory';
import type { Toggles } from './saved';
import { roveFocus } from '../../shared/roving-focus';
import { html, say } from '../../shared/dom';

/** The toggles of the View menu. */
const layers = (): readonly (readonly [keyof Toggles, string])[] => [
  ['unreachable', l10n.t('Unreachable connections')],
  ['markers', l10n.t('Animate reachable connections')],
  ['collector', l10n.t('Collector')],
  ['outside', l10n.t('Outside endpoints')],
  ['odds', l10n.t('Only disagreements')],
  ['denied', l10n.t('Denied connections of the selected star')],
];

/** Panels next to the graph, with icons. */
const panelTitles = (): readonly (readonly [keyof Toggles, IconName, string])[] => [
  ['table', 'table', l10n.t('Show Table')],
  ['time', 'timeline', l10n.t('Show Timeline')],
  ['chart', 'chart', l10n.t('Show Chart')],
];

/** Width in pixels below which only the filter and one menu fit. */
const NARROW = 620;

const groupingTitles = (): Readonly<Record<(typeof GROUPINGS)[number], string>> => ({
  none: l10n.t('No groups'),
  app: l10n.t('Group by app'),
  namespace: l10n.t('Group by namespace'),
  profile: l10n.t('Group by profile'),
  tag: l10n.t('Group by tag'),
  agent: l10n.t('Group by host'),
});
function groupingTitle(grouping: Grouping): string {
  const name = GROUPINGS.find((known) => known === grouping);
  return name ? groupingTitles()[name] : l10n.t('Group by label {0}', labelOf(grouping) ?? '');
}
const viewTitles = (): Readonly<Record<GraphViewName, string>> => ({
  graph: l10n.t('Graph'),
  matrix: l10n.t('Matrix'),
});
const layoutTitles = (): Readonly<Record<LayoutName, string>> => ({
  force: 'Force-directed',
  circular: l10n.t('Circular'),
  layered: l10n.t('Layered'),
});
const CONTENTS = ['measured', 'allowed', 'both'] as const satisfies readonly Content[];
const contentTitles = (): Readonly<Record<Content, string>> => ({
  measured: l10n.t('Measured connections'),
  allowed: l10n.t('Connections allowed by policy'),
  both: l10n.t('Measured, and allowed where nothing is measured'),
});
/** Maximum depth of a neighborhood. */
const DEEPEST = 4;

export interface ControlActions {
  toggle(change: Partial<Toggles>): void;
  choose(change: Partial<Choices>): void;
  /** Chooses between measurements and what policy allows. */
  show(content: Content): void;
  fit(): void;
  /** Unpins all stars. */
  unpin(): void;
  /** Collapses or expands all groups. */
  collapseAll(collapsed: boolean): void;
}

/** What the controls show about the drawing. */
export interface Shown {
  /** Number of stars. */
  readonly stars: number;
  /** The groupings that divide the stars. */
  readonly groupings: readonly Grouping[];
  /** Number of stars that match the filter. */
  readonly nodes: number;
  /** Number of expanded groups. */
  readonly open: number;
  /** Unknown terms of the filter. */
  readonly unknown: readonly string[];
  /** What the graph shows; undefined for the past. */
  readonly content: Graph['content'];
  /** Number of pinned stars. */
  readonly pinned: number;
  /** Whether a recording is shown, whose timeline is always visible. */
  readonly recorded: boolean;
}

/** The toolbar above the graph. */
export class Controls {
  readonly element: HTMLElement;
  readonly #boxes = new Map<keyof Toggles, CheckField>();
  readonly #panels = new Map<keyof Toggles, Button>();
  readonly #filter: FilterField;
  readonly #found = html('span', 'found');
  readonly #menu: Menu;
  readonly #content: ChoiceField;
  readonly #grouping: ChoiceField;
  readonly #collapse: HTMLElement;
  readonly #view: ChoiceField;
  readonly #layout: ChoiceField;
  readonly #focus = html('span', 'focus');
  readonly #unpin: HTMLElement;
  readonly #fit: HTMLElement;
  #collapses = true;

  constructor(private readonly actions: ControlActions) {
    this.#filter = new FilterField((query) => actions.choose({ query }));
    this.#grouping = new ChoiceField(l10n.t('Groups'), '', 'grouping', (value) => {
      if (isGrouping(value)) actions.choose({ grouping: value });
    });
    this.#collapse = button(l10n.t('Collapse All'), 'secondary', () => actions.collapseAll(this.#collapses));
    this.#view = new ChoiceField(l10n.t('Graph or matrix'), '', 'view', (value) => {
      const view = VIEWS.find((name) => name === value);
      if (view) actions.choose({ view });
    });
    this.#layout = new ChoiceField(l10n.t('Layout'), '', 'layout', (value) => {
      const layout = LAYOUTS.find((name) => name === value);
      if (layout) actions.choose({ layout });
    });
    const boxes = layers().map(([key, label]) => {
      const box = new CheckField(label, (checked) => actions.toggle({ [key]: checked }));
      this.#boxes.set(key, box);
      return box.element;
    });
    const panels = panelTitles().map(([key, icon, title]) => {
      const item = iconButton(icon, title, () => actions.toggle({ [key]: item.ariaPressed !== 'true' }));
      this.#panels.set(key, item);
      return item;
    });
    this.#unpin = iconButton('unpin', l10n.t('Unpin Stars'), () => actions.unpin());
    this.#fit = iconButton('fit', l10n.t('Fit'), () => actions.fit());
    this.#content = new ChoiceField(l10n.t('Connections'), '', 'content', (value) => {
      const content = CONTENTS.find((name) => name === value);
      if (content) actions.show(content);
    });
    this.#menu = new Menu(l10n.t('View'), html('div', 'layers', this.#content.element, ...boxes));
    // Few tab stops lie between the filter and the picture.
    const buttons = html('span', 'buttons', this.#collapse, this.#unpin, ...panels, this.#fit);
    roveFocus(buttons, l10n.t('Graph'));
    const shown = html('span', 'shown-part', this.#focus, this.#menu.button);
    roveFocus(shown, l10n.t('View'));
    const rest = [this.#view.element, this.#grouping.element, this.#layout.element, buttons];
    this.element = html('div', 'bars', this.#filter.element, this.#found, shown, ...rest, this.#menu.panel);
    this.element.role = 'group';
    this.element.ariaLabel = l10n.t('Graph');
    new ResizeObserver(([entry]) => {
      const narrow = (entry?.contentRect.width ?? NARROW) < NARROW;
      if (narrow === this.element.classList.contains('narrow')) return;
      this.element.classList.toggle('narrow', narrow);
      if (narrow) this.#menu.panel.append(...rest);
      else shown.after(...rest);
    }).observe(this.element);
  }

  /** Focuses the filter. */
  find(): void {
    this.#filter.focus();
  }

  /** What is known in place of unknown terms of the filter. */
  get help(): HTMLElement {
    return this.#filter.help;
  }

  /** Updates the controls. */
  show(toggles: Toggles, { query, view = 'graph', grouping, layout, focus }: Choices, shown: Shown): void {
    for (const [key, box] of this.#boxes) box.show(toggles[key]);
    for (const [key, item] of this.#panels) item.ariaPressed = String(toggles[key]);
    this.#showHidden(toggles);
    this.#filter.show(query);
    const found =
      query.trim() === ''
        ? ''
        : shown.unknown.length > 0
          ? l10n.t('Unknown terms: {0}', shown.unknown.join(' '))
          : shown.nodes === 1
            ? l10n.t('1 star')
            : l10n.t('{0} stars', shown.nodes);
    say(this.#found, found);
    this.#grouping.show(
      [...new Set<Grouping>(['none', ...shown.groupings, grouping])].map((value) => ({
        value,
        title: groupingTitle(value),
      })),
      grouping,
    );
    this.#layout.show(
      LAYOUTS.map((value) => ({ value, title: layoutTitles()[value] })),
      layout,
    );
    this.#view.element.hidden = !offersMatrix(shown.stars, view);
    this.#view.show(
      VIEWS.map((value) => ({ value, title: viewTitles()[value] })),
      view,
    );
    this.#collapses = shown.open > 0;
    this.#collapse.hidden = grouping === 'none';
    say(this.#collapse, this.#collapses ? l10n.t('Collapse All') : l10n.t('Expand All'));
    this.#content.element.hidden = !shown.content?.isChoosable;
    this.#content.show(
      CONTENTS.map((value) => ({ value, title: contentTitles()[value] })),
      shown.content?.shown ?? 'measured',
    );
    this.#layout.element.hidden = view === 'matrix';
    this.#fit.hidden = view === 'matrix';
    const time = this.#panels.get('time');
    if (time) time.hidden = shown.recorded;
    this.#unpin.hidden = shown.pinned === 0 || view === 'matrix';
    this.#showFocus(focus);
  }

  /** The menu's button shows what is hidden. */
  #showHidden({ unreachable, collector, outside, odds }: Toggles): void {
    const hidden = [
      ...(odds ? [l10n.t('agreeing connections')] : []),
      ...(unreachable ? [] : [l10n.t('unreachable connections')]),
      ...(collector ? [] : [l10n.t('the collector')]),
      ...(outside ? [] : [l10n.t('outside endpoints')]),
    ];
    this.#menu.title = hidden.length === 0 ? l10n.t('View') : l10n.t('View · {0} hidden', hidden.length);
    this.#menu.button.title =
      hidden.length === 0 ? l10n.t('All elements are shown') : l10n.t('Hidden: {0}', hidden.join(', '));
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
      item.ariaLabel = to < depth ? l10n.t('Fewer steps') : l10n.t('More steps');
      return item;
    };
    this.#focus.append(
      html('span', '', depth === 1 ? l10n.t('Around {0}, 1 step', id) : l10n.t('Around {0}, {1} steps', id, depth)),
      step('−', depth - 1),
      step('+', depth + 1),
      button(l10n.t('All'), 'secondary', () => this.actions.choose({ focus: null })),
    );
  }
}
