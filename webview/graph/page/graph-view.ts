import * as l10n from '@vscode/l10n';
import type { PageCommand, ToHost, ToPage } from '../../../src/features/graph/protocol/messages';
import type { Graph } from '../../../src/features/graph/protocol/state';
import { followActivation } from '../interaction/activation';
import { Arranger } from '../arrange/arrange';
import { collapsedIn } from '../arrange/host-groups';
import { firstLook } from '../arrange/density';
import { groupsOf, labelGroupings, type Grouping } from '../arrange/groups';
import { parseQuery } from '../arrange/query';
import { Controls } from './controls';
import { answerExport } from './export-answer';
import { Notices } from './notices';
import { Details, type DetailsTarget } from '../details/details';
import type { Drawing } from '../scene/drawn';
import { FactsTable } from '../details/facts-table';
import { GraphMatrix } from '../matrix/graph-matrix';
import type { Choices, Memory } from './memory';
import type { Labels } from '../render/node-view';
import { Picture } from '../render/picture';
import { Placement } from '../scene/placement';
import type { Toggles } from './saved';
import { Panes } from './panes';
import { isMeasured } from './measured';
import { StatusLine } from './status-line';
import { html } from '../../shared/dom';
import { targetOf } from '../render/targets';
import { menuTargetOf } from '../interaction/menu-target';
import { offerMenu } from '../../shared/context-menu';
import { noMatch } from './no-match';

/** Number of stars up to which a star is shown among all others. */
const WHOLE = 20;

/** The graph page: drawing, controls, details, table and status line of a changing graph. */
export class GraphView {
  readonly element: HTMLElement;
  readonly #picture: Picture;
  readonly #controls: Controls;
  readonly #details: Details;
  readonly #matrix: GraphMatrix;
  readonly #table = new FactsTable();
  readonly #status = new StatusLine((query) => {
    this.#choose({ query });
  });
  readonly #notices: Notices;
  readonly #noMatch: HTMLElement;
  readonly #panes: Panes;
  readonly #arranger = new Arranger();
  readonly #placement: Placement;
  #graph: Graph | undefined;
  #drawing: Drawing = { nodes: [], edges: [], groups: [] };
  #labels: Labels = 'profile';
  #labelled: { readonly nodes: Graph['nodes']; readonly groupings: readonly Grouping[] } | undefined;
  #seenAt = 0;
  /** Whether stars have moved since they were drawn. */
  #unsettled = false;
  /** Whether the graph or the options changed since they were arranged. Moving a star changes neither. */
  #stale = false;
  #due = false;
  #away = false;

  /** @param toggled Called when the user changes what is shown. */
  constructor(
    private readonly memory: Memory,
    private readonly send: (message: ToHost) => void,
    private readonly toggled: () => void,
  ) {
    this.#notices = new Notices(send);
    this.#placement = new Placement(memory, () => {
      this.#unsettled = true;
      this.#drawSoon();
    });
    this.#details = new Details(
      send,
      () => this.#detailsChanged(),
      (id) => this.#choose({ focus: { id, depth: 1 } }),
      {
        get isShown() {
          return memory.toggles.denied;
        },
        toggle: () => this.#toggle({ denied: !memory.toggles.denied }),
      },
      (subject) => this.#goBack(subject),
    );
    this.#picture = new Picture(memory.camera, {
      placeOf: (id) => memory.positions.get(id),
      moved: (id, at) => {
        this.#placement.pin(id, at);
        this.#drawSoon();
      },
      dropped: () => memory.save(),
      connected: (from, to) => {
        if (this.#isSingle({ from, to })) this.#details.open({ from, to });
      },
      rested: (view) => memory.setCamera(view),
      age: () => Date.now() - this.#seenAt,
      now: () => (this.#graph?.observedAt ?? 0) + Date.now() - this.#seenAt,
    });
    this.#matrix = new GraphMatrix(
      {
        pair: (from, to) => this.#details.open({ from, to }),
        star: ({ id, kind }) => {
          if (kind === 'group') this.#collapse(id, false);
          else this.#details.open({ node: id });
        },
      },
      () => Date.now() - this.#seenAt,
    );
    const picture = this.#picture.element;
    followActivation(picture, {
      targetOf: (event) => this.#picture.targetOf(event),
      open: (target) => this.#open(target),
      goTo: (target) => this.#goTo(target),
      close: () => this.#details.close(),
    });
    this.#controls = new Controls({
      toggle: (change) => this.#toggle(change),
      choose: (change) => this.#choose(change),
      show: (content) => this.send({ type: 'content', content }),
      fit: () => this.#picture.fit(),
      unpin: () => this.#unpin(),
      collapseAll: (collapsed) =>
        this.#choose({
          collapsed: collapsed && this.#graph ? [...groupsOf(this.#graph.nodes, memory.choices.grouping).keys()] : [],
        }),
    });
    this.#picture.standBy();
    const single = (subject: DetailsTarget) => this.#isSingle(subject);
    offerMenu(picture, (event) => menuTargetOf(targetOf(this.#picture.targetOf(event), this.#picture.scene), single));
    offerMenu(this.#matrix.element, () => menuTargetOf(this.#matrix.subject, single));
    this.#noMatch = noMatch(() => this.#choose({ query: '' }));
    const stage = html(
      'div',
      'shown',
      picture,
      this.#matrix.element,
      this.#noMatch,
      this.#controls.help,
      this.#notices.preview,
    );
    this.#panes = new Panes(stage, this.#details.element, this.#table.element, memory, () => this.#picture.follow());
    this.element = html(
      'div',
      'graph',
      html('h1', 'heard', l10n.t('Connectivity')),
      this.#controls.element,
      ...this.#notices.bars,
      this.#panes.element,
      this.#status.element,
      this.#notices.announcement,
    );
    new MutationObserver(() => this.#drawSoon()).observe(document.body, {
      attributeFilter: ['class', 'data-vscode-theme-id'],
    });
  }

  /** Applies defaults and the cluster's saved state. */
  meet({ defaults, savedLayout, panel }: Extract<ToPage, { type: 'state' }>): void {
    this.memory.begin(defaults);
    this.memory.recall(savedLayout);
    this.memory.bind(panel);
    this.#placement.forget();
    this.#labels = defaults.labels;
    this.#tellFilter();
    this.#details.ask();
  }

  /** Pauses, because the page shows something else. */
  leave(): void {
    this.#picture.rest();
    this.#status.rest();
    this.#away = true;
  }

  /** Shows a graph. @param seenAt When the collector reported it, by this page's clock. */
  show(graph: Graph, seenAt: number): void {
    const before = this.#graph;
    this.#graph = graph;
    this.#seenAt = seenAt;
    if (!this.#away && before?.nodes === graph.nodes && before.edges === graph.edges) {
      this.#tellStatus(graph);
    } else {
      this.#notices.announce(before, graph);
      this.#away = false;
      this.#stale = true;
      this.#drawSoon();
    }
    this.#details.update(graph, seenAt);
    if (!before && this.memory.details) this.#details.open(this.memory.details);
    this.element.classList.toggle('stale', graph.stale !== undefined);
    this.element.classList.toggle('past', graph.moment?.at !== undefined);
    this.#notices.show(graph, seenAt);
  }

  /** Receives an explanation. */
  explained(message: Extract<ToPage, { type: 'explanation' }>): void {
    this.#details.explained(message);
  }

  /** Selects a star and brings it into view, in a large graph with its neighbors only, or filters stars. */
  pointAt({ node, filter, expanded }: Extract<ToPage, { type: 'pointAt' }>): void {
    if (filter !== undefined) this.#choose({ query: filter });
    if (node === undefined) return;
    // Nothing that is set aside may hide it. In a large graph, its surroundings are what can be read.
    const isLarge = (this.#graph?.nodes.length ?? 0) > WHOLE || expanded !== undefined;
    this.#choose({
      query: '',
      focus: isLarge ? { id: node, depth: 1 } : null,
      collapsed: [],
      expanded: [...new Set([...this.memory.choices.expanded, ...(expanded ?? [])])],
    });
    this.#details.open({ node });
    requestAnimationFrame(() => this.#goBack({ node }));
  }

  /** Does what an item of a context menu says. */
  runMenu({ action, target }: Extract<ToPage, { type: 'menu' }>): void {
    switch (target.webviewSection) {
      case 'star':
        if (action === 'neighbors') this.#choose({ focus: { id: target.node, depth: 1 } });
        else this.#details.open({ node: target.node });
        break;
      case 'edge':
        this.#details.open({ from: target.from, to: target.to });
        break;
      case 'group':
        this.#collapse(target.group, !this.memory.choices.collapsed.includes(target.group));
    }
  }

  /** Runs a command's action. */
  run(command: PageCommand): void {
    const { toggles, choices } = this.memory;
    switch (command) {
      case 'fit':
        if (choices.view !== 'matrix') this.#picture.fit();
        break;
      case 'find':
        this.#controls.find();
        break;
      case 'markers':
        this.#toggle({ markers: !toggles.markers });
        break;
      case 'unreachable':
        this.#toggle({ unreachable: !toggles.unreachable });
        break;
      case 'view':
        this.#choose({ view: choices.view === 'matrix' ? 'graph' : 'matrix' });
    }
  }

  /** Exports the whole drawing and sends the result or the reason for a failure. */
  async export(message: Extract<ToPage, { type: 'export' }>): Promise<void> {
    const graph = this.#away ? undefined : this.#graph;
    this.send(
      await answerExport(message, { graph, memory: this.memory, placement: this.#placement, labels: this.#labels }),
    );
  }

  #drawSoon(): void {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.#draw();
    });
  }

  #draw(): void {
    const { memory } = this;
    const graph = this.#graph;
    if (!graph) return;
    if (memory.choices.view === undefined) memory.choices = { ...memory.choices, ...firstLook(graph) };
    const { toggles, choices } = memory;
    const stars = this.#drawing.nodes.length;
    const { subject } = this.#details;
    const denied = toggles.denied && subject && 'node' in subject ? subject.node : undefined;
    if (this.#stale) this.#drawing = this.#arranger.arrange(graph, { toggles, ...choices, denied });
    if (choices.view === 'matrix') this.#drawMatrix();
    else this.#drawPicture(graph, stars);
    this.#stale = false;
    this.#select();
    this.#controls.show(toggles, choices, {
      stars: graph.nodes.length,
      nodes: this.#drawing.nodes.filter(({ dim }) => !dim).length,
      open: this.#drawing.groups.length,
      unknown: parseQuery(choices.query).unknown,
      content: graph.content,
      labels: this.#labelsOf(graph),
      pinned: memory.pins.size,
      recorded: graph.moment?.file !== undefined,
    });
    this.#noMatch.hidden = choices.query.trim() === '' || this.#drawing.nodes.some(({ dim }) => !dim);
    if (this.#table.element.hidden === toggles.table) {
      this.#table.element.hidden = !toggles.table;
      this.#panes.update();
    }
    if (toggles.table) this.#table.update(this.#drawing);
    this.#tellStatus(graph);
  }

  /** The groupings by label, calculated once per change of the stars. */
  #labelsOf({ nodes }: Graph): readonly Grouping[] {
    if (this.#labelled?.nodes !== nodes) this.#labelled = { nodes, groupings: labelGroupings(nodes) };
    return this.#labelled.groupings;
  }

  #tellStatus({ nodes, content }: Graph): void {
    const { query } = this.memory.choices;
    this.#status.update(this.#drawing, query, isMeasured(nodes) ? this.#seenAt : undefined, content?.isChoosable);
  }

  #drawMatrix(): void {
    const { element } = this.#picture;
    if (!element.hidden) this.#picture.rest();
    element.hidden = true;
    this.#matrix.show(this.#drawing, this.#pair());
  }

  /** @param before The previous number of drawn stars. */
  #drawPicture(graph: Graph, before: number): void {
    const appears = this.#picture.element.hidden;
    this.#matrix.hide();
    this.#picture.element.hidden = false;
    const moved = (this.#stale || appears) && this.#placement.place(graph, this.#drawing);
    this.#picture.draw(this.#drawing, {
      places: this.#placement.places,
      colorOf: (id) => this.#placement.colorOf(id),
      markers: this.memory.toggles.markers,
      labels: this.#labels,
    });
    this.#picture.element.ariaBusy = String(this.#placement.isBusy);
    if (moved && before > 0) this.#picture.fit();
    else if (this.#unsettled || this.#drawing.nodes.length !== before) this.#picture.follow();
    this.#unsettled = false;
  }

  /** Returns the pair shown in the details. */
  #pair(): { readonly from: string; readonly to: string } | undefined {
    const { subject } = this.#details;
    return subject && 'from' in subject ? subject : undefined;
  }

  #toggle(change: Partial<Toggles>): void {
    this.memory.toggles = { ...this.memory.toggles, ...change };
    this.#changed();
    this.toggled();
    // Panes take room, or give some back.
    requestAnimationFrame(() => this.#picture.follow());
  }

  #choose(change: Partial<Choices>): void {
    this.memory.choices = { ...this.memory.choices, ...change };
    if (change.query !== undefined) this.#tellFilter();
    this.#changed();
  }

  /** VS Code shows the filter in the panel's title. */
  #tellFilter(): void {
    this.send({ type: 'filter', query: this.memory.choices.query });
  }

  #changed(): void {
    this.#stale = true;
    this.memory.save();
    this.#picture.hideTip();
    this.#drawSoon();
  }

  /** Unpins all stars. */
  #unpin(): void {
    this.#placement.unpin();
    this.#changed();
  }

  /**
   * Opens the details of the star or edge that an element belongs to, or expands the group. Returns false for other
   * elements.
   */
  #open(target: EventTarget | null): boolean {
    const subject = targetOf(target, this.#picture.scene);
    if (!subject) return false;
    if ('frame' in subject) {
      this.#collapse(subject.frame, true);
      return true;
    }
    if ('more' in subject) {
      this.#grow(subject.more);
      return true;
    }
    if ('node' in subject && this.#isGroup(subject.node)) this.#collapse(subject.node, false);
    else if (this.#isSingle(subject)) {
      // The details say more, and the tooltip would cover much of a narrow picture.
      this.#picture.hideTip();
      this.#details.open(subject);
    }
    return true;
  }

  #isGroup(id: string): boolean {
    return this.#drawing.nodes.some((node) => node.id === id && node.kind === 'group');
  }

  /** Returns the focus to the subject of the details. */
  #goBack(subject: DetailsTarget): void {
    if (this.memory.choices.view === 'matrix') this.#matrix.focus();
    else this.#picture.focus(subject);
  }

  /** Expands a group, or shows the neighbors of a star that are not shown. */
  #grow(id: string): void {
    const { focus } = this.memory.choices;
    if (this.#isGroup(id)) this.#collapse(id, false);
    else if (focus) this.#choose({ focus: { ...focus, grown: [...(focus.grown ?? []), id] } });
  }

  #collapse(key: string, closed: boolean): void {
    const { expanded } = this.memory.choices;
    const graph = this.#graph;
    const isOfHost =
      graph?.groups?.some(({ id }) => id === key) === true ||
      graph?.nodes.some(({ id, kind }) => id === key && kind === 'group') === true;
    if (graph && isOfHost) {
      // The past shows what was collapsed when it was recorded.
      if (graph.groups) this.#expand(closed ? collapsedIn(key, expanded, graph) : [...expanded, key]);
      return;
    }
    const others = this.memory.choices.collapsed.filter((other) => other !== key);
    this.#choose({ collapsed: closed ? [...others, key] : others });
  }

  /** Lets the host expand these groups, and collapse all others. */
  #expand(groups: readonly string[]): void {
    const expanded = [...new Set(groups)];
    this.#choose({ expanded });
    this.send({ type: 'expand', expanded });
  }

  /** A double click opens what a star represents: its rules or its app. */
  #goTo(target: EventTarget | null): void {
    const subject = targetOf(target, this.#picture.scene);
    if (subject && 'node' in subject && this.#isSingle(subject) && !this.#isGroup(subject.node))
      this.send({ type: 'open', node: subject.node });
  }

  /** Whether the subject is part of the graph and not hidden in a group. */
  #isSingle(subject: DetailsTarget): boolean {
    const ids = new Set(this.#graph?.nodes.map(({ id }) => id));
    return 'node' in subject ? ids.has(subject.node) : ids.has(subject.from) && ids.has(subject.to);
  }

  #detailsChanged(): void {
    const { subject } = this.#details;
    this.memory.keepDetails(subject);
    this.#panes.update();
    if (this.memory.toggles.denied) this.#changed();
    if (subject) this.#picture.standStillFor(subject);
    else this.#picture.release();
    this.#select();
  }

  /** Highlights the subject of the details in the drawing. */
  #select(): void {
    const subject = this.#details.subject;
    if (this.memory.choices.view === 'matrix') return;
    this.#picture.select(subject);
  }
}
