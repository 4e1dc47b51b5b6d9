import { sameJson } from '../../base/json';
import type { Direction } from '../calico1/rule';
import type { CompiledPolicy } from '../verdict/policy';
import type { CompiledProfile } from '../verdict/profile';
import { HEAD, OUTCOME, TESTS, type Program } from '../verdict/code';
import type { Class } from './grouping';
import type { PeerRules } from './peer-rule';
import type { Population } from './population';

/** The rules of an endpoint's profiles in one direction. */
export interface Chain {
  /** In order; a profile without rules drops everything. */
  readonly profiles: readonly (PeerRules | 'drops')[];
  /** Whether one of the profiles can set a mark on a packet, or return because of one. */
  readonly marks: boolean;
  /** Whether some rule tests the endpoint's own tags or address. */
  readonly looksAtOwner: boolean;
}

/** What a class's packets pass, out or in: a chain, or a fixed answer. */
export type Gate = Chain | 'all' | 'none';

/**
 * Returns the gates of some classes of a population in one direction; endpoints with the same list of profiles share
 * one.
 */
export function gatesOf(
  classes: readonly Class[],
  direction: Direction,
  policy: CompiledPolicy,
  population: Population,
): Gate[] {
  const gates = new Map<readonly string[], Gate>();
  return classes.map(({ subject: { endpoint } }) => {
    if (!endpoint) return 'all';
    if (endpoint.endpoint.active === false || endpoint.endpoint.void === true) return 'none';
    const gate = gates.get(endpoint.profiles) ?? gateOf(endpoint.profiles, direction, policy, population);
    gates.set(endpoint.profiles, gate);
    return gate;
  });
}

function gateOf(names: readonly string[], direction: Direction, policy: CompiledPolicy, population: Population): Gate {
  const programs = names.map((name) => policy.profiles.get(name)?.program(population.version, direction) ?? 'missing');
  const [first] = programs;
  if (typeof first === 'object' && isOpen(first)) return 'all';
  const side = direction === 'inbound' ? 'destination' : 'source';
  return {
    profiles: programs.map((program) =>
      typeof program === 'string' ? 'drops' : population.rulesOf(program, direction),
    ),
    marks: programs.some((program) => typeof program === 'object' && program.nextTier),
    looksAtOwner: programs.some((program) => typeof program === 'object' && program.looksAt[side]),
  };
}

/** Whether the first rule allows everything, as in the outbound rules of every new profile. */
function isOpen({ code }: Program): boolean {
  return code[HEAD.outcome] === OUTCOME.allow && code[HEAD.testsEnd] === TESTS;
}

/** Whether packets can be marked at a gate, or pass because of a mark. */
export function marks(gate: Gate): boolean {
  return typeof gate !== 'string' && gate.marks;
}

/** Returns the names of the profiles whose rules differ between two policies, by direction. */
export function changedProfiles(
  before: CompiledPolicy,
  after: CompiledPolicy,
  version: 4 | 6,
): Readonly<Record<Direction, ReadonlySet<string>>> {
  const changed = { inbound: new Set<string>(), outbound: new Set<string>() };
  for (const [name, old, now] of differences(before.profiles, after.profiles)) {
    for (const direction of ['inbound', 'outbound'] as const)
      if (!sameRules(old, now, version, direction)) changed[direction].add(name);
  }
  return changed;
}

type Profiles = ReadonlyMap<string, CompiledProfile>;

/** Profiles that are not the same object in both. The names mostly agree in order, which avoids lookups. */
function differences(
  before: Profiles,
  after: Profiles,
): [name: string, old: CompiledProfile | undefined, now: CompiledProfile | undefined][] {
  const found: [string, CompiledProfile | undefined, CompiledProfile | undefined][] = [];
  const inStep = before.values();
  for (const now of after.values()) {
    const other: CompiledProfile | undefined = inStep.next().value;
    if (other === now) continue;
    const old = before.get(now.name);
    if (old !== now) found.push([now.name, old, now]);
  }
  if (before.size !== after.size || found.some(([, old]) => !old)) {
    for (const [name, old] of before) if (!after.has(name)) found.push([name, old, undefined]);
  }
  return found;
}

function sameRules(
  a: CompiledProfile | undefined,
  b: CompiledProfile | undefined,
  version: 4 | 6,
  direction: Direction,
): boolean {
  const [old, now] = [a, b].map((profile) => profile?.program(version, direction) ?? 'missing');
  if (typeof old !== 'object' || typeof now !== 'object') return typeof old === typeof now;
  return sameItems(old.code, now.code) && sameItems(old.tags, now.tags) && sameJson(old.networks, now.networks);
}

function sameItems<T>(a: ArrayLike<T>, b: ArrayLike<T>): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}
