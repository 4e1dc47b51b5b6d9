import type { CompiledModel } from '../evaluation';
import { plannedPlace, type Member, type Place } from '../evaluation/place';
import type { Workload } from '../model/endpoint';
import { cellsOf, type Cell, type NetworkIndex } from './networks';

/** Ends of connections that are alike to every rule. */
export type Group = WorkloadGroup | OutsideGroup;

interface Grouped {
  readonly index: number;
  /** Where rules see one of them. */
  readonly place: Place;
  /** The numbers of the networks that they lie in. */
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

/** The groups of a model in one IP version. */
export class Groups {
  readonly all: readonly Group[];
  readonly #byEndpoint = new Map<string, WorkloadGroup>();
  readonly #byLabel = new Map<string, Map<string, number[]>>();

  constructor(
    model: CompiledModel,
    readonly networks: NetworkIndex,
    sets: NetworkIndex,
    version: 4 | 6,
  ) {
    const groups: Group[] = [];
    const known = new Map<string, WorkloadGroup & { readonly members: Workload[] }>();
    for (const { endpoint, class: endpointClass } of model.directory) {
      if (endpoint.kind !== 'workload') continue;
      const member = { endpoint, class: endpointClass };
      const place = placeOf(member, version, model);
      if (!place) continue;
      const around = place.address ? networks.around(place.address) : [];
      const key = keyOf(member, place, around, model);
      let group = known.get(key);
      if (!group) {
        group = { kind: 'workloads', index: groups.length, place, networks: around, members: [], member };
        known.set(key, group);
        groups.push(group);
      }
      group.members.push(endpoint);
      this.#byEndpoint.set(endpoint.id, group);
    }
    for (const cell of cellsOf([...networks.networks, ...sets.networks], version, (address) =>
      isOwned(model, address),
    )) {
      const place = model.place(cell.address);
      groups.push({ kind: 'outside', index: groups.length, place, networks: networks.around(cell.address), cell });
    }
    this.all = groups;
  }

  /** The group of a workload; undefined for one without an address of the IP version. */
  of(endpoint: string): WorkloadGroup | undefined {
    return this.#byEndpoint.get(endpoint);
  }

  /** The groups of which something has the label. */
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

function placeOf(member: Member<Workload>, version: 4 | 6, model: CompiledModel): Place | undefined {
  const { state, addresses } = member.endpoint;
  if (state.kind === 'planned') return plannedPlace(member);
  const address = addresses.find((candidate) => candidate.version === version);
  return address && model.place(address);
}

/** What rules may look at of a workload and its address. */
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

function isOwned(model: CompiledModel, address: Cell['address']): boolean {
  const place = model.place(address);
  return place.owners.length > 0 || model.directory.hostAt(place) !== undefined;
}
