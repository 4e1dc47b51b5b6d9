import { sameJson } from '../equality';
import type { Direction } from '../rule';
import type { CompiledPolicy } from '../verdict/compile';
import type { CompiledProfile, Void } from '../verdict/profile';
import type { Program } from '../verdict/program';
import type { Class } from './grouping';

/** The rules of an endpoint's profiles in one direction, in order; a profile without rules drops all. */
export type Chain = readonly (Program | Void)[];

/** What lets a class's packets out or in: a chain, or without asking anyone all or none. */
export type Gate = Chain | 'all' | 'none';

/** The gates of classes in one direction; endpoints with the same list of profiles share one. */
export function gatesOf(classes: readonly Class[], direction: Direction, policy: CompiledPolicy, version: 4 | 6): Gate[] {
  const chains = new Map<readonly string[], Chain>();
  return classes.map(({ subject: { endpoint } }) => {
    if (!endpoint) return 'all';
    if (endpoint.endpoint.active === false) return 'none';
    const chain = chains.get(endpoint.profiles) ?? endpoint.profiles.map((name) => policy.profiles.get(name)?.program(version, direction) ?? 'missing');
    chains.set(endpoint.profiles, chain);
    return chain;
  });
}

/** Whether a packet can leave a profile of the gate with a mark, or by one. */
export function marks(gate: Gate): boolean {
  return typeof gate !== 'string' && gate.some((program) => typeof program !== 'string' && program.nextTier);
}

/** Whether some rule of the gate asks about the endpoint that has it: its tags or its address. */
export function looksAtOwner(gate: Gate, direction: Direction): boolean {
  const side = direction === 'inbound' ? 'destination' : 'source';
  return typeof gate !== 'string' && gate.some((program) => typeof program !== 'string' && program.looksAt[side]);
}

/** The names of the profiles whose rules differ between two policies, direction by direction. */
export function changedProfiles(before: CompiledPolicy, after: CompiledPolicy, version: 4 | 6): Readonly<Record<Direction, ReadonlySet<string>>> {
  const changed = { inbound: new Set<string>(), outbound: new Set<string>() };
  for (const [name, old, now] of differences(before.profiles, after.profiles)) {
    for (const direction of ['inbound', 'outbound'] as const) if (!sameRules(old, now, version, direction)) changed[direction].add(name);
  }
  return changed;
}

type Profiles = ReadonlyMap<string, CompiledProfile>;

/** Profiles that are not the same object in both. Mostly both have the same names in the same order: nothing is looked up then. */
function differences(before: Profiles, after: Profiles): [name: string, old: CompiledProfile | undefined, now: CompiledProfile | undefined][] {
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

function sameRules(a: CompiledProfile | undefined, b: CompiledProfile | undefined, version: 4 | 6, direction: Direction): boolean {
  const [old, now] = [a, b].map((profile) => profile?.program(version, direction) ?? 'missing');
  if (typeof old !== 'object' || typeof now !== 'object') return typeof old === typeof now;
  return sameNumbers(old.code, now.code) && sameNumbers(old.ports, now.ports) && sameJson(old.tags, now.tags) && sameJson(old.networks, now.networks);
}

function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}
