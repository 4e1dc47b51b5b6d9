import { newApp, withVersion, type AppDefinition } from './app';
import type { AppUpdate } from './app-schema';
import type { Group } from './group';
import { emptyGroup, mapApps } from './group';
import type { GroupUpdate } from './group-schema';
import { absoluteId } from './path-id';

/** The group that an update really changes: the id in its body, looked up from the path it was sent to. */
export function effectiveId(update: GroupUpdate, path: string): string {
  return update.id === undefined ? path : absoluteId(update.id, path);
}

/**
 * A group with an update applied: sets of apps and groups that it names replace the former ones, those that it leaves
 * out stay. An app that is the same as before keeps its version.
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

/** A group with the instances of all apps multiplied, rounded up. */
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
