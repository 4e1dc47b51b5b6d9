import type { CompiledModel } from '../../verdict';
import { plannedPlace, type Member, type Place } from '../../verdict/place';
import type { Address, Network } from '../../model/address';
import type { Workload } from '../../model/endpoint';
import { cellsOf, type Cell, type NetworkIndex } from './networks';

/** Ends of connections that every rule treats alike. */
export type Group = WorkloadGroup | OutsideGroup;

interface Grouped {
  readonly index: number;
  /** The place of one of them, as rules see it. */
  readonly place: Place;
  /** The numbers of the networks that contain them. */
  readonly networks: readonly number[];
}

export interface WorkloadGroup extends Grouped {
  readonly kind: 'workloads';
  readonly members: readonly Workload[];
  /** One of them. */
  readonly member: Member<Workload>;
}

export interface OutsideGroup extends Grouped {
  readonly kind: 'outside';
  readonly cell: Cell;
}

/** Groups of ends, found by number, by endpoint and by label. */
export class Groups {
  readonly #byEndpoint = new Map<string, WorkloadGroup>();
  readonly #byLabel = new Map<string, Map<string, number[]>>();

  constructor(
    readonly all: readonly Group[],
    readonly networks: NetworkIndex,
  ) {
    for (const group of all)
      if (group.kind === 'workloads') for (const { id } of group.members) this.#byEndpoint.set(id, group);
  }

  /** The group of a workload; undefined for one without an address of the IP version. */
  of(endpoint: string): WorkloadGroup | undefined {
    return this.#byEndpoint.get(endpoint);
  }

  /** The groups with a member that has the label. */
  labelled(key: string, value: string): readonly number[] {
    let values = this.#byLabel.get(key);
    if (!values) {
      values = new Map();
      this.#byLabel.set(key, values);
      for (const { index, place } of this.all) {
        for (const { labels } of place.classes) {
          const own = Object.hasOwn(labels, key) ? labels[key] : undefined;
          if (own === undefined) continue;
          const found = values.get(own);
          if (!found) values.set(own, [index]);
          else if (found.at(-1) !== index) found.push(index);
        }
      }
    }
    return values.get(value) ?? [];
  }
}

/**
 * The groups of models in one IP version, with the same numbers in each: ends are in one group that are alike to every
 * rule of every model. Omits workloads that a model does not have.
 * @param networks The networks in the models' rules.
 * @param sets The networks in the models' network sets.
 */
export function groupsOf(
  models: readonly CompiledModel[],
  networks: NetworkIndex,
  sets: readonly Network[],
  version: 4 | 6,
): readonly Groups[] {
  const known = new Map<string, Drafts>();
  const [main, ...others] = models;
  for (const own of main?.directory ?? []) {
    const first = main && seenBy(main, own, networks, version);
    if (!first) continue;
    const seen = [first];
    let { key } = first;
    for (const model of others) {
      const sight = seenBy(model, model.directory.member(own.endpoint.id), networks, version);
      if (!sight) break;
      seen.push(sight);
      key += `\n\n${sight.key}`;
    }
    if (seen.length < models.length) continue;
    let drafts = known.get(key);
    if (!drafts) known.set(key, (drafts = { seen, members: models.map(() => []) }));
    for (let number = 0; number < seen.length; number += 1) {
      const sight = seen[number];
      if (sight) drafts.members[number]?.push(sight.member.endpoint);
    }
  }
  const isOwned = (address: Address) => models.some((model) => isOwnedIn(model, address));
  const cells = cellsOf([...networks.networks, ...sets], version, isOwned);
  return models.map((model, number) => {
    const workloads = [...known.values()].flatMap(({ seen, members }, index): readonly Group[] => {
      const sight = seen[number];
      return sight ? [{ kind: 'workloads', index, ...sight, members: members[number] ?? [] }] : [];
    });
    const outside = cells.map((cell, index): Group => ({
      kind: 'outside',
      index: workloads.length + index,
      place: model.place(cell.address),
      networks: networks.around(cell.address),
      cell,
    }));
    return new Groups([...workloads, ...outside], networks);
  });
}

/** A future group: one of its members as each model sees it, and all members. */
interface Drafts {
  readonly seen: readonly Sight[];
  readonly members: readonly Workload[][];
}

/** A workload in a model. */
interface Sight {
  readonly member: Member<Workload>;
  readonly place: Place;
  readonly networks: readonly number[];
  readonly key: string;
}

function seenBy(
  model: CompiledModel,
  found: Member | undefined,
  networks: NetworkIndex,
  version: 4 | 6,
): Sight | undefined {
  if (found?.endpoint.kind !== 'workload') return undefined;
  const member = { endpoint: found.endpoint, class: found.class };
  const place = memberPlace(member, version, model);
  if (!place) return undefined;
  const around = place.address ? networks.around(place.address) : [];
  return { member, place, networks: around, key: keyOf(member, place, around, model) };
}

function memberPlace(member: Member<Workload>, version: 4 | 6, model: CompiledModel): Place | undefined {
  const { state, addresses } = member.endpoint;
  if (state.kind === 'planned') return plannedPlace(member);
  const address = addresses.find((candidate) => candidate.version === version);
  return address && model.place(address);
}

/** Everything about a workload and its address that rules can match. */
function keyOf(
  { endpoint, class: endpointClass }: Member<Workload>,
  { key, classes, owners }: Place,
  networks: readonly number[],
  model: CompiledModel,
): string {
  let text = `${endpointClass.id} ${endpoint.state.kind} ${networks.join()}`;
  for (const { id } of classes) text += ` ${id}`;
  for (const owner of owners)
    for (const { name, protocol, port } of owner.endpoint.ports)
      text += `\n${owner.class.id} ${name} ${protocol} ${port}`;
  return `${text}\n${model.services?.signature(key) ?? ''}`;
}

function isOwnedIn(model: CompiledModel, address: Address): boolean {
  const place = model.place(address);
  return place.owners.length > 0 || model.directory.hostAt(place) !== undefined;
}
