import { hasBit, members, without, type Bits } from '../reach/bits';
import type { Layer } from '../reach/ports/layer';
import type { Pair, Reachability } from '../reach/ports/result';

/** Connections that a change opens or closes on one port: from each of `from` to each of `to`, except to itself. */
export interface ConnectionChange {
  readonly port: number;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** The effect of a policy change, port by port, on connections that can be evaluated before and after it. */
export interface PolicyDiff {
  readonly opened: readonly ConnectionChange[];
  readonly closed: readonly ConnectionChange[];
}

/** A connection that a change opens or closes. */
export interface ChangedPair extends Pair {
  readonly port: number;
}

/** Yields every single pair of the changes. */
export function* expand(changes: readonly ConnectionChange[]): Generator<ChangedPair> {
  for (const { port, from: sources, to: destinations } of changes) {
    for (const to of destinations) for (const from of sources) if (from !== to) yield { from, to, port };
  }
}

/** Compares two answers on the ports that both cover. */
export function compare(before: Reachability, after: Reachability): PolicyDiff {
  const ports = before.ports.filter((port) => after.layers.has(port));
  const changesOf = before.population === after.population ? changesOfLayers : changesOfPeople;
  return {
    opened: ports.flatMap((port) => changesOf(after, before, port)),
    closed: ports.flatMap((port) => changesOf(before, after, port)),
  };
}

/** What `more` allows and `less` denies, if both have the same classes. */
function changesOfLayers(more: Reachability, less: Reachability, port: number): ConnectionChange[] {
  const { classes } = more.population;
  const other = less.layers.get(port);
  return rowsOf(more.layers.get(port)).flatMap((row, destination) => {
    const old = other?.allowed[destination];
    if (!old || old === row) return [];
    return change(
      port,
      members(without(without(row, old), other.unevaluated?.[destination] ?? NONE)).flatMap(
        (source) => classes[source]?.members ?? [],
      ),
      classes[destination]?.members ?? [],
    );
  });
}

/** The same for different classes: regroups endpoints by their classes in both answers. */
function changesOfPeople(more: Reachability, less: Reachability, port: number): ConnectionChange[] {
  const groups = groupsOf(more, less);
  const [rows, old] = [rowsOf(more.layers.get(port)), rowsOf(less.layers.get(port))];
  const open = less.layers.get(port)?.unevaluated ?? [];
  return groups.flatMap(({ more: destination, less: former, names }) => {
    const row = rows[destination];
    const before = former === undefined ? [] : [old[former], open[former]];
    const gains = groups.filter(
      (source) =>
        row &&
        hasBit(row, source.more) &&
        !before.some((bits) => bits && source.less !== undefined && hasBit(bits, source.less)),
    );
    return change(
      port,
      gains.flatMap((group) => group.names),
      names,
    );
  });
}

/** Endpoints with the same class in both answers; `less` is undefined for those missing from that answer. */
interface Group {
  readonly more: number;
  readonly less: number | undefined;
  readonly names: string[];
}

function groupsOf(more: Reachability, less: Reachability): Group[] {
  const groups = new Map<string, Group>();
  for (const [number, { members: names }] of more.population.classes.entries()) {
    for (const name of names) {
      const former = less.population.classOf(name);
      const key = `${number} ${former ?? ''}`;
      const known = groups.get(key);
      if (known) known.names.push(name);
      else groups.set(key, { more: number, less: former, names: [name] });
    }
  }
  return [...groups.values()];
}

const NONE = new Int32Array();

function rowsOf(layer: Layer | undefined): readonly Bits[] {
  return layer?.allowed ?? [];
}

/** Yields nothing if the only connection would be one to itself. */
function change(port: number, from: readonly string[], to: readonly string[]): ConnectionChange[] {
  if (from.length === 0 || (from.length === 1 && to.length === 1 && from[0] === to[0])) return [];
  return [{ port, from, to }];
}
