import type { ToHost } from '../../../src/features/graph/protocol/messages';
import type { Graph } from '../../../src/features/graph/protocol/state';
import { collapsedIn } from '../arrange/host-groups';
import type { Choices, Memory } from './memory';

/** What an expansion needs of its page. */
export interface ExpandablePage {
  readonly graph: Graph | undefined;
  /** Whether an ID is that of a collapsed group. */
  isGroup(id: string): boolean;
  choose(change: Partial<Choices>): void;
  send(message: ToHost): void;
}

/** Expands and collapses groups: those of the page's own grouping, and those of the host, which sends their stars. */
export class Expansion {
  constructor(
    private readonly memory: Memory,
    private readonly page: ExpandablePage,
  ) {}

  /** Expands a group, or shows the neighbors of a star that are not shown. */
  grow(id: string): void {
    const { focus } = this.memory.choices;
    if (this.page.isGroup(id)) this.collapse(id, false);
    else if (focus) this.page.choose({ focus: { ...focus, grown: [...(focus.grown ?? []), id] } });
  }

  /** Collapses a group, or expands it. */
  collapse(key: string, closed: boolean): void {
    const { expanded, collapsed } = this.memory.choices;
    const { graph } = this.page;
    const isOfHost =
      graph?.groups?.some(({ id }) => id === key) === true ||
      graph?.nodes.some(({ id, kind }) => id === key && kind === 'group') === true;
    if (graph && isOfHost) {
      // The past shows what was collapsed when it was recorded.
      if (graph.groups) this.#expand(closed ? collapsedIn(key, expanded, graph) : [...expanded, key]);
      return;
    }
    const others = collapsed.filter((other) => other !== key);
    this.page.choose({ collapsed: closed ? [...others, key] : others });
  }

  /** Lets the host expand these groups, and collapse all others. */
  #expand(groups: readonly string[]): void {
    const expanded = [...new Set(groups)];
    this.page.choose({ expanded });
    this.page.send({ type: 'expand', expanded });
  }
}
