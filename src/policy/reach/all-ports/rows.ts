import type { CompiledModel, PolicyStage } from '../../verdict';
import type { EndpointClass } from '../../verdict/classes';
import { headerHolds, localHolds, numbersHold } from '../../verdict/match';
import type { CompiledRule, CompiledSide } from '../../verdict/rule';
import { IPIP, UDP } from '../../model/protocol';
import type { Direction } from '../../model/rule';
import { isEmpty, type Bits } from '../bits';
import type { Group, Groups, WorkloadGroup } from './groups';
import type { HeaderKind } from './kinds';
import type { Sides } from './sides';

/** For a group and a direction, the groups that policy allows it to connect with. */
export class Rows {
  readonly #rows: (Map<string, Bits> | undefined)[];
  readonly #nothing: Bits;
  readonly #walk: BitWalk;

  constructor(
    private readonly model: CompiledModel,
    private readonly view: PolicyStage,
    private readonly sides: Sides,
    rows: readonly (Map<string, Bits> | undefined)[] = [],
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
    const chain = this.#chain(group, direction);
    // Packets with the same applicable rules share a row.
    const rows = (this.#rows[group.index * 2 + (direction === 'ingress' ? 0 : 1)] ??= new Map<string, Bits>());
    const key = this.#signature(chain, kind);
    const known = rows.get(key);
    if (known) return known;
    const row = this.#row(group, chain, direction, kind);
    rows.set(key, row);
    return row;
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

  #row(group: WorkloadGroup, { tiers, profiles }: Chain, direction: Direction, kind: HeaderKind): Bits {
    const walk = this.#walk.begin(this.sides.everything);
    const take = (rule: CompiledRule): Bits | undefined => {
      if (!headerHolds(rule, kind.header)) return undefined;
      const [local, remote] = endsOf(rule, direction);
      if (local && !localHolds(local, group.place, direction, kind.header, this.model.services)) return undefined;
      return this.sides.remote(remote, direction, kind);
    };
    for (const { end, rules } of tiers) {
      if (!walk.enterTier()) return walk.allowed;
      for (const rule of rules) {
        const matched = take(rule);
        if (matched) walk.rule(rule.action, matched);
      }
      walk.endTier(end);
    }
    const pass = this.model.settings.profilePass === 'deny' ? 'deny' : 'next';
    for (const rules of profiles) {
      if (!rules || !walk.enterTier()) return walk.allowed;
      for (const rule of rules) {
        const matched = take(rule);
        if (matched) walk.rule(rule.action === 'pass' && pass === 'deny' ? 'deny' : rule.action, matched);
      }
      walk.endTier('pass');
    }
    return walk.allowed;
  }
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
  allowed: Bits;
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
    this.allowed = new Int32Array(everything.length);
    this.#passed.set(everything);
    return this;
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
