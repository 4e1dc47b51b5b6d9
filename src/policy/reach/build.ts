import type { Direction } from '../calico1/rule';
import type { CompiledPolicy } from '../verdict/policy';
import { headerOf } from '../verdict/packet';
import type { Program } from '../verdict/code';
import { changedProfiles, gatesOf } from './chains';
import { buildLayer, updateLayer, type Gates } from './layer';
import { Population } from './population';
import { Reachability, type Asked } from './result';

/** Computes reachability for each port. */
export function build(policy: CompiledPolicy, ports: readonly number[], asked: Asked): Reachability {
  const { population, gates } = groundOf(policy, asked);
  const layers = new Map(
    ports.map((port) => [port, buildLayer(population, gates, headerOf({ ...asked, destinationPort: port }))]),
  );
  return new Reachability(policy, asked, population, gates, layers);
}

/** Everything that does not depend on the port. */
interface Ground {
  readonly population: Population;
  readonly gates: Gates;
}

const known = new WeakMap<CompiledPolicy, Map<string, Ground>>();

/** Classes and their gates are cached with the policy, for the next question. */
function groundOf(policy: CompiledPolicy, { ipVersion, outside }: Asked): Ground {
  const kept = known.get(policy) ?? new Map<string, Ground>();
  known.set(policy, kept);
  const key = `${ipVersion} ${outside.join(' ')}`;
  let ground = kept.get(key);
  if (!ground) {
    const population = new Population(policy, ipVersion, outside, programsOf(policy, ipVersion));
    const gates = (direction: Direction) => gatesOf(population.classes, direction, policy, population);
    kept.set(key, (ground = { population, gates: { inbound: gates('inbound'), outbound: gates('outbound') } }));
  }
  return ground;
}

/**
 * Derives the answer from an earlier one about the same endpoints, recomputing only classes whose rules have changed.
 * Undefined if some rule now distinguishes endpoints that the earlier answer grouped.
 */
export function update(
  base: Reachability,
  policy: CompiledPolicy,
  ports: readonly number[],
  asked: Asked,
): Reachability | undefined {
  const { population } = base;
  const names = changedProfiles(base.policy, policy, asked.ipVersion);
  const inbound = regate('inbound');
  const outbound = regate('outbound');
  if (!inbound || !outbound) return undefined;
  const gates = { inbound: inbound.gates, outbound: outbound.gates };
  const changed = { inbound: inbound.changed, outbound: outbound.changed };
  const layers = ports.map((port) => {
    const header = headerOf({ ...asked, destinationPort: port });
    const before = base.layers.get(port);
    return [
      port,
      before ? updateLayer(before, population, gates, header, changed) : buildLayer(population, gates, header),
    ] as const;
  });
  return new Reachability(policy, asked, population, gates, new Map(layers));

  function regate(direction: Direction) {
    const touched = names[direction];
    if (touched.size === 0) return { gates: base.gates[direction], changed: [] };
    for (const name of touched) {
      const program = policy.profiles.get(name)?.program(asked.ipVersion, direction);
      if (typeof program === 'object' && !population.suits(program)) return undefined;
    }
    const changed = [...new Set([...touched].flatMap((name) => population.classesWith(name)))];
    const fresh = gatesOf(
      changed.flatMap((number) => population.classes[number] ?? []),
      direction,
      policy,
      population,
    );
    const copy = [...base.gates[direction]];
    for (const [index, number] of changed.entries()) copy[number] = fresh[index] ?? 'none';
    return { gates: copy, changed };
  }
}

function* programsOf(policy: CompiledPolicy, version: 4 | 6): Generator<Program> {
  for (const profile of policy.profiles.values()) {
    for (const direction of ['inbound', 'outbound'] as const) {
      const program = profile.program(version, direction);
      if (typeof program !== 'string') yield program;
    }
  }
}
