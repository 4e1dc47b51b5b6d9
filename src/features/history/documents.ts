import * as vscode from 'vscode';
import type { TextObject } from '../../cluster/etcd/change';
import { displayName, type NamedNetwork } from '../../policy/calico1/names';
import type { StoredProfile } from '../../policy/calico1/profile';
import { textOfState } from './policy-text';
import { STATE_SCHEME } from './state-documents';
import { stateText } from './text';
import { differenceTitle } from './title';

/** A state of a profile, a policy or a tier, with its title. */
export interface State {
  /** The name of the object. */
  readonly name: string;
  readonly text: string;
  readonly title: string;
  /** Of the file, which tells the language. Defaults to that of rules documents. */
  readonly ending?: string;
}

/** Returns a profile's state. @param profile Its stored name. */
export function profileState(
  profile: string,
  stored: StoredProfile | undefined,
  networks: readonly NamedNetwork[],
  title: string,
): State {
  return { name: displayName(profile, networks), text: stateText(profile, stored, networks), title };
}

/** Returns the state of a policy or a tier. */
export function textState(object: TextObject, stored: string | undefined, title: string): State {
  const ending = object.kind === 'resource' ? { ending: '.calico.yaml' } : {};
  return { name: object.name, text: textOfState(object, stored), title, ...ending };
}

/** Opens two states side by side. @param cluster The cluster to name in the tab, if it could be another. */
export function showDifference(left: State, right: State, cluster?: string): Thenable<unknown> {
  const uri = ({ name, text, title, ending = '.calico-rules' }: State) =>
    vscode.Uri.from({ scheme: STATE_SCHEME, path: `/${name}${ending}`, query: text, fragment: title });
  return vscode.commands.executeCommand(
    'vscode.diff',
    uri(left),
    uri(right),
    differenceTitle(`${right.name}: ${left.title} ↔ ${right.title}`, cluster),
  );
}
