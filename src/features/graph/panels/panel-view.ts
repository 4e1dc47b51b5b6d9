import type { ConnectionRequest } from '../../explanation';
import type { GraphState } from '../protocol/state';
import type { TimeSource } from '../recording/panel-time';
import type { Recording } from '../recording/recording';
import type { StarPointer } from '../state/pointer';
import type { NodePair } from '../state/pair';
import type { PanelGraph } from './panel';

/** What one panel shows of a graph: the groups that its page has expanded, the others collapsed. */
export class PanelView implements TimeSource {
  #expanded: ReadonlySet<string> = new Set();

  constructor(private readonly graph: () => PanelGraph) {}

  get present(): GraphState | undefined {
    return this.graph().presentWith(this.#expanded);
  }

  get recording(): Recording | undefined {
    return this.graph().recording;
  }

  get file(): string | undefined {
    return this.graph().file;
  }

  /** Collapses all groups but these. */
  expand(groups: Iterable<string>): void {
    this.#expanded = new Set(groups);
  }

  /** Returns the stars that a pointer means. If it is one, expands the groups around it. */
  find(pointer: StarPointer): { readonly nodes: readonly string[]; readonly expanded: readonly string[] } {
    const { nodes, around } = this.graph().find(pointer);
    if (nodes.length !== 1 || around.length === 0) return { nodes, expanded: [] };
    this.expand([...this.#expanded, ...around]);
    return { nodes, expanded: around };
  }

  /** Returns the connection between two stars; undefined if it is unknown. */
  connectionOf(pair: NodePair): ConnectionRequest | undefined {
    return this.graph().connectionOf(pair, this.#expanded);
  }

  /** Opens what a star represents. */
  open(node: string): void {
    this.graph().open(node, this.#expanded);
  }
}
