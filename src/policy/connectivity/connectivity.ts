import type { CompiledModel, View } from '../evaluation';
import type { CompiledRule } from '../evaluation/rule';
import type { Network } from '../model/address';
import { DIRECTIONS } from '../model/rule';
import { hasBit, type Bits } from '../reach/bits';
import { Groups, type Group } from './groups';
import { kindsOf, type HeaderKind } from './kinds';
import { NetworkIndex } from './networks';
import { Rows } from './rows';
import { Sides } from './sides';

/** What policy lets through between two ends, e.g. TCP from 80 to 90; ports are 0 for protocols without. */
export interface OpenRange {
  /** IP protocol number. */
  readonly protocol: number;
  readonly first: number;
  readonly last: number;
}

/** What the answers leave out, where a model has such a thing. */
export type Limit =
  /** Policy of host endpoints about forwarded traffic, which depends on the way that it takes. */
  | 'host-endpoints'
  /** Rules that match services whose endpoint slices are not known: they count as matching nothing. */
  | 'services'
  /** Rules about HTTP: they count as if they were about every request. */
  | 'http'
  /** Marks that Felix 1.4 leaves on packets from one end to the other. */
  | 'marks';

/** Who may talk to whom, by groups of ends that are alike, for one kind of packet or for all. */
export class Connectivity {
  readonly groups: Groups;
  readonly kinds: readonly HeaderKind[];
  readonly limits: readonly Limit[];
  readonly #rows: Rows;

  constructor(
    readonly model: CompiledModel,
    readonly version: 4 | 6 = 4,
    readonly view: View = 'enforced',
  ) {
    const rules = rulesOf(model, view);
    const networks = new NetworkIndex(rules.flatMap(networksOf), version);
    const sets = [...model.directory].flatMap(({ endpoint }) => (endpoint.kind === 'network-set' ? endpoint.nets : []));
    this.groups = new Groups(model, networks, new NetworkIndex(sets, version), version);
    this.kinds = kindsOf(model, rules, version);
    this.#rows = new Rows(model, view, new Sides(this.groups, model));
    this.limits = limitsOf(model, rules);
  }

  /** The kind of a packet, by protocol number and destination port; undefined for one that no rule and no port names. */
  kind(protocol: number, port = 0): HeaderKind | undefined {
    return this.kinds.find((kind) => kind.protocol === protocol && port >= kind.first && port <= kind.last);
  }

  allows(from: Group, to: Group, kind: HeaderKind): boolean {
    return hasBit(this.reaches(from, kind), to.index) && hasBit(this.reachedBy(to, kind), from.index);
  }

  /** The groups to which a group's own policy lets it send. */
  reaches(from: Group, kind: HeaderKind): Bits {
    return this.#rows.of(from, 'egress', kind);
  }

  /** The groups from which a group's own policy lets it receive. */
  reachedBy(to: Group, kind: HeaderKind): Bits {
    return this.#rows.of(to, 'ingress', kind);
  }

  /** Everything that may pass from one end to another, by protocol and ports. */
  open(from: Group, to: Group): readonly OpenRange[] {
    const ranges: OpenRange[] = [];
    for (const kind of this.kinds) {
      if (!this.allows(from, to, kind)) continue;
      const { protocol, first, last } = kind;
      const before = ranges.at(-1);
      if (before?.protocol === protocol && before.last + 1 === first) ranges[ranges.length - 1] = { ...before, last };
      else ranges.push({ protocol, first, last });
    }
    return ranges;
  }
}

function rulesOf(model: CompiledModel, view: View): readonly CompiledRule[] {
  const policies = model.policiesIn(view);
  return DIRECTIONS.flatMap((direction) => [
    ...policies.flatMap(({ rules }) => rules[direction] ?? []),
    ...[...model.profiles.values()].flatMap(({ rules }) => rules[direction]),
  ]);
}

function networksOf({ source, destination }: CompiledRule): readonly Network[] {
  return [source, destination].flatMap((side) => [...(side?.nets ?? []), ...(side?.notNets ?? [])]);
}

function limitsOf({ model, services, profiles, settings }: CompiledModel, rules: readonly CompiledRule[]): Limit[] {
  const limits: Limit[] = [];
  const hosts = model.endpoints.some(({ kind }) => kind === 'host-endpoint');
  if (hosts && model.policies.some(({ layer }) => layer !== 'normal')) limits.push('host-endpoints');
  if (!services && rules.some(({ source, destination }) => source?.service ?? destination?.service))
    limits.push('services');
  if (rules.some(({ http }) => http)) limits.push('http');
  const passes = [...profiles.values()].some(({ rules: own }) =>
    DIRECTIONS.some((direction) => own[direction].some(({ action }) => action === 'pass')),
  );
  if (settings.passMarkStays && passes) limits.push('marks');
  return limits;
}
