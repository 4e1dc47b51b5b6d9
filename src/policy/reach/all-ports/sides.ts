import type { CompiledModel } from '../../verdict';
import { isPort } from '../../verdict/match';
import type { Predicate } from '../../verdict/predicate';
import type { CompiledSide } from '../../verdict/rule';
import type { Network } from '../../model/address';
import type { Direction } from '../../model/rule';
import { BitsPool, intersection, setBit, without, wordsFor, type Bits } from '../bits';
import type { Group, Groups } from './groups';
import type { HeaderKind } from './kinds';

/** The groups that the sides of rules match, evaluated once for each side. */
export class Sides {
  readonly everything: Bits;
  readonly #whole = new WeakMap<CompiledSide, Bits>();
  readonly #predicates = new WeakMap<Predicate, Bits>();
  readonly #networks: readonly Bits[];
  readonly #pool: BitsPool;

  constructor(
    private readonly groups: Groups,
    private readonly model: CompiledModel,
  ) {
    const words = wordsFor(groups.all.length);
    this.#pool = new BitsPool(words);
    this.everything = new Int32Array(words);
    for (const { index } of groups.all) setBit(this.everything, index);
    this.#networks = groups.networks.networks.map(() => this.#nothing());
    for (const { index, networks } of groups.all) {
      for (const number of networks) {
        const bits = this.#networks[number];
        if (bits) setBit(bits, index);
      }
    }
  }

  /** The groups that a rule of a direction may have at its other end, for packets of a kind. */
  remote(side: CompiledSide | undefined, direction: Direction, kind: HeaderKind): Bits {
    if (!side) return this.everything;
    const { ports, notPorts, service } = side;
    let found = this.#known(side);
    if (ports) found = intersection(found, this.#withPort(ports, side, direction, kind));
    if (notPorts) found = without(found, this.#withPort(notPorts, side, direction, kind));
    if (service)
      found = intersection(
        found,
        this.#where((group) => this.#isServed(side, group, direction, kind)),
      );
    return found;
  }

  /** Matches selectors and networks. */
  #known(side: CompiledSide): Bits {
    const known = this.#whole.get(side);
    if (known) return known;
    let found = this.everything;
    for (const peer of side.peers)
      found = found === this.everything ? this.#selected(peer) : intersection(found, this.#selected(peer));
    for (const peer of side.notPeers) found = without(found, this.#selected(peer));
    if (side.nets) found = intersection(found, this.#within(side.nets));
    if (side.notNets) found = without(found, this.#within(side.notNets));
    this.#whole.set(side, found);
    return found;
  }

  #selected(predicate: Predicate): Bits {
    const known = this.#predicates.get(predicate);
    if (known) return known;
    const bits = this.#nothing();
    for (const index of this.#candidates(predicate)) {
      const group = this.groups.all[index];
      if (group && predicate.holdsForSome(group.place.classes)) setBit(bits, index);
    }
    this.#predicates.set(predicate, bits);
    return bits;
  }

  /** The groups that have all that the predicate requires, or a few more. */
  #candidates({ required }: Predicate): Iterable<number> {
    let fewest: readonly number[] | undefined;
    for (const { key, value } of required) {
      const groups = this.groups.labelled(key, value);
      if (!fewest || groups.length < fewest.length) fewest = groups;
    }
    return fewest ?? this.groups.all.keys();
  }

  #within(networks: readonly Network[]): Bits {
    const bits = this.#nothing();
    for (const network of networks) {
      const inside = this.#networks[this.groups.networks.numberOf(network) ?? -1];
      if (!inside) continue;
      for (let word = 0; word < bits.length; word += 1) bits[word] = (bits[word] ?? 0) | (inside[word] ?? 0);
    }
    return bits;
  }

  #withPort(
    ports: NonNullable<CompiledSide['ports']>,
    side: CompiledSide,
    direction: Direction,
    { protocol, header }: HeaderKind,
  ): Bits {
    const port = direction === 'ingress' ? header.sourcePort : header.destinationPort;
    if (ports.names.length > 0) return this.#where(({ place }) => isPort(ports, side, place, port, protocol));
    return isPort(ports, side, NOBODY, port, protocol) ? this.everything : this.#nothing();
  }

  #isServed(side: CompiledSide, { place }: Group, direction: Direction, { protocol, header }: HeaderKind): boolean {
    const { services } = this.model;
    if (!side.service || !services) return false;
    return direction === 'ingress'
      ? services.has(side.service, place)
      : services.serves(side.service, place, protocol, header.destinationPort);
  }

  #where(holds: (group: Group) => boolean): Bits {
    const bits = this.#nothing();
    for (const group of this.groups.all) if (holds(group)) setBit(bits, group.index);
    return bits;
  }

  #nothing(): Bits {
    return this.#pool.make();
  }
}

/** Numeric ports are the same for all endpoints. */
const NOBODY = { address: undefined, key: '', owners: [], classes: [] };
