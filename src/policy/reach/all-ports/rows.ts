import type { CompiledModel, PolicyStage } from '../../verdict';
import type { EndpointClass } from '../../verdict/classes';
import { headerHolds, localHolds, numbersHold } from '../../verdict/match';
import type { CompiledRule, CompiledSide } from '../../verdict/rule';
import { IPIP, UDP } from '../../model/protocol';
import type { Direction } from '../../model/rule';
import { isEmpty, sameBits, type Bits } from '../bits';
import type { Group, Groups, WorkloadGroup } from './groups';
import type { HeaderKind } from './kinds';
import type { Sides } from './sides';

/** For a group and a direction, the groups that policy allows it to connect with. */
export class Rows {
  readonly #rows: (RowsOfGroup | undefined)[];
  readonly #nothing: Bits;
  readonly #walk: BitWalk;

  constructor(
    private readonly model: CompiledModel,
    private readonly view: PolicyStage,
    private readonly sides: Sides,
    rows: readonly (RowsOfGroup | undefined)[] = [],
  ) {
    this.#rows = [...rows];
    this.#nothing = new Int32Array(sides.everything.length);
    this.#walk = new BitWalk(sides.everything.length);
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
    const chain = this.#chain(group, direction);
    // Packets with the same applicable rules share a row. The first needs no signature as long as it is the only one.
    return rows.add(
      kind,
      (other) => this.#signature(chain, other),
      () => this.#row(group, chain, direction, kind),
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

  #row(group: WorkloadGroup, chain: Chain, direction: Direction, kind: HeaderKind): Bits {
    const walk = this.#walk.begin(this.sides.everything);
    this.#run(walk, group, chain, direction, kind);
    return walk.result(this.sides.everything, this.#nothing);
  }

  #run(walk: BitWalk, group: WorkloadGroup, { tiers, profiles }: Chain, direction: Direction, kind: HeaderKind): void {
    const take = (rule: CompiledRule): Bits | undefined => {
      if (!headerHolds(rule, kind.header)) return undefined;
      const [local, remote] = endsOf(rule, direction);
      if (local && !localHolds(local, group.place, direction, kind.header, this.model.services)) return undefined;
      return this.sides.remote(remote, direction, kind);
    };
    for (const { end, rules } of tiers) {
      if (!walk.enterTier()) return;
      for (const rule of rules) {
        const matched = take(rule);
        if (matched) walk.rule(rule.action, matched);
      }
      walk.endTier(end);
    }
    const pass = this.model.settings.profilePass === 'deny' ? 'deny' : 'next';
    for (const rules of profiles) {
      if (!rules || !walk.enterTier()) return;
      for (const rule of rules) {
        const matched = take(rule);
        if (matched) walk.rule(rule.action === 'pass' && pass === 'deny' ? 'deny' : rule.action, matched);
      }
      walk.endTier('pass');
    }
  }
}

/** The rows of a group in one direction, for some packets. Those with the same applicable rules share a row. */
class RowsOfGroup {
  /** The first needs no signature as long as it is the only one. */
  #first: { readonly kind: HeaderKind; readonly row: Bits } | undefined;
  #more: { readonly byKind: Map<number, Bits>; readonly bySignature: Map<string, Bits> } | undefined;

  of(kind: HeaderKind): Bits | undefined {
    if (this.#first && numberOf(this.#first.kind) === numberOf(kind)) return this.#first.row;
    return this.#more?.byKind.get(numberOf(kind));
  }

  /** Adds the row of another kind of packets. */
  add(kind: HeaderKind, signatureOf: (kind: HeaderKind) => string, rowOf: () => Bits): Bits {
    if (!this.#first) {
      this.#first = { kind, row: rowOf() };
      return this.#first.row;
    }
    const { row: first } = this.#first;
    this.#more ??= { byKind: new Map(), bySignature: new Map([[signatureOf(this.#first.kind), first]]) };
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

/** A rule's side at the endpoint itself, and at the other end. */
function endsOf({ source, destination }: CompiledRule, direction: Direction) {
  return direction === 'ingress' ? ([destination, source] as const) : ([source, destination] as const);
}

/** Evaluates rules for all other ends at once. It is reused, because allocating it would be most of the work. */
class BitWalk {
  readonly allowed: Bits;
  /** Undecided in this tier so far. */
  #here: Bits;
  /** Passed on by this tier. */
  #passed: Bits;

  constructor(words: number) {
    this.allowed = new Int32Array(words);
    this.#here = new Int32Array(words);
    this.#passed = new Int32Array(words);
  }

  begin(everything: Bits): this {
    this.allowed.fill(0);
    this.#passed.set(everything);
    return this;
  }

  /** The result; those of which there are many share one object. */
  result(everything: Bits, nothing: Bits): Bits {
    if (sameBits(this.allowed, everything)) return everything;
    return isEmpty(this.allowed) ? nothing : this.allowed.slice();
  }

  /** Whether anything is left to decide. */
  enterTier(): boolean {
    [this.#here, this.#passed] = [this.#passed, this.#here];
    this.#passed.fill(0);
    return !isEmpty(this.#here);
  }

  rule(action: CompiledRule['action'], matched: Bits): void {
    if (action === 'log') return;
    const target = action === 'allow' ? this.allowed : action === 'pass' ? this.#passed : undefined;
    for (let word = 0; word < matched.length; word += 1) {
      const taken = (matched[word] ?? 0) & (this.#here[word] ?? 0);
      if (taken === 0) continue;
      this.#here[word] = (this.#here[word] ?? 0) & ~taken;
      if (target) target[word] = (target[word] ?? 0) | taken;
    }
  }

  endTier(end: 'deny' | 'pass'): void {
    if (end === 'deny') return;
    for (let word = 0; word < this.#here.length; word += 1)
      this.#passed[word] = (this.#passed[word] ?? 0) | (this.#here[word] ?? 0);
  }
}
