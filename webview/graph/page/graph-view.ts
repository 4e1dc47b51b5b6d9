import * as l10n from '@vscode/l10n';
import type { PageCommand, ToHost, ToPage } from '../../../src/features/graph/protocol/messages';
import type { Graph } from '../../../src/features/graph/protocol/state';
import { followActivation } from '../interaction/activation';
import { groupingsOf, groupsOf } from '../arrange/groups';
import { parseQuery } from '../arrange/query';
import { Controls } from './controls';
import { answerExport } from './export-answer';
import { Notices } from './notices';
import { Details, type DetailsTarget } from '../details/details';
import { FactsTable } from '../details/facts-table';
import type { Choices, Memory } from './memory';
import type { Toggles } from './saved';
import { Expansion } from './expansion';
import { Panes } from './panes';
import { isMeasured } from './measured';
import { Stage } from './stage';
import { StatusLine } from './status-line';
import { html } from '../../shared/dom';
import { targetOf } from '../render/targets';
import { Opener } from './opener';
import { menuTargetOf } from '../interaction/menu-target';
import { offerMenu } from '../../shared/context-menu';
import { noMatch } from './no-match';

/** The graph page: drawing, controls, details, table and status line of a changing graph. */
export class GraphView {
  readonly element: HTMLElement;
  readonly #stage: Stage;
  readonly #controls: Controls;
  readonly #details: Details;
  readonly #table = new FactsTable();
  readonly #status = new StatusLine((query) => {
    this.#choose({ query });
  });
  readonly #notices: Notices;
  readonly #noMatch: HTMLElement;
  readonly #panes: Panes;
  readonly #expansion: Expansion;
  /** Opens what people point at. */
  readonly opener: Opener;
  #graph: Graph | undefined;
  #seenAt = 0;
  #due = false;
  #away = false;

  /** @param toggled Called when the user changes what is shown. */
  constructor(
    private readonly memory: Memory,
    private readonly send: (message: ToHost) => void,
    private readonly toggled: () => void,
  ) {
    this.#notices = new Notices(send);
    const graph = () => this.#graph;
    this.#expansion = new Expansion(memory, {
      get graph() {
        return graph();
      },
      isGroup: (id) => this.#stage.isGroup(id),
      choose: (change) => this.#choose(change),
      send,
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
      (subject) => this.#stage.focus(subject),
    );
    this.#stage = new Stage(memory, {
      connected: (from, to) => {
        if (this.opener.isSingle({ from, to })) this.#details.open({ from, to });
      },
      moved: () => this.#drawSoon(),
      age: () => Date.now() - this.#seenAt,
      now: () => (this.#graph?.observedAt ?? 0) + Date.now() - this.#seenAt,
      matrix: {
        pair: (from, to) => this.#details.open({ from, to }),
        star: ({ id, kind }) => {
          if (kind === 'group') this.#expansion.collapse(id, false);
          else this.#details.open({ node: id });
        },
      },
    });
    this.opener = new Opener(memory, {
      get graph() {
        return graph();
      },
      stage: this.#stage,
      details: this.#details,
      expansion: this.#expansion,
      choose: (change) => this.#choose(change),
      send,
    });
    const { opener } = this;
    const { picture, matrix } = this.#stage;
    followActivation(picture.element, {
      targetOf: (event) => picture.targetOf(event),
      open: (target) => opener.open(target),
      goTo: (target) => opener.goTo(target),
      close: () => this.#details.close(),
    });
    this.#controls = new Controls({
      toggle: (change) => this.#toggle(change),
      choose: (change) => this.#choose(change),
      show: (content) => this.send({ type: 'content', content }),
      fit: () => picture.fit(),
      unpin: () => this.#unpin(),
      collapseAll: (collapsed) =>
        this.#choose({
          collapsed: collapsed && this.#graph ? [...groupsOf(this.#graph.nodes, memory.choices.grouping).keys()] : [],
        }),
    });
    const single = (subject: DetailsTarget) => opener.isSingle(subject);
    offerMenu(picture.element, (event) => menuTargetOf(targetOf(picture.targetOf(event), picture.scene), single));
    offerMenu(matrix.element, () => menuTargetOf(matrix.subject, single));
    this.#noMatch = noMatch(() => this.#choose({ query: '' }));
    const stage = html(
      'div',
      'shown',
      picture.element,
      matrix.element,
      this.#noMatch,
      this.#controls.help,
      this.#notices.preview,
    );
    this.#panes = new Panes(stage, this.#details.element, this.#table.element, memory, () => picture.follow());
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
    // Complete before there is a graph, because the toolkit's elements take time.
    this.#showControls();
    new MutationObserver(() => this.#drawSoon()).observe(document.body, {
      attributeFilter: ['class', 'data-vscode-theme-id'],
    });
  }

  /** Applies defaults and the cluster's saved state. */
  meet({ defaults, savedLayout, panel }: Extract<ToPage, { type: 'state' }>): void {
    this.memory.begin(defaults);
    this.memory.recall(savedLayout);
    this.memory.bind(panel);
    this.#stage.placement.forget();
    this.#stage.labels = defaults.labels;
    this.#tellFilter();
    this.#details.ask();
  }

  /** Pauses, because the page shows something else. */
  leave(): void {
    this.#stage.picture.rest();
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
      this.#stage.changed();
      if (before) this.#drawSoon();
    }
    this.#details.update(graph, seenAt);
    if (!before && this.memory.details) this.#details.open(this.memory.details);
    this.element.classList.toggle('stale', graph.stale !== undefined);
    this.element.classList.toggle('past', graph.moment?.at !== undefined);
    this.#notices.show(graph, seenAt);
    // The first picture waits for nothing.
    if (!before) this.#draw();
  }

  /** Receives an explanation. */
  explained(message: Extract<ToPage, { type: 'explanation' }>): void {
    this.#details.explained(message);
  }

  /** Runs a command's action. */
  run(command: PageCommand): void {
    const { toggles, choices } = this.memory;
    switch (command) {
      case 'fit':
        if (choices.view !== 'matrix') this.#stage.picture.fit();
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
    const { placement, labels } = this.#stage;
    this.send(await answerExport(message, { graph, memory: this.memory, placement, labels }));
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
    const { subject } = this.#details;
    this.#stage.arrange(graph, subject);
    const { toggles, choices } = memory;
    const { drawing } = this.#stage;
    this.#showControls(graph);
    this.#noMatch.hidden = choices.query.trim() === '' || drawing.nodes.some(({ dim }) => !dim);
    if (this.#table.element.hidden === toggles.table) {
      this.#table.element.hidden = !toggles.table;
      this.#panes.update();
    }
    if (toggles.table) this.#table.update(drawing);
    this.#tellStatus(graph);
    // Last, because the rest takes room from the picture.
    this.#stage.draw(graph, subject);
  }

  #showControls(graph?: Graph): void {
    const { toggles, choices, pins } = this.memory;
    const { nodes, groups } = this.#stage.drawing;
    this.#controls.show(toggles, choices, {
      stars: graph?.nodes.length ?? 0,
      nodes: nodes.filter(({ dim }) => !dim).length,
      open: groups.length,
      unknown: parseQuery(choices.query).unknown,
      content: graph?.content,
      groupings: graph ? groupingsOf(graph.nodes) : [],
      pinned: pins.size,
      recorded: graph?.moment?.file !== undefined,
    });
  }

  #tellStatus({ nodes, content }: Graph): void {
    const { query } = this.memory.choices;
    const seenAt = isMeasured(nodes) ? this.#seenAt : undefined;
    this.#status.update(this.#stage.drawing, query, seenAt, content?.isChoosable);
  }

  #toggle(change: Partial<Toggles>): void {
    this.memory.toggles = { ...this.memory.toggles, ...change };
    this.#changed();
    this.toggled();
    // Panes take room, or give some back.
    requestAnimationFrame(() => this.#stage.picture.follow());
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
    this.#stage.changed();
    this.memory.save();
    this.#stage.picture.hideTip();
    this.#drawSoon();
  }

  /** Unpins all stars. */
  #unpin(): void {
    this.#stage.placement.unpin();
    this.#changed();
  }

  #detailsChanged(): void {
    const { subject } = this.#details;
    this.memory.keepDetails(subject);
    this.#panes.update();
    if (this.memory.toggles.denied) this.#changed();
    const { picture } = this.#stage;
    if (subject) picture.standStillFor(subject);
    else picture.release();
    this.#stage.select(subject);
  }
}
