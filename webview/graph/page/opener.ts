import type { ToHost, ToPage } from '../../../src/features/graph/protocol/messages';
import type { Graph } from '../../../src/features/graph/protocol/state';
import type { Details, DetailsTarget } from '../details/details';
import { targetOf } from '../render/targets';
import type { Expansion } from './expansion';
import type { Choices, Memory } from './memory';
import type { Stage } from './stage';

/** Number of stars up to which a star is shown among all others. */
const WHOLE = 20;

/** The parts of the page that show what is opened. */
interface Parts {
  readonly graph: Graph | undefined;
  readonly stage: Stage;
  readonly details: Details;
  readonly expansion: Expansion;
  readonly choose: (change: Partial<Choices>) => void;
  readonly send: (message: ToHost) => void;
}

/** Opens what people point at: the details of stars and edges, groups, and what a star represents. */
export class Opener {
  constructor(
    private readonly memory: Memory,
    private readonly parts: Parts,
  ) {}

  /**
   * Opens the details of the star or edge that an element belongs to, or expands the group. Returns false for other
   * elements.
   */
  open(target: EventTarget | null): boolean {
    const { stage, details, expansion } = this.parts;
    const subject = targetOf(target, stage.picture.scene);
    if (!subject) return false;
    if ('frame' in subject) {
      expansion.collapse(subject.frame, true);
      return true;
    }
    if ('more' in subject) {
      expansion.grow(subject.more);
      return true;
    }
    if ('node' in subject && stage.isGroup(subject.node)) expansion.collapse(subject.node, false);
    else if (this.isSingle(subject)) {
      // The details say more, and the tooltip would cover much of a narrow picture.
      stage.picture.hideTip();
      details.open(subject);
    }
    return true;
  }

  /** A double click opens what a star represents: its rules or its app. */
  goTo(target: EventTarget | null): void {
    const { stage, send } = this.parts;
    const subject = targetOf(target, stage.picture.scene);
    if (subject && 'node' in subject && this.isSingle(subject) && !stage.isGroup(subject.node))
      send({ type: 'open', node: subject.node });
  }

  /** Selects a star and brings it into view, in a large graph with its neighbors only, or filters stars. */
  pointAt({ node, filter, expanded }: Extract<ToPage, { type: 'pointAt' }>): void {
    const { graph, stage, details, choose } = this.parts;
    if (filter !== undefined) choose({ query: filter });
    if (node === undefined) return;
    // Nothing that is set aside may hide it. In a large graph, its surroundings are what can be read.
    const isLarge = (graph?.nodes.length ?? 0) > WHOLE || expanded !== undefined;
    choose({
      query: '',
      focus: isLarge ? { id: node, depth: 1 } : null,
      collapsed: [],
      expanded: [...new Set([...this.memory.choices.expanded, ...(expanded ?? [])])],
    });
    details.open({ node });
    requestAnimationFrame(() => stage.focus({ node }));
  }

  /** Does what an item of a context menu says. */
  runMenu({ action, target }: Extract<ToPage, { type: 'menu' }>): void {
    const { details, expansion, choose } = this.parts;
    switch (target.webviewSection) {
      case 'star':
        if (action === 'neighbors') choose({ focus: { id: target.node, depth: 1 } });
        else details.open({ node: target.node });
        break;
      case 'edge':
        details.open({ from: target.from, to: target.to });
        break;
      case 'group':
        expansion.collapse(target.group, !this.memory.choices.collapsed.includes(target.group));
    }
  }

  /** Whether the subject is part of the graph and not hidden in a group. */
  isSingle(subject: DetailsTarget): boolean {
    const ids = new Set(this.parts.graph?.nodes.map(({ id }) => id));
    return 'node' in subject ? ids.has(subject.node) : ids.has(subject.from) && ids.has(subject.to);
  }
}
