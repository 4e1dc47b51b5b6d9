import type { CompiledModel } from '../../../evaluation';
import type { Place } from '../../../evaluation/place';
import type { CompiledPolicy } from '../../../evaluation/policy';
import type { CompiledRule } from '../../../evaluation/rule';
import type { Path } from '../../../model/origin';
import { DIRECTIONS, type Direction } from '../../../model/rule';
import { allowedBy, chainOf, stepOf, type Chain } from './chain';
import { Conflicts, type Conflict } from './conflicts';
import { headersOf } from './headers';
import { RuleMask, type Headers } from './mask';
import { spotsOf, type Spot } from './spots';

/** A part of a policy as it was written, a rule or a peer, which may have become several rules. */
export interface WrittenPart {
  readonly policy: CompiledPolicy;
  readonly direction: Direction;
  /** Where it stands in its object. */
  readonly path: Path;
  readonly rules: ReadonlySet<CompiledRule>;
}

/** What the whole of a cluster's policy does, pair by pair. */
export interface Survey {
  /** Policies in force. */
  readonly policies: readonly CompiledPolicy[];
  readonly rules: readonly WrittenPart[];
  /** The peers of rules that have several. */
  readonly peers: readonly WrittenPart[];
  /** Policies, rules and peers without which everything that may talk would be the same. */
  readonly idle: ReadonlySet<CompiledPolicy | WrittenPart>;
  /** Rules that decide about something. */
  readonly deciding: ReadonlySet<CompiledRule>;
  /** Whether all of them together change nothing. */
  readonly vacuous: boolean;
  /** One for each order of which policies decide differently. */
  readonly conflicts: readonly Conflict[];
}

/** As many pairs as are looked at; in larger clusters nothing is said to be idle. */
const MOST_PAIRS = 250_000;

/** Asks about all pairs, at one port of each kind. Undefined for what is too large to ask about. */
export function survey(model: CompiledModel): Survey | undefined {
  return new Surveyor(model).run();
}

class Surveyor {
  readonly #policies: readonly CompiledPolicy[];
  readonly #rules: readonly WrittenPart[];
  readonly #peers: readonly WrittenPart[];
  readonly #spots: readonly Spot[];
  readonly #masks = new Map<CompiledRule, RuleMask>();
  readonly #all: Headers;
  readonly #headers;
  readonly #deciding = new Set<CompiledRule>();
  readonly #idle: Set<CompiledPolicy | WrittenPart>;
  readonly #conflicts = new Conflicts();
  #vacuous = true;

  constructor(readonly model: CompiledModel) {
    this.#policies = model.policiesIn('enforced');
    this.#rules = this.#policies.flatMap((policy) => partsOf(policy, RULE));
    this.#peers = this.#policies.flatMap(peersOf);
    const rules = this.#policies.flatMap(({ policy }) => [...(policy.ingress ?? []), ...(policy.egress ?? [])]);
    const profiles = [...model.profiles.values()].flatMap(({ rules: { ingress, egress } }) =>
      [...ingress, ...egress].map(({ rule }) => rule),
    );
    this.#headers = headersOf(model, [...rules, ...profiles]);
    this.#all = (1n << BigInt(this.#headers.length)) - 1n;
    this.#spots = spotsOf(model, [...rules, ...profiles]);
    this.#idle = new Set([...this.#policies, ...this.#rules, ...this.#peers]);
  }

  run(): Survey | undefined {
    if (this.#spots.length ** 2 > MOST_PAIRS) return undefined;
    for (const source of this.#spots) {
      for (const destination of this.#spots) {
        const version = versionOf(source, destination);
        if (version !== undefined && (source !== destination || source.several)) {
          this.#pair(source, destination, version);
        }
      }
    }
    return {
      policies: this.#policies,
      rules: this.#rules,
      peers: this.#peers,
      idle: this.#idle,
      deciding: this.#deciding,
      vacuous: this.#vacuous,
      conflicts: this.#conflicts.all,
    };
  }

  #pair(source: Spot, destination: Spot, version: 4 | 6): void {
    if (!source.member && !destination.member) return;
    const between = { source: source.place, destination: destination.place, version };
    const egress = this.#chain(source, 'egress', between);
    const ingress = this.#chain(destination, 'ingress', between);
    for (const tier of [...(egress?.tiers ?? []), ...(ingress?.tiers ?? [])]) this.#conflicts.look(tier, this.#all);
    const note = (rule: CompiledRule) => this.#deciding.add(rule);
    const sent = egress ? allowedBy(egress, this.#all, undefined, note) : this.#all;
    const taken = ingress ? allowedBy(ingress, this.#all, undefined, note) : this.#all;
    const now = sent & taken;
    if (this.#vacuous && now !== (this.#bare(egress) & this.#bare(ingress))) this.#vacuous = false;
    for (const candidate of candidatesIn([egress, ingress])) {
      for (const unit of this.#units(candidate)) {
        if (!this.#idle.has(unit)) continue;
        const without = 'direction' in unit ? unit.rules : candidate;
        const left = (chain: Chain | undefined, before: Headers) =>
          chain ? allowedBy(chain, this.#all, without) : before;
        if ((left(egress, sent) & left(ingress, taken)) !== now) this.#idle.delete(unit);
      }
    }
  }

  readonly #unitsOf = new Map<CompiledPolicy, readonly (CompiledPolicy | WrittenPart)[]>();

  #units(policy: CompiledPolicy): readonly (CompiledPolicy | WrittenPart)[] {
    const known = this.#unitsOf.get(policy);
    if (known) return known;
    const units = [policy, ...[...this.#rules, ...this.#peers].filter((part) => part.policy === policy)];
    this.#unitsOf.set(policy, units);
    return units;
  }

  /** What would be allowed without any policy. */
  #bare(chain: Chain | undefined): Headers {
    return chain ? allowedBy({ ...chain, tiers: [] }, this.#all) : this.#all;
  }

  #chain({ member }: Spot, direction: Direction, between: Between): Chain | undefined {
    if (!member) return undefined;
    const maskOf = (rule: CompiledRule) => this.#mask(rule, between);
    const profiles = member.class.profiles.map((name) => {
      const profile = this.model.profiles.get(name);
      const rules = (profile?.rules[direction] ?? []).flatMap((rule) => stepOf(rule, maskOf(rule)));
      return { state: profile?.state ?? ('missing' as const), rules };
    });
    const plan = this.model.plansOf(member.class).of('enforced', 'normal', direction);
    return chainOf(plan, profiles, direction, maskOf);
  }

  #mask(rule: CompiledRule, { source, destination, version }: Between): Headers {
    const known = this.#masks.get(rule) ?? new RuleMask(rule, this.#headers, this.model.services);
    this.#masks.set(rule, known);
    return known.between(source, destination, version);
  }
}

interface Between {
  readonly source: Place;
  readonly destination: Place;
  readonly version: 4 | 6;
}

/** The version of both; 4 where neither has an address yet. */
function versionOf(a: Spot, b: Spot): 4 | 6 | undefined {
  const version = a.version ?? b.version ?? 4;
  return (a.version ?? version) === version && (b.version ?? version) === version ? version : undefined;
}

/** The policies that have a say in these chains. */
function candidatesIn(chains: readonly (Chain | undefined)[]): ReadonlySet<CompiledPolicy> {
  return new Set(
    chains.flatMap((chain) => chain?.tiers.flatMap(({ policies }) => policies.map(({ policy }) => policy)) ?? []),
  );
}

/** How long the path of a rule is, and that of a peer. */
const RULE = 3;
const PEER = 5;

/** The parts of a policy by the places that they were written at, as deep as the paths are to be. */
function partsOf(policy: CompiledPolicy, depth: number): readonly WrittenPart[] {
  return DIRECTIONS.flatMap((direction) => {
    const byPlace = new Map<string, { readonly path: Path; readonly rules: Set<CompiledRule> }>();
    for (const compiled of policy.rules[direction] ?? []) {
      const path = compiled.rule.origin.path.slice(0, depth);
      if (path.length < depth) continue;
      const known = byPlace.get(path.join()) ?? { path, rules: new Set<CompiledRule>() };
      known.rules.add(compiled);
      byPlace.set(path.join(), known);
    }
    return [...byPlace.values()].map((part) => ({ policy, direction, ...part }));
  });
}

/** Peers that are not alone in their rule. */
function peersOf(policy: CompiledPolicy): readonly WrittenPart[] {
  const peers = partsOf(policy, PEER);
  const ruleOf = ({ path }: WrittenPart) => path.slice(0, RULE).join();
  return peers.filter((peer) => peers.some((other) => other !== peer && ruleOf(other) === ruleOf(peer)));
}
