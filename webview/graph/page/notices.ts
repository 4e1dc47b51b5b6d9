import { sameJson } from '../../../src/base/json';
import type { ToHost } from '../../../src/features/graph/protocol/messages';
import type { Graph } from '../../../src/features/graph/protocol/state';
import { html, say } from '../../shared/dom';
import { bannerBar, previewBar } from '../../shared/empty-page';
import { StaleBar } from '../../shared/stale-bar';
import { newsOf } from './announcement';

/** The notices about a graph: outdated policy, banner, preview, and announcements for screen readers. */
export class Notices {
  readonly #staleBar: StaleBar;
  readonly #banner = html('div', 'banner-place');
  /** Overlays the content, so that nothing moves under the pointer when it appears and disappears. */
  readonly preview = html('div', 'preview-place');
  readonly announcement = html('div', 'heard');
  #graph: Graph | undefined;

  constructor(private readonly send: (message: ToHost) => void) {
    this.#staleBar = new StaleBar((action) => send({ type: 'run', action }));
    this.announcement.ariaLive = 'polite';
  }

  /** The bars above the content. */
  get bars(): readonly HTMLElement[] {
    return [this.#staleBar.element, this.#banner];
  }

  /** @param seenAt When the collector reported the graph, by this page's clock. */
  show(graph: Graph, seenAt: number): void {
    const before = this.#graph;
    this.#graph = graph;
    this.#staleBar.show(graph.stale, seenAt - graph.observedAt);
    if (!sameJson(before?.banner, graph.banner))
      this.#banner.replaceChildren(
        ...(graph.banner ? [bannerBar(graph.banner, (action) => this.send({ type: 'run', action }))] : []),
      );
    if (!sameJson(before?.preview, graph.preview))
      this.preview.replaceChildren(...(graph.preview ? [previewBar(graph.preview)] : []));
  }

  /** Announces what changed. Past changes are not announced, because the timeline shows them. */
  announce(before: Graph | undefined, graph: Graph): void {
    if (before && !before.moment && !graph.moment)
      say(this.announcement, newsOf(before, graph) || this.announcement.textContent);
  }
}
