import * as vscode from 'vscode';
import { displayName, type NamedNetwork } from '../../policy/calico1/names';
import type { StoredProfile } from '../../policy/calico1/profile';
import { stateText } from './text';

/** A state of a profile and its title. */
export interface State {
  readonly profile: string;
  readonly stored: StoredProfile | undefined;
  readonly title: string;
}

const SCHEME = 'calico-stars-history';

/** Shows past states as documents whose URI contains their text, so that nothing has to be stored. */
export function registerStateDocuments(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: ({ query }) => query,
  });
}

/** Opens two states side by side. */
export function showDifference(left: State, right: State, networks: readonly NamedNetwork[]): Thenable<unknown> {
  const uri = ({ profile, stored, title }: State) =>
    vscode.Uri.from({
      scheme: SCHEME,
      path: `/${displayName(profile, networks)}.calico-rules`,
      query: stateText(profile, stored, networks),
      fragment: title,
    });
  return vscode.commands.executeCommand(
    'vscode.diff',
    uri(left),
    uri(right),
    `${displayName(right.profile, networks)}: ${left.title} ↔ ${right.title}`,
  );
}
