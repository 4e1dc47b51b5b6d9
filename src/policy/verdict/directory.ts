import { eachInTurn } from '../../base/time-slices';
import { formatAddress, type Address } from '../model/address';
import type { Endpoint, Host, HostEndpoint, NetworkSet, Workload } from '../model/endpoint';
import type { ClassIndex } from './classes';
import { isWorkload, placeOf, SetIndex, type Member, type Owner, type Place } from './place';

/** A host with the host endpoints on it, in the order of their names. */
export interface HostMember {
  readonly host: Host;
  readonly endpoints: readonly Member<HostEndpoint>[];
}

/** Maximum number of outside addresses in the cache. */
const MOST_STRANGERS = 10_000;

/** The endpoint at each address. Does not depend on policies. */
export class Directory {
  readonly #strangers = new Map<string, Place>();

  private constructor(
    readonly endpoints: readonly Endpoint[],
    readonly hosts: readonly Host[],
    readonly classes: ClassIndex,
    readonly members: readonly Member[],
    private readonly index: Index,
    private readonly places: (Place | undefined)[],
  ) {}

  /** Makes a directory, with pauses. */
  static *of(
    endpoints: readonly Endpoint[],
    hosts: readonly Host[],
    classes: ClassIndex,
  ): Generator<undefined, Directory> {
    const members: Member[] = [];
    yield* eachInTurn(endpoints, (endpoint) => {
      members.push({ endpoint, class: classes.of(endpoint) });
    });
    return new Directory(endpoints, hosts, classes, members, yield* Index.of(members, hosts), []);
  }

  /** Makes the directory of other endpoints and hosts, with pauses, reusing this one for equal parts. */
  *next(endpoints: readonly Endpoint[], hosts: readonly Host[], classes: ClassIndex): Generator<undefined, Directory> {
    const same = classes === this.classes && isSameList(hosts, this.hosts);
    if (same && endpoints === this.endpoints) return this;
    const changed = same ? this.#relabelled(endpoints) : undefined;
    if (!changed) return yield* Directory.of(endpoints, hosts, classes);
    if (changed.length === 0) return this;
    const members = this.members.slice();
    const places = this.places.slice();
    for (const place of changed) {
      const endpoint = endpoints[place];
      if (!endpoint) continue;
      members[place] = { endpoint, class: classes.of(endpoint) };
      for (const neighbor of this.index.neighbors(endpoint)) {
        places[slot(neighbor, 4)] = undefined;
        places[slot(neighbor, 6)] = undefined;
      }
    }
    return new Directory(endpoints, hosts, classes, members, this.index, places);
  }

  /** Returns the positions of changed endpoints if only labels, profiles and ports of workloads have changed. */
  #relabelled(endpoints: readonly Endpoint[]): readonly number[] | undefined {
    if (endpoints.length !== this.endpoints.length) return undefined;
    const changed: number[] = [];
    // By index, because every change compares all endpoints.
    for (let place = 0; place < endpoints.length; place += 1) {
      const old = this.endpoints[place];
      const now = endpoints[place];
      if (now === old) continue;
      if (now?.kind !== 'workload' || old?.kind !== 'workload' || !isInPlaceOf(now, old)) return undefined;
      changed.push(place);
    }
    return changed;
  }

  member(id: string): Member | undefined {
    return this.members[this.index.byId.get(id) ?? -1];
  }

  host(name: string): HostMember | undefined {
    return this.index.hosts.get(name);
  }

  /** The host whose network a workload uses. */
  hostUnder(workload: string): HostMember | undefined {
    return this.index.hostsByWorkload.get(workload);
  }

  hostAt({ address }: Place): HostMember | undefined {
    return address && this.index.hostsByAddress.get(keyOf(address));
  }

  /** Whether an address is of this member alone, and in no network set. Members are counted from 0. */
  isAlone(member: number, address: Address): boolean {
    return !this.index.sharing.has(member) && this.index.sets.covering(address).length === 0;
  }

  /** The position of the member with an ID, counted from 0. */
  indexOf(id: string): number | undefined {
    return this.index.byId.get(id);
  }

  /** The workload that is reached at the address, whatever its state. */
  workloadAt({ address }: Place): Member<Workload> | undefined {
    if (!address) return undefined;
    for (const owner of this.index.ownersOf(address)) {
      const member = this.members[owner];
      if (member && isWorkload(member)) return member;
    }
    const member = this.members[this.index.voids.get(keyOf(address)) ?? -1];
    return member && isWorkload(member) ? member : undefined;
  }

  /** The address, with everything that rules can match it by. */
  place(address: Address): Place {
    const key = formatAddress(address);
    const owners = this.index.ownersOf(address);
    const first = owners[0];
    const kept = first === undefined ? undefined : slot(first, address.version);
    const known = kept === undefined ? this.#strangers.get(key) : this.places[kept];
    if (known?.key === key) return known;
    const place = placeOf(address, key, this.#ownersAt(owners), this.index.sets);
    if (kept !== undefined) this.places[kept] = place;
    else this.#remember(place);
    return place;
  }

  #ownersAt(places: readonly number[]): readonly Owner[] {
    const only = places.length === 1 ? this.members[places[0] ?? -1] : undefined;
    // Nearly all addresses have one owner. This list has no room for more, unlike a filtered one.
    if (only && isOwner(only)) return [only];
    return places.flatMap((place) => this.members[place] ?? []).filter(isOwner);
  }

  #remember(place: Place): void {
    if (this.#strangers.size >= MOST_STRANGERS) this.#strangers.clear();
    this.#strangers.set(place.key, place);
  }

  *[Symbol.iterator](): Iterator<Member> {
    yield* this.members;
  }
}

/** Where the place of an endpoint's address of an IP version is kept. */
function slot(member: number, version: 4 | 6): number {
  return member * 2 + (version === 4 ? 0 : 1);
}

function isSameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a === b || (a.length === b.length && a.every((item, index) => item === b[index]));
}

/** Whether two workloads differ only in what rules match besides addresses. */
function isInPlaceOf(now: Workload, old: Workload): boolean {
  return (
    now.id === old.id &&
    now.host === old.host &&
    now.state.kind === old.state.kind &&
    (now.addresses === old.addresses ||
      (now.addresses.length === old.addresses.length &&
        now.addresses.every((address, index) => isSame(address, old.addresses[index]))))
  );
}

function isSame(a: Address, b: Address | undefined): boolean {
  return a === b || (b !== undefined && formatAddress(a) === formatAddress(b));
}

/** Equal for equal addresses: the word of an IPv4 address, or the text of another. */
type AddressKey = number | string;

function keyOf(address: Address): AddressKey {
  return address.version === 4 ? (address.words[0] ?? 0) | 0 : formatAddress(address);
}

/** The index of each member in the list. */
class Index {
  readonly sets = new SetIndex();
  readonly byId = new Map<string, number>();
  /** The members that share an address. */
  readonly sharing = new Set<number>();
  /** The last workload at each address that Felix can't read. */
  readonly voids = new Map<AddressKey, number>();
  readonly hosts = new Map<string, HostMember>();
  readonly hostsByAddress = new Map<AddressKey, HostMember>();
  readonly hostsByWorkload = new Map<string, HostMember>();
  /** Nearly all addresses have one owner. */
  readonly #owners = new Map<AddressKey, number | number[]>();

  /** Makes the index, with pauses. */
  static *of(members: readonly Member[], hosts: readonly Host[]): Generator<undefined, Index> {
    const index = new Index();
    const onHosts: Member<HostEndpoint>[] = [];
    yield* eachInTurn(members, (member, place) => {
      index.byId.set(member.endpoint.id, place);
      if (isSet(member)) index.sets.add(member);
      else if (isHostEndpoint(member)) onHosts.push(member);
      if (member.endpoint.kind !== 'network-set') index.#addAddresses(member, member.endpoint.addresses, place);
    });
    const hostEndpoints = onHosts.sort((a, b) => (a.endpoint.id < b.endpoint.id ? -1 : 1));
    for (const host of hosts)
      index.#addHost({ host, endpoints: hostEndpoints.filter(({ endpoint }) => endpoint.host === host.name) });
    return index;
  }

  #addAddresses(member: Member, addresses: readonly Address[], place: number): void {
    for (const address of addresses) {
      const key = keyOf(address);
      if (isOwner(member)) this.#addOwner(key, place);
      else this.voids.set(key, place);
    }
  }

  #addOwner(key: AddressKey, place: number): void {
    const known = this.#owners.get(key);
    if (known === undefined) {
      this.#owners.set(key, place);
      return;
    }
    const all = typeof known === 'number' ? [known, place] : [...known, place];
    this.#owners.set(key, all);
    for (const owner of all) this.sharing.add(owner);
  }

  ownersOf(address: Address): readonly number[] {
    const owners = this.#owners.get(keyOf(address));
    return typeof owners === 'number' ? [owners] : (owners ?? []);
  }

  #addHost(member: HostMember): void {
    const { host, endpoints } = member;
    this.hosts.set(host.name, member);
    for (const workload of host.workloads ?? []) this.hostsByWorkload.set(workload, member);
    for (const { addresses } of [host, ...endpoints.map(({ endpoint }) => endpoint)]) {
      for (const address of addresses) {
        const key = keyOf(address);
        if (!this.hostsByAddress.has(key)) this.hostsByAddress.set(key, member);
      }
    }
  }

  /** All endpoints that share an address with this one, including itself. */
  *neighbors(endpoint: Endpoint): Generator<number> {
    if (endpoint.kind === 'network-set') return;
    for (const address of endpoint.addresses) yield* this.ownersOf(address);
  }
}

function isSet(member: Member): member is Member<NetworkSet> {
  return member.endpoint.kind === 'network-set';
}

function isHostEndpoint(member: Member): member is Member<HostEndpoint> {
  return member.endpoint.kind === 'host-endpoint';
}

function isOwner(member: Member): member is Owner {
  return member.endpoint.kind !== 'network-set' && !isVoid(member.endpoint);
}

/** No rule matches the addresses of an endpoint that Felix can't read. */
function isVoid(endpoint: Endpoint): boolean {
  return endpoint.kind === 'workload' && endpoint.state.kind === 'void';
}
