import { sameJson } from '../equality';
import type { Direction } from '../rule';
import type { CompiledPolicy } from '../verdict/compile';
import type { CompiledProfile, Void } from '../verdict/profile';
import { OUTCOME, type Program } from '../verdict/program';
import type { Class } from './grouping';

/** The rules of an endpoint's profiles in one direction, in order; a profile without rules drops all. */
export type Chain = readonly (Program | Void)[];

/** What lets a class's packets out or in: a chain, or without asking anyone all or none. */
export type Gate = Chain | 'all' | 'none';

export function gateOf({ subject: { endpoint } }: Class, direction: Direction, policy: CompiledPolicy, version: 4 | 6): Gate {
  if (!endpoint) return 'all';
  if (endpoint.endpoint.active === false) return 'none';
  return endpoint.profiles.map((name) => policy.profiles.get(name)?.program(version, direction) ?? 'missing');
}

/** Whether a packet can leave a profile of the gate with a mark, or by one. */
export function marks(gate: Gate): boolean {
  return typeof gate !== 'string' && gate.some((program) => typeof program !== 'string' && hasNextTier(program));
}

/** The names of the profiles whose rules differ between two policies, direction by direction. */
export function changedProfiles(before: CompiledPolicy, after: CompiledPolicy, version: 4 | 6): Readonly<Record<Direction, ReadonlySet<string>>> {
  const inbound = new Set<string>();
  const outbound = new Set<string>();
  const compare = (name: string, old: CompiledProfile | undefined, now: CompiledProfile | undefined) => {
    if (old === now) return;
    if (!sameRules(old, now, version, 'inbound')) inbound.add(name);
    if (!sameRules(old, now, version, 'outbound')) outbound.add(name);
  };
  for (const [name, profile] of after.profiles) compare(name, before.profiles.get(name), profile);
  for (const [name, profile] of before.profiles) if (!after.profiles.has(name)) compare(name, profile, undefined);
  return { inbound, outbound };
}

function hasNextTier({ code }: Program): boolean {
  for (let rule = 0; rule < code.length; rule = code[rule + 1] ?? code.length) if (code[rule] === OUTCOME['next-tier']) return true;
  return false;
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
