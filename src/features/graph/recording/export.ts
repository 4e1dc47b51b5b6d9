import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { ClusterError } from '../../../cluster/connection/errors';
import type { Reporter } from '../../../app/reporter';
import { recordingText, SUFFIX } from './file';
import type { Recording } from './recording';

/**
 * Exports a recording.
 * @param target Asked for if left out.
 * @throws ClusterError if nothing has been recorded.
 */
export async function exportRecording(
  recording: Recording | undefined,
  reporter: Pick<Reporter, 'done'>,
  target?: vscode.Uri,
): Promise<void> {
  const text = recording && recordingText(recording);
  if (!recording || text === undefined)
    throw new ClusterError(
      'not-found',
      l10n.t('Nothing has been recorded yet.'),
      l10n.t('Open the graph of a cluster to start recording.'),
    );
  const file = target ?? (await askFile(recording));
  if (!file) return;
  await vscode.workspace.fs.writeFile(file, Buffer.from(text));
  reporter.done(l10n.t('Exported the recording to {0}.', vscode.workspace.asRelativePath(file)));
}

function askFile({ cluster, bounds }: Pick<Recording, 'cluster' | 'bounds'>): Thenable<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const at = new Date(bounds?.from ?? 0).toISOString().slice(0, 16).replace(/\D/g, '-');
  const name = `${cluster.replace(/[^\p{L}\p{N}.-]+/gu, '-')}-${at}${SUFFIX}`;
  return vscode.window.showSaveDialog({
    title: l10n.t('Export Recording'),
    filters: { Recording: ['json'] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
}
