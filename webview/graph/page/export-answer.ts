import * as l10n from '@vscode/l10n';
import type { ToHost, ToPage } from '../../../src/features/graph/protocol/messages';
import type { Graph } from '../../../src/features/graph/protocol/state';
import { arrange } from '../arrange/arrange';
import { exported } from '../export/export';
import type { Labels } from '../render/node-view';
import type { Placement } from '../scene/placement';
import type { Memory } from './memory';

/** The displayed graph and how it is displayed. */
interface Displayed {
  /** undefined if no graph is displayed. */
  readonly graph: Graph | undefined;
  readonly memory: Memory;
  readonly placement: Placement;
  readonly labels: Labels;
}

/** Exports the whole drawing. Returns the message with the result or the reason for a failure. */
export async function answerExport(
  { request, as, cluster }: Extract<ToPage, { type: 'export' }>,
  { graph, memory, placement, labels }: Displayed,
): Promise<ToHost> {
  try {
    if (!graph) throw new Error(l10n.t('There is no graph to export.'));
    // In the matrix view, stars have no positions yet.
    placement.color(graph);
    const drawing = arrange(graph, { toggles: memory.toggles, ...memory.choices });
    const subject = {
      drawing,
      places: placement.placesOf(drawing),
      colorOf: (id: string) => placement.colorOf(id),
      labels,
      name: cluster,
      observedAt: graph.observedAt,
    };
    return { type: 'exported', request, ...(await exported(as, subject)) };
  } catch (error) {
    return { type: 'notExported', request, reason: error instanceof Error ? error.message : String(error) };
  }
}
