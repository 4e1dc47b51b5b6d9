import type { CompiledModel, PolicyStage } from '../../verdict';
import type { EndpointClass } from '../../verdict/classes';
import { headerHolds, localHolds, numbersHold } from '../../verdict/match';
import type { CompiledRule, CompiledSide } from '../../verdict/rule';
import { IPIP, UDP } from '../../model/protocol';
import type { Direction } from '../../model/rule';
import { BitsPool, isEmpty, sameBits, type Bits } from '../bits';
import type { Group, Groups, WorkloadGroup } from './groups';
import type { HeaderKind } from './kinds';
import type { Sides } from './sides';

/** For a group and a direction, the groups that policy allows it to connect with. */
export class Rows {
  readonly #rows: (RowsOfGroup | undefined)[];
  readonly #nothing: Bits;
  readonly #walk: BitWalk;
  readonly #pool: BitsPool;

  constructor(
    private readonly model: CompiledModel,
    private readonly view: PolicyStage,
    private readonly sides: Sides,
    rows: readonly (RowsOfGroup | undefined)[] = [],
  ) {
    this.#rows = [...rows];
    this.#nothing = new Int32Array(sides.everything.length);
    this.#walk = new BitWalk(sides.everything.length);
    this.#pool = new BitsPool(sides.everything.length);
  }

  /** Returns the rows of a model in which other policies apply to some groups. Keeps the rows of the rest. */
  next(model: CompiledModel, groups: Groups): Rows {
    const isKept = (group: Group | undefined) =>
      group?.kind === 'workloads' && this.#decidesAlike(group.member.class, model);
    const kept = this.#rows.map((rows, index) => (isKept(groups.all[index >> 1]) ? rows : undefined));
    return new Rows(model, this.view, this.sides, model.settings === this.model.settings ? kept : []);
  }

  #decidesAlike(endpointClass: EndpointClass, model: CompiledModel): boolean {
    return (
      model.plansOf(endpointClass) === this.model.plansOf(endpointClass) &&
      endpointClass.profiles.every((name) => model.profiles.get(name) === this.model.profiles.get(name))
    );
  }

  of(group: Group, direction: Direction, kind: HeaderKind): Bits {
    if (group.kind === 'outside') return this.sides.everything;
    const { kind: state } = group.member.endpoint.state;
    if (state === 'void' || state === 'inactive') return this.#nothing;
    if (direction === 'egress' && this.#isEncapsulated(kind)) return this.#nothing;
    const at = group.index * 2 + (direction === 'ingress' ? 0 : 1);
    const rows = (this.#rows[at] ??= new RowsOfGroup());
    const known = rows.of(kind);
    if (known) return known;
    // Packets with the same applicable rules share a row. The first needs no signature as long as it is the only one.
    if (!rows.first) return rows.begin(kind, this.#row(group, direction, kind));
    const chain = this.#chain(group, direction);
    return rows.add(
      kind,
      (other) => this.#signature(chain, other),
      () => this.#row(group, direction, kind),
    );
  }

  #isEncapsulated({ protocol, header }: HeaderKind): boolean {
    const { encapsulation, vxlanPort } = this.model.settings;
    return (
      (protocol === IPIP && !encapsulation.ipip) ||
      (protocol === UDP && header.destinationPort === vxlanPort && !encapsulation.vxlan)
    );
  }

  #chain({ member }: WorkloadGroup, direction: Direction): Chain {
    const tiers = this.model.plansOf(member.class).of(this.view, 'normal', direction);
    return {
      tiers: tiers.map(({ tier, policies }) => ({
        end: tier.end,
        rules: policies.flatMap(({ rules }) => rules[direction] ?? []),
      })),
      profiles: member.class.profiles.map((name) => {
        const profile = this.model.profiles.get(name);
        return profile?.state === 'in-force' ? profile.rules[direction] : undefined;
      }),
    };
  }

  #signature({ tiers, profiles }: Chain, kind: HeaderKind): string {
    const parts: string[] = [];
    for (const rules of [...tiers.map((tier) => tier.rules), ...profiles.map((rules) => rules ?? [])]) {
      for (const rule of rules) {
        const looks = headerHolds(rule, kind.header) && numbersHold(rule, kind.header);
        const named = isNamed(rule.source) || isNamed(rule.destination);
        parts.push(!looks ? '-' : named ? `${kind.protocol}/${kind.first}` : '+');
      }
    }
    return parts.join();
  }

  #row(group: WorkloadGroup, direction: Direction, kind: HeaderKind): Bits {
    const walk = this.#walk.begin(this.sides.everything);
    this.#run(walk, group, direction, kind);
    const { allowed } = walk;
    // Many have one of these results.
    if (sameBits(allowed, this.sides.everything)) return this.sides.everything;
    if (isEmpty(allowed)) return this.#nothing;
    const row = this.#pool.make();
    row.set(allowed);
    return row;
  }

  #run(walk: BitWalk, group: WorkloadGroup, direction: Direction, kind: HeaderKind): void {
    const { member } = group;
    for (const { tier, policies } of this.model.plansOf(member.class).of(this.view, 'normal', direction)) {
      if (!walk.enterTier()) return;
      for (const { rules } of policies) this.#apply(rules[direction] ?? NO_RULES, walk, group, direction, kind);
      walk.endTier(tier.end);
    }
    const isPassDenied = this.model.settings.profilePass === 'deny';
    for (const name of member.class.profiles) {
      const profile = this.model.profiles.get(name);
      if (profile?.state !== 'in-force' || !walk.enterTier()) return;
      this.#apply(profile.rules[direction], walk, group, direction, kind, isPassDenied);
      walk.endTier('pass');
    }
  }

  #apply(
    rules: readonly CompiledRule[],
    walk: BitWalk,
    group: WorkloadGroup,
    direction: Direction,
    kind: HeaderKind,
    isPassDenied = false,
  ): void {
    for (const rule of rules) {
      if (walk.isDecided) return;
      const matched = this.#matched(rule, group, direction, kind);
      if (matched) walk.rule(rule.action === 'pass' && isPassDenied ? 'deny' : rule.action, matched);
    }
  }

  /** The other ends with which a group's packets match a rule; undefined for none. */
  #matched(rule: CompiledRule, { place }: WorkloadGroup, direction: Direction, kind: HeaderKind): Bits | undefined {
    if (!headerHolds(rule, kind.header)) return undefined;
    const isIngress = direction === 'ingress';
    const local = isIngress ? rule.destination : rule.source;
    if (local && !localHolds(local, place, direction, kind.header, this.model.services)) return undefined;
    return this.sides.remote(isIngress ? rule.source : rule.destination, direction, kind);
  }
}

const NO_RULES: readonly CompiledRule[] = [];

/** The rows of a group in one direction, for some packets. Those with the same applicable rules share a row. */
class RowsOfGroup {
  /** Needs no signature as long as it is the only one. */
  first: { readonly kind: HeaderKind; readonly row: Bits } | undefined;
  #more: { readonly byKind: Map<number, Bits>; readonly bySignature: Map<string, Bits> } | undefined;

  of(kind: HeaderKind): Bits | undefined {
    if (this.first && numberOf(this.first.kind) === numberOf(kind)) return this.first.row;
    return this.#more?.byKind.get(numberOf(kind));
  }

  /** Adds the first row. */
  begin(kind: HeaderKind, row: Bits): Bits {
    this.first = { kind, row };
    return row;
  }

  /** Adds the row of another kind of packets. */
  add(kind: HeaderKind, signatureOf: (kind: HeaderKind) => string, rowOf: () => Bits): Bits {
    this.#more ??= {
      byKind: new Map(),
      bySignature: new Map(this.first && [[signatureOf(this.first.kind), this.first.row]]),
    };
    const { byKind, bySignature } = this.#more;
    const signature = signatureOf(kind);
    const row = bySignature.get(signature) ?? rowOf();
    bySignature.set(signature, row);
    byKind.set(numberOf(kind), row);
    return row;
  }
}

/** Identifies a kind of packets by the one that is evaluated, also among those of another model. */
function numberOf({ protocol, first }: HeaderKind): number {
  return protocol * 65_536 + first;
}

interface Chain {
  readonly tiers: readonly { readonly end: 'deny' | 'pass'; readonly rules: readonly CompiledRule[] }[];
  /** Undefined for a profile that drops everything. */
  readonly profiles: readonly (readonly CompiledRule[] | undefined)[];
}

/** Whether a match of the side depends on more of the packet than its numbers. */
function isNamed(side: CompiledSide | undefined): boolean {
  if (!side) return false;
  return side.service !== undefined || [side.ports, side.notPorts].some((ports) => ports && ports.names.length > 0);
}

/** Evaluates rules for all other ends at once. It is reused, because allocating it would be most of the work. */
class BitWalk {
  readonly allowed: Bits;
  /** Whether nothing is left to decide in this tier. */
  isDecided = false;
  #everything: Bits;
  /** Undecided in this tier so far. */
  #here: Bits;
  /** Passed on by this tier. */
  #passed: Bits;

  constructor(words: number) {
    this.allowed = new Int32Array(words);
    this.#everything = this.allowed;
    this.#here = new Int32Array(words);
    this.#passed = new Int32Array(words);
  }

  begin(everything: Bits): this {
    this.allowed.fill(0);
    this.#everything = everything;
    this.#passed.set(everything);
    return this;
  }

  /** Whether anything is left to decide. */
  enterTier(): boolean {
    [this.#here, this.#passed] = [this.#passed, this.#here];
    this.#passed.fill(0);
    this.isDecided = isEmpty(this.#here);
    return !this.isDecided;
  }

  rule(action: CompiledRule['action'], matched: Bits): void {
    if (action === 'log') return;
    const here = this.#here;
    const target = action === 'allow' ? this.allowed : action === 'pass' ? this.#passed : undefined;
    for (let word = 0; word < matched.length; word += 1) {
      const taken = (matched[word] ?? 0) & (here[word] ?? 0);
      if (taken === 0) continue;
      here[word] = (here[word] ?? 0) & ~taken;
      if (target) target[word] = (target[word] ?? 0) | taken;
    }
    this.isDecided = matched === this.#everything;
  }

  endTier(end: 'deny' | 'pass'): void {
    if (end === 'deny' || this.isDecided) return;
    for (let word = 0; word < this.#here.length; word += 1)
      this.#passed[word] = (this.#passed[word] ?? 0) | (this.#here[word] ?? 0);
  }
}
