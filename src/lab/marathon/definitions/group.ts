import type { AppDefinition } from './app';
import { isWithin, parentId } from './path-id';

/** A group of apps and groups. Immutable: every change makes a new tree that shares what did not change. */
export interface Group {
  /** Absolute; the root is `/`. */
  readonly id: string;
  readonly apps: readonly AppDefinition[];
  readonly groups: readonly Group[];
  readonly dependencies: readonly string[];
  readonly version: string;
}

export function emptyGroup(id: string, version: string): Group {
  return { id, apps: [], groups: [], dependencies: [], version };
}

export function findGroup(root: Group, id: string): Group | undefined {
  if (root.id === id) return root;
  const next = root.groups.find((group) => isWithin(id, group.id));
  return next && findGroup(next, id);
}

/** All apps of a group and of the groups inside. */
export function allApps(group: Group): AppDefinition[] {
  return [...group.apps, ...group.groups.flatMap(allApps)];
}

export function findApp(root: Group, id: string): AppDefinition | undefined {
  return findGroup(root, parentId(id))?.apps.find((app) => app.id === id);
}

/** The tree with one group replaced; groups on the way to it are made when they are missing. */
export function updateGroup(root: Group, id: string, version: string, change: (group: Group) => Group): Group {
  if (root.id === id) return change({ ...root, version });
  const next = root.groups.find((group) => isWithin(id, group.id)) ?? emptyGroup(stepTowards(root.id, id), version);
  const others = root.groups.filter((group) => group.id !== next.id);
  return { ...root, version, groups: [...others, updateGroup(next, id, version, change)] };
}

/** The tree without a group. */
export function removeGroup(root: Group, id: string, version: string): Group {
  if (id === '/') return emptyGroup('/', version);
  return updateGroup(root, parentId(id), version, (parent) => ({
    ...parent,
    groups: parent.groups.filter((group) => group.id !== id),
  }));
}

/** The tree with an app put in, replacing the one of its id. */
export function putApp(root: Group, app: AppDefinition, version: string): Group {
  return updateGroup(root, parentId(app.id), version, (parent) => ({
    ...parent,
    apps: [...parent.apps.filter(({ id }) => id !== app.id), app],
  }));
}

/** The tree without an app. */
export function removeApp(root: Group, id: string, version: string): Group {
  return updateGroup(root, parentId(id), version, (parent) => ({
    ...parent,
    apps: parent.apps.filter((app) => app.id !== id),
  }));
}

/** A group with every app of it and of the groups inside changed. */
export function mapApps(group: Group, change: (app: AppDefinition) => AppDefinition): Group {
  return { ...group, apps: group.apps.map(change), groups: group.groups.map((inner) => mapApps(inner, change)) };
}

function stepTowards(from: string, to: string): string {
  const prefix = from === '/' ? '/' : `${from}/`;
  return prefix + (to.slice(prefix.length).split('/')[0] ?? '');
}
