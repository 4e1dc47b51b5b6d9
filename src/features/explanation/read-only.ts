import type { ClusterSession } from '../../cluster/connection/session';
import type { Snapshot } from '../../cluster/model/snapshot';
import type { ConnectionRequest } from './connection';
import { explainConnection, type Explained } from './explain';
import type { Explainer } from './explaining';
import type { ExplanationView } from './protocol';

/**
 * Explains connections of a read-only cluster. Actions would apply to the connected cluster, which is another one, so
 * nothing here opens or changes a rule.
 */
export class ReadOnlyExplainer implements Explainer {
  constructor(private readonly session: Pick<ClusterSession, 'snapshot'>) {}

  get snapshot(): Snapshot | undefined {
    return this.session.snapshot;
  }

  explain(request: ConnectionRequest, snapshot: Snapshot): Explained | undefined {
    const explained = explainConnection(request, snapshot);
    if (!explained) return undefined;
    const view = withoutActions(explained.view);
    return { view, withLines: () => view, offers: new Map() };
  }

  view({ view }: Explained): ExplanationView {
    return view;
  }

  offer(): void {
    // Its documents cannot be opened.
  }

  reveal(): void {
    // Its rules cannot be opened.
  }

  pointAt(): void {
    // Nor are they open anywhere.
  }

  tryOut(): void {
    // There are no offers.
  }

  stopTrying(): void {
    // Nothing was tried.
  }

  apply(): void {
    // There are no offers.
  }

  createPolicy(): void {
    // It would be created elsewhere.
  }
}

function withoutActions({ isOpenToAll: _, ...view }: ExplanationView): ExplanationView {
  return {
    ...view,
    halves: view.halves.map((half) => ({ ...half, steps: half.steps.map(({ text, decides }) => ({ text, decides })) })),
    misses: view.misses.map(({ text }) => ({ text })),
    ...(view.edits && { edits: view.edits.map(({ text, opens, closes }) => ({ text, opens, closes })) }),
    blocks: [],
  };
}
