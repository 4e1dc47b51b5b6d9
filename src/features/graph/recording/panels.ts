import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { ClusterError } from '../../../cluster/connection/errors';
import type { Explainer } from '../../explanation';
import { View } from '../../../app/ids';
import type { Reporter } from '../../../app/reporter';
import { createPanel, entitle } from '../../../app/text/window';
import type { LayoutStorage } from '../panels/layout-storage';
import type { OpenGraphs } from '../panels/open-graphs';
import { type ClusterNaming, GraphPanel } from '../panels/panel';
import { LONGEST, parseRecording, RecordingError } from './file';
import { RecordedGraph } from './recorded-graph';
import type { Recording } from './recording';

export interface RecordingParts {
  readonly explaining: Explainer;
  readonly layoutStorage: LayoutStorage;
  readonly naming: ClusterNaming;
  readonly reporter: Pick<Reporter, 'failure'>;
  /** Called with each opened panel. */
  readonly open: Pick<OpenGraphs, 'add'>;
}

const state = z.object({ recording: z.string() });

/** Returns the recording's URI from a page's saved state, or undefined if it showed a cluster. */
export function keptRecording(kept: unknown): vscode.Uri | undefined {
  const parsed = state.safeParse(kept);
  return parsed.success ? vscode.Uri.parse(parsed.data.recording, true) : undefined;
}

/** Opens recordings, one panel each. */
export class RecordingPanels {
  readonly #open = new Map<string, GraphPanel>();

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly parts: RecordingParts,
  ) {}

  /**
   * Opens a file.
   * @param source Asked for if left out.
   * @throws ClusterError if it is not a recording.
   */
  async open(source?: vscode.Uri): Promise<void> {
    const file =
      source ??
      (
        await vscode.window.showOpenDialog({
          title: l10n.t('Open Recording'),
          filters: { Recording: ['json'] },
          openLabel: l10n.t('Open'),
        })
      )?.[0];
    if (!file) return;
    const open = this.#open.get(file.toString());
    if (open) open.panel.reveal();
    else {
      const recording = await read(file);
      this.#adopt(createPanel(View.graph, nameOf(file)), file, recording);
    }
  }

  /** Restores a panel after a restart. Closes it if its file no longer exists. */
  async restore(panel: vscode.WebviewPanel, file: vscode.Uri): Promise<void> {
    try {
      this.#adopt(panel, file, await read(file));
    } catch (error) {
      panel.dispose();
      this.parts.reporter.failure(error);
    }
  }

  #adopt(panel: vscode.WebviewPanel, file: vscode.Uri, recording: Recording): void {
    const key = file.toString();
    entitle(panel, nameOf(file));
    const graph = new GraphPanel(
      panel,
      this.extensionUri,
      new RecordedGraph(recording, nameOf(file), key, this.parts.explaining, this.parts.layoutStorage),
      this.parts.naming,
    );
    this.#open.set(key, graph);
    this.parts.open.add(graph);
    panel.onDidDispose(() => {
      if (this.#open.get(key) === graph) this.#open.delete(key);
    });
  }
}

async function read(file: vscode.Uri): Promise<Recording> {
  const cannot = (reason: string) =>
    new ClusterError('invalid', l10n.t('{0} can’t be opened as a recording. {1}', nameOf(file), reason));
  try {
    const { size } = await vscode.workspace.fs.stat(file);
    if (size > LONGEST) throw cannot(l10n.t('It is {0} bytes long. The maximum is {1} bytes.', size, LONGEST));
    return parseRecording(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)));
  } catch (error) {
    if (error instanceof RecordingError) throw cannot(error.message);
    if (error instanceof vscode.FileSystemError) throw cannot(l10n.t('It can’t be read.'));
    throw error;
  }
}

function nameOf({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
