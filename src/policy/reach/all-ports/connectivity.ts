import type { CompiledModel, PolicyStage } from '../../verdict';
import type { CompiledRule, CompiledSide } from '../../verdict/rule';
import type { Network } from '../../model/address';
import { DIRECTIONS } from '../../model/rule';
import { hasBit, type Bits } from '../bits';
import { groupsOf, type Group, type Groups } from './groups';
import { kindsOf, rangesOf, type HeaderKind, type OpenRange } from './kinds';
import { NetworkIndex } from './networks';
import { Rows } from './rows';
import { Sides } from './sides';

/** What the results omit, if the model contains it. */
export type Limit =
  /** Host endpoint policy for forwarded traffic, which depends on the route. */
  | 'host-endpoints'
  /** Rules that match services whose endpoint slices are not known: they count as matching nothing. */
  | 'services'
  /** HTTP rules, which count as matching every request. */
  | 'http'
  /** Marks that Felix 1.4 leaves on packets from one end to the other. */
  | 'marks';

/** A policy to evaluate: a model, and which of its policies apply. */
export interface EvaluatedPolicy {
  readonly model: CompiledModel;
  readonly view: PolicyStage;
}

/** Which ends can connect, by groups of equivalent ends, for one kind of packet or for all. */
export class Connectivity {
  private constructor(
    readonly model: CompiledModel,
    readonly version: 4 | 6,
    readonly view: PolicyStage,
    readonly groups: Groups,
    readonly kinds: readonly HeaderKind[],
    readonly limits: readonly Limit[],
    private readonly rows: Rows,
  ) {}

  /** @param previous The result that this one replaces; its unaffected parts are kept. */
  static of(
    model: CompiledModel,
    version: 4 | 6 = 4,
    view: PolicyStage = 'enforced',
    previous?: Connectivity,
  ): Connectivity {
    const kept = previous?.version === version && previous.view === view ? previous.#next(model) : undefined;
    if (kept) return kept;
    const [only] = Connectivity.together([{ model, view }], version);
    if (!only) throw new Error('There is one answer to each question.');
    return only;
  }

  /**
   * Returns the result for a model with other policies; undefined if these distinguish ends of one group, or if outside
   * groups are split at networks that no rule contains anymore.
   */
  #next(model: CompiledModel): Connectivity | undefined {
    const { version, view, groups } = this;
    if (model.directory !== this.model.directory || model.services !== this.model.services) return undefined;
    const rules = rulesOf({ model, view });
    const used = new Set<number>();
    for (const network of networksOf(rules)) {
      if (network.version !== version) continue;
      const number = groups.networks.numberOf(network);
      if (number === undefined) return undefined;
      used.add(number);
    }
    if (used.size < groups.networks.networks.length) return undefined;
    const kinds = kindsOf([model], rules, version);
    return new Connectivity(model, version, view, groups, kinds, limitsOf(model, rules), this.rows.next(model, groups));
  }

  /** Several answers whose groups and kinds of packets have the same numbers, so that they can be compared. */
  static together(asked: readonly EvaluatedPolicy[], version: 4 | 6 = 4): readonly Connectivity[] {
    const rulesAsked = asked.map(rulesOf);
    const rules = rulesAsked.flat();
    const models = asked.map(({ model }) => model);
    const networks = new NetworkIndex(networksOf(rules), version);
    const groups = groupsOf(models, networks, models.flatMap(setsOf), version);
    const kinds = kindsOf(models, rules, version);
    return asked.flatMap((question, number) => {
      const [own, ownRules] = [groups[number], rulesAsked[number]];
      if (!own || !ownRules) return [];
      const { model, view } = question;
      const rows = new Rows(model, view, new Sides(own, model));
      return new Connectivity(model, version, view, own, kinds, limitsOf(model, ownRules), rows);
    });
  }

  /** The kind of a packet, by protocol number and destination port; undefined if no rule or port specifies it. */
  kind(protocol: number, port = 0): HeaderKind | undefined {
    return this.kinds.find((kind) => kind.protocol === protocol && port >= kind.first && port <= kind.last);
  }

  allows(from: Group, to: Group, kind: HeaderKind): boolean {
    return hasBit(this.reaches(from, kind), to.index) && hasBit(this.reachedBy(to, kind), from.index);
  }

  /** The groups to which a group's own policy allows it to send. */
  reaches(from: Group, kind: HeaderKind): Bits {
    return this.rows.of(from, 'egress', kind);
  }

  /** The groups from which a group's own policy allows it to receive. */
  reachedBy(to: Group, kind: HeaderKind): Bits {
    return this.rows.of(to, 'ingress', kind);
  }

  /** Everything allowed from one end to another, by protocol and ports. */
  open(from: Group, to: Group): readonly OpenRange[] {
    return rangesOf(this.kinds.filter((kind) => this.allows(from, to, kind)));
  }
}

function setsOf({ directory }: CompiledModel): readonly Network[] {
  const nets: Network[] = [];
  for (const { endpoint } of directory) if (endpoint.kind === 'network-set') nets.push(...endpoint.nets);
  return nets;
}

function rulesOf({ model, view }: EvaluatedPolicy): readonly CompiledRule[] {
  const found: CompiledRule[] = [];
  for (const direction of DIRECTIONS) {
    for (const { rules } of model.policiesIn(view)) for (const rule of rules[direction] ?? []) found.push(rule);
    for (const { rules } of model.profiles.values()) for (const rule of rules[direction]) found.push(rule);
  }
  return found;
}

function networksOf(rules: readonly CompiledRule[]): readonly Network[] {
  const found: Network[] = [];
  const add = (side: CompiledSide | undefined) => {
    for (const network of side?.nets ?? []) found.push(network);
    for (const network of side?.notNets ?? []) found.push(network);
  };
  for (const { source, destination } of rules) {
    add(source);
    add(destination);
  }
  return found;
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
