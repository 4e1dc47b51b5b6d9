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
  #byEndpoint: ReadonlyMap<string, WorkloadGroup> | undefined;
  readonly #byLabel = new Map<string, Map<string, number[]>>();

  constructor(
    readonly all: readonly Group[],
    readonly networks: NetworkIndex,
  ) {}

  /** The group of a workload; undefined for one without an address of the IP version. */
  of(endpoint: string): WorkloadGroup | undefined {
    return (this.#byEndpoint ??= this.#members()).get(endpoint);
  }

  #members(): ReadonlyMap<string, WorkloadGroup> {
    const groups = new Map<string, WorkloadGroup>();
    for (const group of this.all)
      if (group.kind === 'workloads') for (const { id } of group.members) groups.set(id, group);
    return groups;
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
  const known = new Map<number | string, Drafts>();
  const [main, ...others] = models.map((model) => new Sights(model, networks, version));
  for (let at = 0; main && at < main.size; at += 1) {
    const first = main.at(at);
    const workload = main.workload(at);
    if (!first || !workload) continue;
    const key = keyIn(others, first, workload.id);
    if (key === undefined) continue;
    let drafts = known.get(key);
    if (!drafts) {
      const seen = [first, ...others.flatMap((other) => other.of(workload.id) ?? [])];
      known.set(key, (drafts = { seen, members: models.map(() => []) }));
    }
    drafts.members[0]?.push(workload);
    for (const [number, other] of others.entries()) {
      const same = other.workload(other.indexOf(workload.id));
      if (same) drafts.members[number + 1]?.push(same);
    }
  }
  const isOwned = (address: Address) => models.some((model) => isOwnedIn(model, address));
  const cells = cellsOf([...networks.networks, ...sets], version, isOwned);
  return models.map((model, number) => {
    const workloads = [...known.values()].flatMap(({ seen, members }, index): readonly Group[] => {
      const sight = seen[number];
      if (!sight) return [];
      const { member, place, networks: around } = sight;
      return [{ kind: 'workloads', index, member, place, networks: around, members: members[number] ?? [] }];
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

/** Workloads that are alike to every rule of a model. */
interface Sight {
  /** The same for all of them. */
  readonly number: number;
  /** One of them. */
  readonly member: Member<Workload>;
  readonly place: Place;
  readonly networks: readonly number[];
}

/** Equal for workloads that are alike in all models; undefined for one that some model does not have. */
function keyIn(others: readonly Sights[], { number }: Sight, id: string): number | string | undefined {
  if (others.length === 0) return number;
  let key = String(number);
  for (const other of others) {
    const sight = other.of(id);
    if (!sight) return undefined;
    key += ` ${sight.number}`;
  }
  return key;
}

/** The workloads of a model, as its rules see them. */
class Sights {
  readonly size: number;
  readonly #byKey = new Map<string, Sight>();
  /** Those of workloads that alone have their address, by class: most others of the class are compared to these only. */
  readonly #alone: (Sight[] | undefined)[] = [];

  constructor(
    private readonly model: CompiledModel,
    private readonly networks: NetworkIndex,
    private readonly version: 4 | 6,
  ) {
    this.size = model.directory.members.length;
  }

  indexOf(id: string): number {
    return this.model.directory.indexOf(id) ?? -1;
  }

  workload(at: number): Workload | undefined {
    const endpoint = this.model.directory.members[at]?.endpoint;
    return endpoint?.kind === 'workload' ? endpoint : undefined;
  }

  of(id: string): Sight | undefined {
    return this.at(this.indexOf(id));
  }

  /** How rules see a member, if it is a workload with an address of the IP version. */
  at(at: number): Sight | undefined {
    const found = this.model.directory.members[at];
    if (found?.endpoint.kind !== 'workload') return undefined;
    const { endpoint, class: endpointClass } = found;
    const address = endpoint.addresses.find((candidate) => candidate.version === this.version);
    const { directory } = this.model;
    const isAlone = address !== undefined && isPlain(endpoint, this.model) && directory.isAlone(at, address);
    if (!isAlone) return this.#make({ endpoint, class: endpointClass });
    const alone = (this.#alone[endpointClass.id] ??= []);
    const around = this.networks.around(address);
    for (const sight of alone) if (isAlike(sight, endpoint, around)) return sight;
    const made = this.#make({ endpoint, class: endpointClass });
    if (made?.member.endpoint === endpoint) alone.push(made);
    return made;
  }

  #make(member: Member<Workload>): Sight | undefined {
    const place = memberPlace(member, this.version, this.model);
    if (!place) return undefined;
    const networks = place.address ? this.networks.around(place.address) : [];
    const key = keyOf(member, place, networks, this.model);
    let sight = this.#byKey.get(key);
    if (!sight) this.#byKey.set(key, (sight = { number: this.#byKey.size, member, place, networks }));
    return sight;
  }
}

/** Whether rules see a workload only by its class, ports and address. */
function isPlain({ state }: Workload, { services }: CompiledModel): boolean {
  return (state.kind === 'active' || state.kind === 'inactive') && (!services || services.isEmpty);
}

/** Whether rules see a workload that alone has its address like another one of its class. */
function isAlike({ member, networks }: Sight, { state, ports }: Workload, around: readonly number[]): boolean {
  const { endpoint } = member;
  if (state.kind !== endpoint.state.kind || ports.length !== endpoint.ports.length) return false;
  if (around.length !== networks.length || !around.every((number, at) => number === networks[at])) return false;
  return (
    ports === endpoint.ports ||
    ports.every(({ name, protocol, port }, at) => {
      const other = endpoint.ports[at];
      return other?.name === name && other.protocol === protocol && other.port === port;
    })
  );
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
