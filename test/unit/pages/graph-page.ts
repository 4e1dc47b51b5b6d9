import { StatePublisher } from '../../../src/features/graph/panels/state-publisher';
import { isToHost, type StateMessage, type ToHost } from '../../../src/features/graph/protocol/messages';
import type { GraphState } from '../../../src/features/graph/protocol/state';
import { Page } from './page';

/** The initial data of a page without saved state. */
const BEGIN = {
  defaults: { markers: true, layout: 'force', labels: 'profile' },
  savedLayout: { pins: {}, colours: {} },
  panel: { cluster: null },
} as const;

/** The graph's page without a browser. */
export class GraphPage extends Page<ToHost> {
  readonly #messages: StateMessage[] = [];
  readonly #feed = new StatePublisher(
    (message) => this.#messages.push(message),
    () => BEGIN,
  );
  #started = false;

  constructor(saved?: unknown) {
    super('graph', isToHost, saved);
  }

  /** Sends a state: completely the first time, then as changes, like the panel. */
  async show(state: GraphState): Promise<void> {
    if (this.#started) this.#feed.update(state);
    else this.#feed.start(state);
    this.#started = true;
    await this.post(...this.#messages.splice(0));
  }

  /** IDs of the nodes in the picture. */
  get nodes(): readonly string[] {
    return this.all('.nodes [data-node]').map(({ dataset }) => dataset['node'] ?? '');
  }

  /** Names of the edges in the picture, for example `C→F`. */
  get edges(): readonly string[] {
    return this.all('.edges [data-edge]')
      .map(({ dataset }) => dataset['edge'] ?? '')
      .sort();
  }

  /** The focused element. */
  get focused(): string | undefined {
    const { node, edge } = (document.activeElement as HTMLElement | null)?.dataset ?? {};
    return node ?? edge;
  }

  node(id: string): HTMLElement {
    return this.one(`.nodes [data-node="${id}"]`);
  }
}
