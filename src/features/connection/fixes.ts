import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ClusterDefinition } from '../../cluster/connection/definition';
import type { ClusterErrorKind } from '../../cluster/connection/errors';
import { demoWith } from '../../app/local-demos';
import { Command, SECTION, Setting, type CommandId } from '../../app/ids';
import type { MessageAction, Reporter } from '../../app/reporter';
import { configuredClusters, folderCluster, ownCluster } from '../../app/settings';

/** Returns the buttons that may fix a failure to connect to a cluster, the likeliest first. */
export function fixesFor(
  kind: ClusterErrorKind,
  { name, identity }: Pick<ClusterDefinition, 'name' | 'identity'>,
): readonly MessageAction[] {
  // It has no settings and no credentials.
  if (demoWith(identity)) return [];
  const run = (title: string, command: CommandId): MessageAction => ({
    title,
    run: () => vscode.commands.executeCommand(command, name),
  });
  const isOwn = ownCluster(name) !== undefined;
  // The folder's definition applies if both have one.
  const settings = openSettings(isOwn && !folderCluster(name) ? 'user' : 'workspace');
  const edit = isOwn ? run(l10n.t('Edit Cluster…'), Command.editCluster) : settings;
  switch (kind) {
    case 'unauthorized':
      return [run(l10n.t('Set Credentials…'), Command.setCredentials), edit];
    case 'forbidden':
      return [run(l10n.t('Set Credentials…'), Command.setCredentials)];
    case 'unreachable':
    case 'timeout':
      return [edit, ...(isOwn ? [run(l10n.t('Remove Cluster…'), Command.removeCluster)] : [])];
    case 'unexpected-answer':
    case 'read-only':
      return [edit];
    case 'tls':
      // The dialog of a cluster doesn't ask for the server's name and the files of single services.
      return isOwn ? [edit, settings] : [settings];
    case 'invalid':
      return [settings];
    default:
      return [];
  }
}

/** Returns the button that opens the setting of the clusters. */
export function openSettings(scope: 'user' | 'workspace' = 'user'): MessageAction {
  const command = scope === 'user' ? 'workbench.action.openSettings' : 'workbench.action.openWorkspaceSettings';
  return {
    title: l10n.t('Open Settings'),
    run: () => vscode.commands.executeCommand(command, `${SECTION}.${Setting.clusters}`),
  };
}

/** Reports invalid clusters in the settings. Returns whether there are any. */
export function reportInvalid(reporter: Pick<Reporter, 'warning'>): boolean {
  const { problems } = configuredClusters();
  for (const problem of problems) reporter.warning(problem, openSettings());
  return problems.length > 0;
}
