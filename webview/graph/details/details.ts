import * as l10n from '@vscode/l10n';
import type { GraphEdge, GraphNode } from '../../../src/features/graph/protocol/elements';
import type { ToHost, ToPage } from '../../../src/features/graph/protocol/messages';
import type { Graph } from '../../../src/features/graph/protocol/state';
import { explanationView } from '../../explanation/explanation-view';
import { formatAge, formatTime } from '../../../src/base/age';
import { describeExpected } from './agreement-text';
import { pastFacts, describeSince } from './history-text';
import { html, say, set } from '../../shared/dom';
import { isDeniedWithoutEdge } from '../arrange/denied';
import { button } from '../../shared/toolkit';
import type { Fact } from '../../shared/fact';
import { edgeFacts, nodeFacts, describeState, stateFacts, titleOf } from './element-text';
import { isMeasured } from '../page/measured';

/** The subject of the panel: a star, or a pair of stars. */
export type DetailsTarget =
  { readonly node: string } | { readonly from: string; readonly to: string; readonly url?: string | undefined };

/** The details panel: everything known about a star or an edge, why it is so, and what can be done about it. */
export class Details {
  readonly element = html('aside', 'details');
  readonly #title = html('h2');
  readonly #body = html('div', 'body');
  readonly #facts = html('dl');
  readonly #explanation = html('div', 'why');
  #subject: DetailsTarget | undefined;
  #graph: Graph | undefined;
  #seenAt = 0;
  #shown = '';

  /**
   * @param changed Called when the subject changes.
   * @param surround Shows only the neighborhood of a star.
   * @param denied Shows and hides what policy denies from and to the selected star.
   * @param closed Called with the former subject when the panel is closed while it has the focus.
   */
  constructor(
    private readonly send: (message: ToHost) => void,
    private readonly changed: () => void,
    private readonly surround: (id: string) => void,
    private readonly denied: { readonly isShown: boolean; toggle(): void },
    private readonly closed: (subject: DetailsTarget) => void,
  ) {
    const close = html('button', 'close', '×');
    close.type = 'button';
    close.ariaLabel = l10n.t('Close details');
    close.addEventListener('click', () => this.close());
    this.element.ariaLabel = l10n.t('Details');
    this.element.hidden = true;
    this.element.append(html('header', '', this.#title, close), this.#body, this.#explanation);
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      this.close();
    });
  }

  get subject(): DetailsTarget | undefined {
    return this.#subject;
  }

  /** Shows a star or a pair. */
  open(subject: DetailsTarget): void {
    this.#subject = subject;
    this.#shown = '';
    this.#explanation.replaceChildren();
    this.element.hidden = false;
    this.send('node' in subject ? { type: 'endExplanation' } : { type: 'explain', ...subject });
    this.#tell();
    this.changed();
  }

  /** Closes the panel. Returns false if it was closed. */
  close(): boolean {
    const subject = this.#subject;
    if (!subject) return false;
    const focused = this.element.contains(document.activeElement);
    this.#subject = undefined;
    this.element.hidden = true;
    this.#explanation.replaceChildren();
    this.send({ type: 'endExplanation' });
    this.changed();
    if (focused) this.closed(subject);
    return true;
  }

  /** Requests the current explanation again, for a page that is new or was hidden. */
  ask(): void {
    if (this.#subject && 'from' in this.#subject) this.send({ type: 'explain', ...this.#subject });
  }

  /** Updates the graph. @param seenAt When the collector reported it, by this page's clock. */
  update(graph: Graph, seenAt: number): void {
    this.#graph = graph;
    this.#seenAt = seenAt;
    if (this.#subject) this.#tell();
  }

  /** Shows an explanation, if its pair is still displayed. */
  explained({ from, to, url, explanation }: Extract<ToPage, { type: 'explanation' }>): void {
    const subject = this.#subject;
    if (!subject || 'node' in subject || subject.from !== from || subject.to !== to || subject.url !== url) return;
    this.#explanation.replaceChildren(
      explanation
        ? explanationView(explanation, {
            reveal: (place) => this.send({ type: 'reveal', place }),
            tryOut: (change) => this.send({ type: 'try', change }),
            apply: (change) => this.send({ type: 'apply', change }),
            createPolicy: () => this.send({ type: 'createPolicy' }),
          })
        : html(
            'p',
            'quiet',
            l10n.t('Policy can’t be evaluated for this pair because one of the two is not a workload of this cluster.'),
          ),
    );
  }

  #tell(): void {
    const subject = this.#subject;
    const graph = this.#graph;
    if (!subject || !graph) return;
    const star = (id: string) => graph.nodes.find((node) => node.id === id);
    if ('node' in subject) {
      const node = star(subject.node);
      if (node) this.#show(titleOf(node), nodeFacts(node), [this.#actions(node), ...this.#peers(node, graph)]);
      else this.#miss(subject.node, graph);
      return;
    }
    const [from, to] = [star(subject.from), star(subject.to)];
    // The explanation uses the current rules.
    this.#explanation.hidden = graph.moment?.at !== undefined;
    if (!from || !to) {
      this.#miss(`${subject.from} → ${subject.to}`, graph);
      return;
    }
    const edge = graph.edges.find(
      (candidate) => candidate.from === from.id && candidate.to === to.id && candidate.kind !== 'ghost',
    );
    this.#show(
      `${titleOf(from)} → ${titleOf(to)}`,
      edge ? this.#pairFacts(edge, from, to) : [[l10n.t('State'), withoutEdge(from, to, graph.nodes)]],
      [...this.#probesOf(edge, subject), ...reasonsOf(edge), ...thenOf(graph)],
    );
  }

  /** The subject does not exist at this moment, but may exist at another. */
  #miss(title: string, { moment }: Graph): void {
    if (moment) this.#show(title, [[l10n.t('State'), l10n.t('not present at this time')]], []);
    else this.close();
  }

  #pairFacts(edge: GraphEdge, from: GraphNode, to: GraphNode): readonly Fact[] {
    const age = Math.max(0, Date.now() - this.#seenAt);
    const now = (this.#graph?.observedAt ?? 0) + age;
    if (edge.kind === 'policy')
      return [
        ...stateFacts(edge, now),
        ...(this.#graph && isMeasured(this.#graph.nodes)
          ? [[l10n.t('Measured'), l10n.t('no probe tests this connection')] as const]
          : []),
        ...edgeFacts(edge, from, to),
      ];
    const together = describeSince(edge, now);
    return [
      [l10n.t('Expected'), describeExpected(edge)],
      [l10n.t('Measured'), `${describeState(edge.state)}, ${formatAge(age)}`, formatTime(this.#seenAt, Date.now())],
      ...(together === undefined ? [] : [[l10n.t('Status'), together] as const]),
      ...pastFacts(edge, now),
      ...edgeFacts(edge, from, to),
    ];
  }

  /** Renders the links of a star. */
  #actions({ id, profiles, app }: GraphNode): HTMLElement {
    const actions = [button(l10n.t('Show Neighbors'), 'secondary', () => this.surround(id))];
    if (this.#graph && !isMeasured(this.#graph.nodes))
      actions.push(
        button(this.denied.isShown ? l10n.t('Hide Denied') : l10n.t('Show Denied'), 'secondary', () => {
          this.denied.toggle();
          this.#tell();
        }),
      );
    if (this.#graph?.moment?.file !== undefined) return html('div', 'actions', ...actions);
    if (profiles.length > 0 || app !== undefined)
      actions.push(
        button(profiles.length > 0 ? l10n.t('Open Rules') : l10n.t('Show App'), 'secondary', () =>
          this.send({ type: 'open', node: id }),
        ),
      );
    return html('div', 'actions', ...actions);
  }

  /** Renders the probes if there are several. Each links to its explanation. */
  #probesOf(
    edge: GraphEdge | undefined,
    subject: Exclude<DetailsTarget, { readonly node: string }>,
  ): readonly HTMLElement[] {
    if (!edge || edge.probes.length < 2) return [];
    const items = edge.probes.map((probe) => {
      const item = html(
        'button',
        'peer',
        html('span', '', probe.url),
        html('span', 'quiet', describeState(probe.state)),
      );
      item.type = 'button';
      item.ariaCurrent = String(probe.url === subject.url);
      item.addEventListener('click', () => this.open({ from: subject.from, to: subject.to, url: probe.url }));
      return html('li', '', item);
    });
    return [html('section', '', html('h3', '', l10n.t('Probes')), html('ul', 'peers', ...items))];
  }

  /** Renders the possible peers of a star. Each links to the explanation of the pair. */
  #peers(node: GraphNode, graph: Graph): readonly HTMLElement[] {
    const { nodes, edges } = graph;
    const others = nodes.filter(({ id, kind }) => id !== node.id && kind !== 'balancer');
    const list = (title: string, pairOf: (other: GraphNode) => { from: string; to: string }) =>
      html(
        'section',
        '',
        html('h3', '', title),
        html(
          'ul',
          'peers',
          ...others.map((other) => {
            const pair = pairOf(other);
            const [source, destination] = pair.from === node.id ? [node, other] : [other, node];
            const edge = edges.find(({ from, to, kind }) => from === pair.from && to === pair.to && kind !== 'ghost');
            const item = html(
              'button',
              'peer',
              html('span', '', titleOf(other)),
              html('span', 'quiet', edge ? describeState(edge.state) : withoutEdge(source, destination, nodes)),
            );
            item.type = 'button';
            item.addEventListener('click', () => this.open(pair));
            return html('li', '', item);
          }),
        ),
      );
    return [
      list(l10n.t('Outgoing'), (other) => ({ from: node.id, to: other.id })),
      list(l10n.t('Incoming'), (other) => ({ from: other.id, to: node.id })),
    ];
  }

  /** Leaves unchanged elements alone, which may have the focus. Facts can't have it, and show elapsed time. */
  #show(title: string, facts: readonly Fact[], below: readonly HTMLElement[]): void {
    this.#facts.replaceChildren(...facts.flatMap(factElements));
    const shown = `${title}\n${below.map(({ textContent }) => textContent).join('\n')}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    say(this.#title, title);
    this.#body.replaceChildren(this.#facts, ...below);
  }
}

function factElements([name, value, time]: Fact): readonly HTMLElement[] {
  const element = html('dd', '', value);
  if (time !== undefined) set(element, 'title', time);
  return [html('dt', '', name), element];
}

/** The deciding rule is known for the present only. */
function thenOf({ moment }: Graph): readonly HTMLElement[] {
  if (moment?.at === undefined) return [];
  return [
    html(
      'p',
      'quiet',
      moment.file === undefined
        ? l10n.t('This is a past state. The rule that decides is shown for the present only.')
        : l10n.t('This is a past state. The rule that decided was not recorded.'),
    ),
  ];
}

function reasonsOf(edge: GraphEdge | undefined): readonly HTMLElement[] {
  const reasons = edge?.judgement?.reasons ?? [];
  return reasons.length === 0
    ? []
    : [
        html(
          'section',
          'reasons',
          html('h3', '', l10n.t('Likely reasons')),
          html('ul', '', ...reasons.map((reason) => html('li', '', reason))),
        ),
      ];
}

/** Says what it means that there is no edge between two stars. */
function withoutEdge(from: GraphNode, to: GraphNode, nodes: Graph['nodes']): string {
  if (isDeniedWithoutEdge(from, to)) return describeState('denied');
  if (isMeasured(nodes)) return l10n.t('not probed');
  return to.kind === 'outside' && from.access?.outbound === 'all' ? describeState('allowed') : l10n.t('not evaluated');
}
