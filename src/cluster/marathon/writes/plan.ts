import type { MarathonData } from '../../model/snapshot';
import { appsOf, readDefinition, type DefinedGroup } from './definition';
import type { PlannedAction } from './dry-run';
import { isBelow } from '../path-id';

/** An action that only prepares others. */
const FETCH = 'ResolveArtifacts ';

/** What a change does to the apps and pods of a cluster, by ID. Sorted. */
export interface MarathonPlan {
  readonly starts: readonly string[];
  /** Stopped and removed. */
  readonly stops: readonly string[];
  /** Stopped, and started with another definition. */
  readonly restarts: readonly string[];
  /** The number of instances before and after, if known. */
  readonly scales: readonly { readonly id: string; readonly from?: number; readonly to?: number }[];
  /** Other actions, as Marathon names them. */
  readonly others: readonly string[];
  /** Whether the plan is complete. False if it was derived from the last known state, which doesn't show restarts. */
  readonly exact: boolean;
}

/** Marathon's own plan, completed with the numbers of instances. */
export function planOf(
  actions: readonly PlannedAction[],
  definition: object,
  path: string,
  data: MarathonData | undefined,
): MarathonPlan {
  const wanted = new Map(appsIn(readDefinition(definition, path)).map(({ id, instances }) => [id, instances]));
  const known = new Map(data?.apps.map(({ id, instances }) => [id, instances]));
  const starts = ids(actions, 'start');
  return {
    starts,
    stops: ids(actions, 'stop'),
    restarts: ids(actions, 'restart'),
    // A new app is started without instances and then scaled.
    scales: ids(actions, 'scale')
      .filter((id) => !starts.includes(id))
      .map((id) => scaled(id, known.get(id), wanted.get(id))),
    others: actions.filter(({ kind }) => kind === 'other').map(({ name, id }) => `${name} ${id}`.trim()),
    exact: true,
  };
}

/**
 * Derives the plan of putting a group from the last known state. undefined if there is none or the definition is
 * unreadable.
 */
export function workOut(definition: object, path: string, data: MarathonData | undefined): MarathonPlan | undefined {
  const target = readDefinition(definition, path);
  if (!target || !data) return undefined;
  const after = new Map(appsOf(target).map(({ id, instances }) => [id, instances]));
  const before = new Map(data.apps.map(({ id, instances }) => [id, instances]));
  const kept = [...after].filter(([id]) => before.has(id));
  return {
    starts: [...after.keys()].filter((id) => !before.has(id)).sort(),
    stops: [
      ...[...before.keys()].filter((id) => !after.has(id) && isReplaced(id, target, 'app')),
      ...(data.pods ?? []).map(({ id }) => id).filter((id) => isReplaced(id, target, 'pod')),
    ].sort(),
    restarts: [],
    scales: kept
      .filter(([id, instances]) => before.get(id) !== instances)
      .map(([id, instances]) => scaled(id, before.get(id), instances)),
    others: [],
    exact: false,
  };
}

/** The plan of destroying a group. */
export function planOfDestroying(group: string, data: MarathonData | undefined): MarathonPlan {
  const stops = [...(data?.apps ?? []), ...(data?.pods ?? [])].map(({ id }) => id).filter((id) => isBelow(id, group));
  return { starts: [], stops: stops.sort(), restarts: [], scales: [], others: [], exact: true };
}

/** The plan of scaling an app. */
export function planOfScaling(id: string, from: number, to: number): MarathonPlan {
  return { starts: [], stops: [], restarts: [], scales: [{ id, from, to }], others: [], exact: true };
}

/** Whether anything that runs is stopped or scaled down, as far as known. */
export function isHarmful({ stops, restarts, scales, others }: MarathonPlan): boolean {
  return (
    stops.length > 0 ||
    restarts.length > 0 ||
    others.some((action) => !action.startsWith(FETCH)) ||
    scales.some(({ from, to }) => from === undefined || to === undefined || to < from)
  );
}

/**
 * Whether an app or pod is in a set that a definition replaces. A named group keeps its pods: a set of apps doesn't
 * replace them.
 */
function isReplaced(id: string, { id: group, apps, groups }: DefinedGroup, kind: 'app' | 'pod'): boolean {
  if (!isBelow(id, group)) return false;
  const direct = id.slice(0, id.lastIndexOf('/')) === (group === '/' ? '' : group);
  if (direct) return kind === 'app' && apps !== undefined;
  const inner = groups?.find((candidate) => isBelow(id, candidate.id));
  return inner ? isReplaced(id, inner, kind) : groups !== undefined;
}

function ids(actions: readonly PlannedAction[], kind: PlannedAction['kind']): readonly string[] {
  return [...new Set(actions.filter((action) => action.kind === kind).map(({ id }) => id))].sort();
}

function scaled(id: string, from: number | undefined, to: number | undefined): MarathonPlan['scales'][number] {
  return { id, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

function appsIn(target: DefinedGroup | undefined): ReturnType<typeof appsOf> {
  return target ? appsOf(target) : [];
}
