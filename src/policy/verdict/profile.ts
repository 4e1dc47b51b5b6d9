import type { NormalRule } from '../calico1/felix/rule';
import type { Labels } from '../selectors/selector';
import type { Direction } from '../calico1/rule';
import { validateRules, validateTags, type Fault } from '../calico1/felix';
import type { Packet } from './packet';
import { assemble } from './assemble';
import type { Program } from './code';
import { compileRule, type CompiledRule } from './rule';
import { run, type Marks } from './run';
import type { SelectorTag } from './test';
import type { TierPart } from './tiers';
import type { ProfileStep, RuleStep } from './trace';

/** Why a profile has no rules in the kernel: it drops everything. */
export type Void = Exclude<ProfileStep['state'], 'evaluated'>;

type Programs = Readonly<Record<Direction, Program>>;

/** A profile as Felix has it: its tags and the rules it programs. Created by {@link compileProfile}. */
export class CompiledProfile {
  #ipv4: Programs | Void | undefined;
  #ipv6: Programs | Void | undefined;

  constructor(
    readonly name: string,
    readonly stored: StoredRules,
    readonly tags: readonly string[],
    /** Inherited by the endpoints that have the profile. */
    readonly labels: Labels | undefined,
    /** Why the rules are not in force; empty if they are, or if there are none. */
    readonly faults: readonly Fault[],
    /** The texts of the selectors in the rules. */
    readonly selectors: readonly string[],
    readonly compile: (version: 4 | 6) => Programs | Void,
    /** For the policies of a tier, which are compiled like a profile. */
    readonly part?: TierPart,
  ) {}

  /** The rules of one direction in one IP version's table, or why there are none. Compiled on first use. */
  program(version: 4 | 6, direction: Direction): Program | Void {
    const programs = version === 4 ? (this.#ipv4 ??= this.compile(4)) : (this.#ipv6 ??= this.compile(6));
    return typeof programs === 'string' ? programs : programs[direction];
  }
}

export interface StoredRules {
  readonly tags: string | undefined;
  readonly rules: string | undefined;
}

/** Parses and compiles the stored texts of one profile. */
export function compileProfile(
  name: string,
  stored: StoredRules,
  labels: Labels | undefined,
  selectorTag: SelectorTag,
  part?: TierPart,
): CompiledProfile {
  const tags = validateTags(name, stored.tags);
  // The name of a tier's chain is not a profile's name, so it is not validated.
  const rules = validateRules(part?.tier ?? name, stored.rules);
  const valid = rules.outcome === 'accepted' ? rules.value : undefined;
  const absent: Void = stored.rules === undefined ? 'missing' : 'invalid';
  return new CompiledProfile(
    name,
    stored,
    tags.outcome === 'accepted' ? tags.value : [],
    labels,
    rules.outcome === 'accepted' || stored.rules === undefined ? [] : rules.faults,
    valid ? [...valid.inbound, ...valid.outbound].flatMap(selectorsOf) : [],
    (version) => (valid ? compilePrograms(valid, version, selectorTag) : absent),
    part,
  );
}

function selectorsOf(rule: NormalRule): string[] {
  const texts = ['src_selector', 'dst_selector', '!src_selector', '!dst_selector'].map((key) => rule[key]);
  return texts.filter((text) => typeof text === 'string');
}

/** iptables-restore accepts all chains of a profile or none. */
function compilePrograms(
  rules: Readonly<Record<Direction, readonly NormalRule[]>>,
  version: 4 | 6,
  selectorTag: SelectorTag,
): Programs | Void {
  const compile = (list: readonly NormalRule[]) => list.map((rule) => compileRule(rule, version, selectorTag));
  const inbound = compile(rules.inbound);
  const outbound = compile(rules.outbound);
  const complete = (list: typeof inbound): list is CompiledRule[] => !list.includes(undefined);
  return complete(inbound) && complete(outbound)
    ? { inbound: assemble(inbound), outbound: assemble(outbound) }
    : 'refused';
}

/** Runs a packet through one profile, as Felix's chain does. */
export function runProfile(profile: CompiledProfile, direction: Direction, packet: Packet, marks: Marks): ProfileStep {
  const program = profile.program(packet.version, direction);
  if (typeof program === 'string') return { profile: profile.name, state: program, rules: [], outcome: 'dropped' };
  const rules: RuleStep[] = [];
  const outcome = run(program, packet, marks, rules);
  return { profile: profile.name, state: 'evaluated', rules, outcome };
}
