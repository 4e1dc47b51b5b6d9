import * as l10n from '@vscode/l10n';
import { grouped } from '../../../../../base/grouped';
import { compiledOf } from '../../../../../cluster/analysis/compiled';
import { appNamed, dataOf } from '../../../../../cluster/model/indexes';
import type { App } from '../../../../../cluster/model/snapshot';
import { shortName } from '../../../../../cluster/model/workload-naming';
import { workloadsOf, type Workload } from '../../../../../cluster/model/workloads';
import { displayName } from '../../../../../policy/calico1/names';
import { isOfController } from '../../../../../policy/kubernetes/pod-owner';
import type { Scope } from '../../scope';

/** Something that contains workloads: a group of apps, or a namespace. */
export interface Container {
  readonly id: string;
  readonly name: string;
}

/** Workloads that are never shown apart: those of an app, or alike pods of a controller. */
export interface Leaf {
  readonly id: string;
  readonly name: string;
  /** Never empty. */
  readonly members: readonly Workload[];
  readonly app?: App;
  /** What contains it, the outermost first. */
  readonly within: readonly Container[];
}

/** Beyond this many workloads without app and controller, those with the same profiles and labels are shown together. */
const MOST_ALONE = 200;

/** Returns the workloads of a cluster, those that are never shown apart together. */
export function leavesOf(scope: Scope): readonly Leaf[] {
  const workloads = workloadsOf(scope.snapshot);
  const labelsOf = chosenLabels(scope);
  const isCrowded = workloads.filter(isAlone).length > MOST_ALONE;
  const sets = grouped(workloads, (workload) => {
    const { app, namespace, owner, endpoint, profiles } = workload;
    if (app !== undefined) return app;
    if (isAlone(workload) && !isCrowded) return endpoint;
    return JSON.stringify([namespace, owner, profiles, labelsOf(workload)]);
  });
  const uses = new Map<string, number>();
  return [...sets.values()].flatMap((members): readonly Leaf[] => {
    const [first] = members;
    if (!first) return [];
    const leaf = made(first, members, scope, isCrowded);
    // Pods of one controller may have different labels.
    const use = (uses.get(leaf.id) ?? 0) + 1;
    uses.set(leaf.id, use);
    return [use === 1 ? leaf : { ...leaf, id: `${leaf.id} #${use}` }];
  });
}

function isAlone({ app, owner }: Workload): boolean {
  return app === undefined && owner === undefined;
}

function made(first: Workload, members: readonly Workload[], scope: Scope, isCrowded: boolean): Leaf {
  const { namespace, owner } = first;
  const app = first.app === undefined ? undefined : appNamed(first.app, dataOf(scope.snapshot.marathon));
  if (app) return { id: app.id, name: shortName(app.id), members, app, within: groupsAround(app.id) };
  const within = namespace === undefined ? [] : [{ id: containerId(namespace), name: namespace }];
  const several = (name: string) => (members.length === 1 ? name : `${name} ×${members.length}`);
  if (owner !== undefined) return { id: `${namespace ?? ''}/${owner}`, name: several(owner), members, within };
  if (!isCrowded) return { id: first.name, name: first.name, members, within };
  const profiles = first.profiles.map((profile) => displayName(profile, scope.networks));
  const name = profiles.length === 0 ? l10n.t('no profile') : profiles.join(', ');
  return { id: `${name} ×`, name: members.length === 1 ? first.name : several(name), members, within };
}

/** Returns the groups of Marathon that an app is in, without the root. */
function groupsAround(app: string): readonly Container[] {
  const parts = app.split('/').slice(1, -1);
  return parts.map((_, index) => {
    const path = `/${parts.slice(0, index + 1).join('/')}`;
    return { id: containerId(path), name: path };
  });
}

/** IDs of containers differ from those of workloads, whatever the names. */
export function containerId(name: string): string {
  return `▣ ${name}`;
}

/** Returns the labels by which policy may select workloads, as text. */
function chosenLabels({ policy }: Scope): (workload: Workload) => string {
  if (!policy) return () => '';
  const { directory } = compiledOf(policy).model;
  const texts = new Map<object, string>();
  return ({ endpoint }) => {
    const endpointClass = directory.member(endpoint)?.class;
    if (!endpointClass) return '';
    let text = texts.get(endpointClass);
    if (text === undefined) {
      const chosen = Object.entries(endpointClass.labels).filter(([key]) => !isOfController(key));
      texts.set(endpointClass, (text = JSON.stringify(chosen.sort())));
    }
    return text;
  };
}
