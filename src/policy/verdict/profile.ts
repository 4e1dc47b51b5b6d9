import type { NormalRule } from '../felix/rule';
import type { Direction } from '../rule';
import { validateRules, validateTags, type Fault } from '../validation';
import type { Packet } from './packet';
import { compileRule, type AbsentRule, type CompiledRule, type SelectorTag } from './rule';
import type { ProfileStep, RuleStep } from './trace';

/** One direction of a profile in one IP version's table. */
type Chain = readonly (CompiledRule | AbsentRule)[];

/** A profile as Felix has it: its tags, and the chains it programs. */
export interface CompiledProfile {
  readonly name: string;
  readonly stored: StoredRules;
  readonly tags: readonly string[];
  /** Why the rules are not in force; empty when they are, or when there are none. */
  readonly faults: readonly Fault[];
  /** The texts of the selectors in the rules. */
  readonly selectors: readonly string[];
  readonly chain: (version: 4 | 6, direction: Direction) => Chain | Exclude<ProfileStep['state'], 'evaluated'>;
}

export interface StoredRules {
  readonly tags: string | undefined;
  readonly rules: string | undefined;
}

/** Reads and compiles the stored texts of one profile. Chains are made when they are first asked for. */
export function compileProfile(name: string, stored: StoredRules, selectorTag: SelectorTag): CompiledProfile {
  const tags = validateTags(name, stored.tags);
  const rules = validateRules(name, stored.rules);
  const valid = rules.outcome === 'accepted' ? rules.value : undefined;
  const versions = new Map<4 | 6, Readonly<Record<Direction, Chain>> | 'refused'>();
  const tables = (version: 4 | 6) => {
    if (!valid) return stored.rules === undefined ? 'missing' : 'invalid';
    let table = versions.get(version);
    if (!table) versions.set(version, (table = compileTable(valid, version, selectorTag)));
    return table;
  };
  return {
    name,
    stored,
    tags: tags.outcome === 'accepted' ? tags.value : [],
    faults: rules.outcome === 'accepted' || stored.rules === undefined ? [] : rules.faults,
    selectors: valid ? [...valid.inbound, ...valid.outbound].flatMap(selectorsOf) : [],
    chain: (version, direction) => {
      const table = tables(version);
      return typeof table === 'string' ? table : table[direction];
    },
  };
}

function selectorsOf(rule: NormalRule): string[] {
  const texts = ['src_selector', 'dst_selector', '!src_selector', '!dst_selector'].map((key) => rule[key]);
  return texts.filter((text) => typeof text === 'string');
}

/** iptables-restore takes all chains of a profile or none. */
function compileTable(rules: Readonly<Record<Direction, readonly NormalRule[]>>, version: 4 | 6, selectorTag: SelectorTag): Readonly<Record<Direction, Chain>> | 'refused' {
  const compile = (list: readonly NormalRule[]) => list.map((rule, index) => compileRule(rule, index + 1, version, selectorTag));
  const inbound = compile(rules.inbound);
  const outbound = compile(rules.outbound);
  const complete = (chain: typeof inbound): chain is (CompiledRule | AbsentRule)[] => !chain.includes(undefined);
  return complete(inbound) && complete(outbound) ? { inbound, outbound } : 'refused';
}

/** Marks that rules leave on a packet and that outlive a profile. */
export interface Marks {
  /** Set by the first `next-tier` that matches; nothing in a profile ever clears it. */
  nextTier: boolean;
}

/** Runs a packet through one profile, as Felix's chain does: the first rule that decides ends it. */
export function runProfile(profile: CompiledProfile, direction: Direction, packet: Packet, marks: Marks): ProfileStep {
  const chain = profile.chain(packet.version, direction);
  if (typeof chain === 'string') return { profile: profile.name, state: chain, rules: [], outcome: 'dropped' };
  const rules: RuleStep[] = [];
  const end = (outcome: ProfileStep['outcome']): ProfileStep => ({ profile: profile.name, state: 'evaluated', rules, outcome });
  for (const rule of chain) {
    if ('absent' in rule) {
      rules.push(rule.absent);
      continue;
    }
    const step = firstFailure(rule, packet);
    const decided = step === rule.matched ? rule.action : undefined;
    // Felix renders next-tier as two rules: mark on a match, then leave if marked, by whomever.
    if (rule.tests && rule.action === 'next-tier' && (decided || marks.nextTier)) {
      marks.nextTier = true;
      rules.push(decided ? step : rule.leftByMark);
      return end('next-profile');
    }
    rules.push(step);
    if (!rule.tests || decided === 'deny') return end('dropped');
    if (decided === 'allow') return end('accepted');
  }
  return end('next-profile');
}

function firstFailure(rule: CompiledRule, packet: Packet): RuleStep {
  for (const test of rule.tests ?? []) if (!test.holds(packet)) return test.failure;
  return rule.matched;
}
