import { formatAddress, type Address } from '../model/address';
import type { Endpoint, Host, HostEndpoint, NetworkSet, Translation, Workload } from '../model/endpoint';
import type { PolicyModel } from '../model/model';
import type { Policy, Tier } from '../model/policy';
import type { Settings } from '../model/settings';
import { ClassIndex, type EndpointClass } from './classes';
import { placeOf, SetIndex, type Member, type Owner, type Place } from './place';
import { Plans, viewsOf, type Views } from './plan';
import { compilePolicy, compileProfile, type CompiledPolicy, type CompiledProfile } from './policy';
import { PredicateIndex } from './predicate';
import { ServiceIndex } from './services';

/** A host with the host endpoints on it, in the order of their names. */
export interface HostMember {
  readonly host: Host;
  readonly endpoints: readonly Member<HostEndpoint>[];
}

/** A cluster's policy, ready for `judge`. What it works out on the way is kept for the next question. */
export class CompiledModel {
  readonly members: ReadonlyMap<string, Member>;
  readonly hosts: ReadonlyMap<string, HostMember>;
  readonly profiles: ReadonlyMap<string, CompiledProfile>;
  readonly services: ServiceIndex | undefined;
  readonly settings: Settings;
  readonly #sets: SetIndex;
  readonly #owners: ReadonlyMap<string, readonly Owner[]>;
  readonly #residents: ReadonlyMap<string, Member<Workload>>;
  readonly #hostsByAddress: ReadonlyMap<string, HostMember>;
  readonly #hostsByWorkload: ReadonlyMap<string, string>;
  readonly #translations: ReadonlyMap<string, readonly Translation[]>;
  readonly #places = new Map<string, Place>();
  readonly #views: Views;
  readonly #tiers: ReadonlyMap<string, Tier>;
  readonly #plans: Plans[] = [];

  constructor(readonly model: PolicyModel) {
    const predicates = new PredicateIndex();
    const classes = new ClassIndex(new Map(model.profiles.map((profile) => [profile.name, profile])));
    const members = model.endpoints.map((endpoint): Member => ({ endpoint, class: classes.of(endpoint) }));
    this.members = new Map(members.map((member) => [member.endpoint.id, member]));
    this.#owners = ownersOf(members);
    this.#residents = residentsOf(members);
    this.#sets = new SetIndex(members.filter(isSet));
    const hostEndpoints = members.filter(isHostEndpoint).sort((a, b) => (a.endpoint.id < b.endpoint.id ? -1 : 1));
    this.hosts = new Map(
      model.hosts.map((host) => [
        host.name,
        { host, endpoints: hostEndpoints.filter(({ endpoint }) => endpoint.host === host.name) },
      ]),
    );
    this.#hostsByWorkload = new Map(
      model.hosts.flatMap(({ name, workloads = [] }) => workloads.map((workload) => [workload, name] as const)),
    );
    this.#hostsByAddress = hostsByAddress(this.hosts.values());
    this.profiles = new Map(model.profiles.map((profile) => [profile.name, compileProfile(profile, predicates)]));
    this.services = model.services && new ServiceIndex(model.services);
    this.settings = model.settings;
    this.#translations = byAddress(model.translations);
    this.#tiers = new Map(model.tiers.map((tier) => [tier.name, tier]));
    const compiled = new Map<Policy, CompiledPolicy>();
    for (const policy of model.policies) compiled.set(policy, compilePolicy(policy, predicates));
    this.#views = viewsOf([...compiled.values()], model.tiers);
  }

  /** What decides for the members of a class. */
  plansOf(endpointClass: EndpointClass): Plans {
    return (this.#plans[endpointClass.id] ??= new Plans(endpointClass, this.#views, this.#tiers));
  }

  /** The address, with all that rules know it by. */
  place(address: Address): Place {
    const key = formatAddress(address);
    const known = this.#places.get(key);
    if (known) return known;
    const place = placeOf(address, this.#owners.get(key) ?? [], this.#sets);
    // Addresses from outside are without number; those of the cluster are not.
    if (place.owners.length > 0) this.#places.set(key, place);
    return place;
  }

  /** The workload that is reached at the address, whatever its state. */
  workloadAt({ key }: Place): Member<Workload> | undefined {
    return this.#residents.get(key);
  }

  /** The name of the host whose network a workload uses. */
  hostUnder(workload: string): string | undefined {
    return this.#hostsByWorkload.get(workload);
  }

  hostAt({ key }: Place): HostMember | undefined {
    return this.#hostsByAddress.get(key);
  }

  /** Where what is sent to a port of an address goes instead. */
  translation({ key }: Place, protocol: number, port: number): Translation | undefined {
    return this.#translations
      .get(key)
      ?.find(({ port: only }) => !only || (only.protocol === protocol && only.port === port));
  }
}

function isSet(member: Member): member is Member<NetworkSet> {
  return member.endpoint.kind === 'network-set';
}

function isHostEndpoint(member: Member): member is Member<HostEndpoint> {
  return member.endpoint.kind === 'host-endpoint';
}

function isWorkload(member: Member): member is Member<Workload> {
  return member.endpoint.kind === 'workload';
}

function isOwner(member: Member): member is Member<Workload | HostEndpoint> {
  return member.endpoint.kind !== 'network-set' && !isVoid(member.endpoint);
}

/** Felix does not know what it cannot read: no rule matches its addresses. */
function isVoid(endpoint: Endpoint): boolean {
  return endpoint.kind === 'workload' && endpoint.state.kind === 'void';
}

function ownersOf(members: readonly Member[]): ReadonlyMap<string, readonly Owner[]> {
  const owners = new Map<string, Owner[]>();
  for (const member of members) {
    if (!isOwner(member)) continue;
    for (const address of member.endpoint.addresses) {
      const key = formatAddress(address);
      const known = owners.get(key);
      if (known) known.push(member);
      else owners.set(key, [member]);
    }
  }
  return owners;
}

function residentsOf(members: readonly Member[]): ReadonlyMap<string, Member<Workload>> {
  const residents = new Map<string, Member<Workload>>();
  for (const member of members) {
    if (!isWorkload(member)) continue;
    for (const address of member.endpoint.addresses) {
      const key = formatAddress(address);
      const known = residents.get(key);
      if (!known || isVoid(known.endpoint)) residents.set(key, member);
    }
  }
  return residents;
}

function byAddress(translations: readonly Translation[]): ReadonlyMap<string, readonly Translation[]> {
  const found = new Map<string, Translation[]>();
  for (const translation of translations) {
    const key = formatAddress(translation.address);
    found.set(key, [...(found.get(key) ?? []), translation]);
  }
  return found;
}

function hostsByAddress(hosts: Iterable<HostMember>): ReadonlyMap<string, HostMember> {
  const found = new Map<string, HostMember>();
  for (const member of hosts) {
    for (const { addresses } of [member.host, ...member.endpoints.map(({ endpoint }) => endpoint)])
      for (const address of addresses) found.set(formatAddress(address), found.get(formatAddress(address)) ?? member);
  }
  return found;
}
