import type { AppDefinition } from './app';
import { isWithin, parentId } from './path-id';

/** A group of apps and groups. Immutable: changes return a new tree that shares unchanged parts. */
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

/** Returns all apps of a group and its subgroups. */
export function allApps(group: Group): AppDefinition[] {
  return [...group.apps, ...group.groups.flatMap(allApps)];
}

export function findApp(root: Group, id: string): AppDefinition | undefined {
  return findGroup(root, parentId(id))?.apps.find((app) => app.id === id);
}

/** Returns the tree with one group replaced; creates missing groups above it. */
export function updateGroup(root: Group, id: string, version: string, change: (group: Group) => Group): Group {
  if (root.id === id) return change({ ...root, version });
  const next = root.groups.find((group) => isWithin(id, group.id)) ?? emptyGroup(stepTowards(root.id, id), version);
  const others = root.groups.filter((group) => group.id !== next.id);
  return { ...root, version, groups: [...others, updateGroup(next, id, version, change)] };
}

/** Returns the tree without a group. */
export function removeGroup(root: Group, id: string, version: string): Group {
  if (id === '/') return emptyGroup('/', version);
  return updateGroup(root, parentId(id), version, (parent) => ({
    ...parent,
    groups: parent.groups.filter((group) => group.id !== id),
  }));
}

/** Returns the tree with an app added or replaced. */
export function putApp(root: Group, app: AppDefinition, version: string): Group {
  return updateGroup(root, parentId(app.id), version, (parent) => ({
    ...parent,
    apps: [...parent.apps.filter(({ id }) => id !== app.id), app],
  }));
}

/** Returns the tree without an app. */
export function removeApp(root: Group, id: string, version: string): Group {
  return updateGroup(root, parentId(id), version, (parent) => ({
    ...parent,
    apps: parent.apps.filter((app) => app.id !== id),
  }));
}

/** Applies a change to every app of a group and its subgroups. */
export function mapApps(group: Group, change: (app: AppDefinition) => AppDefinition): Group {
  return { ...group, apps: group.apps.map(change), groups: group.groups.map((inner) => mapApps(inner, change)) };
}

function stepTowards(from: string, to: string): string {
  const prefix = from === '/' ? '/' : `${from}/`;
  return prefix + (to.slice(prefix.length).split('/')[0] ?? '');
}
