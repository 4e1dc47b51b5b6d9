import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { ClusterError } from '../../../cluster/connection/errors';
import { askExportFile, exportName, reportExport, timeInName } from '../../../app/export-file';
import { Command } from '../../../app/ids';
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
  reporter: Pick<Reporter, 'info'>,
  target?: vscode.Uri,
): Promise<void> {
  const text = recording && recordingText(recording);
  if (!recording || text === undefined)
    throw new ClusterError(
      'not-found',
      l10n.t('Nothing has been recorded yet.'),
      l10n.t('Open the graph of a cluster to start recording.'),
    );
  const file =
    target ??
    (await askExportFile(
      l10n.t('Export Recording'),
      { [l10n.t('Recording')]: ['json'] },
      exportName(recording.cluster, `recording-${timeInName(recording.bounds?.from ?? 0)}`, SUFFIX.slice(1)),
    ));
  if (!file) return;
  await vscode.workspace.fs.writeFile(file, Buffer.from(text));
  reportExport(reporter, file, undefined, () => vscode.commands.executeCommand(Command.openRecording, file));
}
