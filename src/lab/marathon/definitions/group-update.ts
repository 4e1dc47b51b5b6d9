import { newApp, withVersion, type AppDefinition } from './app';
import type { AppUpdate } from './app-schema';
import type { Group } from './group';
import { emptyGroup, mapApps } from './group';
import type { GroupUpdate } from './group-schema';
import { absoluteId } from './path-id';

/** Returns the ID of the group that an update changes: the one in its body, relative to the request's path. */
export function effectiveId(update: GroupUpdate, path: string): string {
  return update.id === undefined ? path : absoluteId(update.id, path);
}

/**
 * Applies an update to a group: given sets of apps and groups replace the current ones, omitted ones stay. An unchanged
 * app keeps its version.
 */
export function applyGroupUpdate(current: Group, update: GroupUpdate, version: string): Group {
  const { id } = current;
  return {
    ...current,
    version,
    apps: update.apps?.map((app) => applyApp(current, app, version)) ?? current.apps,
    groups:
      update.groups?.map((group) => {
        const groupId = absoluteId(group.id ?? '', id);
        return applyGroupUpdate(
          current.groups.find((known) => known.id === groupId) ?? emptyGroup(groupId, version),
          group,
          version,
        );
      }) ?? current.groups,
    dependencies: update.dependencies?.map((dependency) => absoluteId(dependency, id)) ?? current.dependencies,
  };
}

/** Multiplies the instances of all apps of a group, rounding up. */
export function scaleGroup(group: Group, factor: number, version: string): Group {
  return mapApps(group, (app) => withVersion(app, { ...app, instances: Math.ceil(app.instances * factor) }, version));
}

function applyApp(group: Group, update: AppUpdate, version: string): AppDefinition {
  const id = absoluteId(update.id ?? '', group.id);
  const dependencies = (update.dependencies ?? []).map((dependency) => absoluteId(dependency, group.id));
  const app = { ...newApp(id, update, version), dependencies };
  const current = group.apps.find((known) => known.id === id);
  return current ? withVersion(current, app, version) : app;
}
