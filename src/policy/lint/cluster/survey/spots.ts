import type { CompiledModel } from '../../../verdict';
import { plannedPlace, type Owner, type Place } from '../../../verdict/place';
import { contains, type Address, type Network } from '../../../model/address';
import type { Rule } from '../../../model/rule';
import { representatives } from './addresses';
import type { Traits } from './traits';

/** Places that no rule distinguishes. */
export interface Spot {
  readonly place: Place;
  /** Undefined if the address is not assigned yet and may be of either version. */
  readonly version: 4 | 6 | undefined;
  /** The endpoint that policy applies to; undefined outside. */
  readonly member: Owner | undefined;
  /** Whether several endpoints share this spot and may connect to each other. */
  readonly several: boolean;
}

/** Returns all spots of a model: its endpoints, and the parts of the outside that rules distinguish. */
export function spotsOf(model: CompiledModel, rules: readonly Rule[], traits: Traits): readonly Spot[] {
  const networks = networksOf(model, rules);
  const spots = new Map<string, Spot>();
  for (const member of model.directory.members) {
    const { endpoint, class: endpointClass } = member;
    if (endpoint.kind === 'network-set') continue;
    if (endpoint.kind === 'workload' && endpoint.state.kind !== 'active' && endpoint.state.kind !== 'planned') continue;
    const owner: Owner = { endpoint, class: endpointClass };
    const planned = endpoint.kind === 'workload' && endpoint.state.kind === 'planned';
    const places = planned ? [plannedPlace(owner)] : endpoint.addresses.map((address) => model.place(address));
    for (const place of places) {
      const key = keyOf(owner, place, networks, traits);
      const known = spots.get(key);
      const version = place.address?.version;
      spots.set(key, known ? { ...known, several: true } : { place, version, member: owner, several: false });
    }
  }
  return [...spots.values(), ...outside(model, networks, spots)];
}

/** A key of everything that rules can test about an endpoint at an address. */
function keyOf(owner: Owner, place: Place, networks: readonly Network[], traits: Traits): string {
  const { address } = place;
  const inside = address ? networks.flatMap((network, index) => (contains(network, address) ? [index] : [])) : [];
  const others = place.classes.filter((other) => other !== owner.class).map((other) => traits.of(other));
  const { ports } = owner.endpoint;
  return JSON.stringify([traits.of(owner.class), address?.version, inside, others, ports]);
}

function outside(
  model: CompiledModel,
  networks: readonly Network[],
  known: ReadonlyMap<string, Spot>,
): readonly Spot[] {
  const versions = new Set<4 | 6>([4]);
  for (const { version } of networks) versions.add(version);
  for (const { version } of known.values()) if (version) versions.add(version);
  const owned = (address: Address) => model.place(address).owners.length > 0;
  return [...versions].flatMap((version) =>
    representatives(networks, version, owned).map((address) => {
      return { place: model.place(address), version, member: undefined, several: false };
    }),
  );
}

/** Returns all networks that rules, sets and services of a model name, each once. */
export function networksOf(model: CompiledModel, rules: readonly Rule[]): readonly Network[] {
  const sides = rules.flatMap(({ match }) => [match.source, match.destination]);
  const sets = model.model.endpoints.flatMap((endpoint) => (endpoint.kind === 'network-set' ? endpoint.nets : []));
  const services = (model.model.services ?? []).flatMap(({ slices }) => slices.flatMap(({ addresses }) => addresses));
  const all = [
    ...sides.flatMap(({ nets = [], notNets = [] }) => [...nets, ...notNets]),
    ...sets,
    ...services.map((address): Network => ({ ...address, prefix: address.version === 4 ? 32 : 128 })),
  ];
  const byText = new Map(all.map((network) => [`${network.words.join('.')}/${network.prefix}`, network]));
  return [...byText.values()];
}
