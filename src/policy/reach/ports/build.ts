import type { CompiledModel } from '../../verdict';
import { headerOf } from '../../verdict/packet';
import type { Direction } from '../../model/rule';
import {
  addedPolicies,
  changedProfiles,
  gatesOf,
  replanned,
  rulesOfProfile,
  type ChangedProfile,
} from '../classes/chains';
import { judgeInto } from './single-classes';
import { buildLayer, updateLayer, type Gates, type Layer } from './layer';
import { Population } from '../classes/population';
import { Reachability, type PacketQuestion } from './result';

/** Computes reachability for each port, with pauses. */
export function* build(
  model: CompiledModel,
  ports: readonly number[],
  asked: PacketQuestion,
): Generator<undefined, Reachability> {
  const { population, gates } = yield* groundOf(model, asked);
  const layers = new Map<number, Layer>();
  for (const port of ports) layers.set(port, yield* layerOf(model, population, gates, port, asked));
  return new Reachability(model, asked, population, gates, layers);
}

/** Everything that does not depend on the port. */
interface Ground {
  readonly population: Population;
  readonly gates: Gates;
}

const grounds = new WeakMap<CompiledModel, Map<string, Ground>>();

/** Classes and their gates are cached with the model, for the next question. */
function* groundOf(model: CompiledModel, asked: PacketQuestion): Generator<undefined, Ground> {
  const kept = keptFor(grounds, model);
  const key = keyOf(asked);
  let ground = kept.get(key);
  if (!ground) {
    const population = yield* populationOf(model, asked);
    yield;
    const gates = (direction: Direction) => gatesOf(population.classes, direction, model, population);
    ground = { population, gates: { ingress: yield* gates('ingress'), egress: yield* gates('egress') } };
    keep(kept, key, ground);
  }
  return ground;
}

const populations = new WeakMap<CompiledModel, Map<string, Population>>();

/**
 * Returns all ends of flows in classes that policy can't tell apart, computed once for each model, with pauses.
 * @param previous That of another model with the same endpoints, which is returned if it suits.
 */
export function* populationOf(
  model: CompiledModel,
  asked: Pick<PacketQuestion, 'ipVersion' | 'outside'>,
  previous?: { readonly model: CompiledModel; readonly population: Population },
): Generator<undefined, Population> {
  const kept = keptFor(populations, model);
  const key = keyOf(asked);
  let population = kept.get(key);
  if (!population) {
    population =
      previous && stillSuits(previous.population, previous.model, model)
        ? previous.population
        : yield* Population.of(model, asked.ipVersion, asked.outside);
    keep(kept, key, population);
  }
  return population;
}

function keptFor<T>(all: WeakMap<CompiledModel, Map<string, T>>, model: CompiledModel): Map<string, T> {
  const kept = all.get(model) ?? new Map<string, T>();
  all.set(model, kept);
  return kept;
}

/** The number of grounds, and of populations, that are kept of a model: each network that is typed has its own. */
const MOST_KEPT = 4;

function keep<T>(kept: Map<string, T>, key: string, value: T): void {
  const [oldest] = kept.keys();
  if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(key, value);
}

function keyOf({ ipVersion, outside }: Pick<PacketQuestion, 'ipVersion' | 'outside'>): string {
  return `${ipVersion} ${outside.join(' ')}`;
}

/** Whether the classes of a model's endpoints are also those of another model that differs in profiles and policies. */
function stillSuits(
  population: Population,
  before: CompiledModel,
  model: CompiledModel,
  changes: readonly ChangedProfile[] = changedProfiles(before, model),
): boolean {
  if (population.judged.length > 0) return false;
  if (changes.some(({ rules }) => rules && !population.suits(rules))) return false;
  return addedPolicies(before, model).every((policy) => population.suitsPolicy(policy));
}

function* layerOf(
  model: CompiledModel,
  population: Population,
  gates: Gates,
  port: number,
  asked: PacketQuestion,
): Generator<undefined, Layer> {
  const layer = yield* buildLayer(population, gates, headerOf({ ...asked, destinationPort: port }, asked.ipVersion));
  return population.judged.length === 0
    ? layer
    : yield* judgeInto(layer, population, model, { ...asked, destinationPort: port });
}

/**
 * Derives the answer from an earlier one about the same endpoints, with pauses, recomputing only classes for which other
 * profiles or policies decide.
 * Undefined if more has changed, or if some rule now distinguishes endpoints that the earlier answer grouped.
 */
export function* update(
  base: Reachability,
  model: CompiledModel,
  ports: readonly number[],
  asked: PacketQuestion,
): Generator<undefined, Reachability | undefined> {
  const { population } = base;
  const changes = changedProfiles(base.model, model);
  yield;
  if (!stillSuits(population, base.model, model, changes)) return undefined;
  yield;
  const ingress = yield* regate(base, model, changes, 'ingress');
  const egress = yield* regate(base, model, changes, 'egress');
  const gates = { ingress: ingress.gates, egress: egress.gates };
  const changed = { ingress: ingress.changed, egress: egress.changed };
  const layers = new Map<number, Layer>();
  for (const port of ports) {
    const header = headerOf({ ...asked, destinationPort: port }, asked.ipVersion);
    const before = base.layers.get(port);
    const layer = before
      ? updateLayer(before, population, gates, header, changed)
      : buildLayer(population, gates, header);
    layers.set(port, yield* layer);
  }
  return new Reachability(model, asked, population, gates, layers);
}

/** The gates of one direction after changes of profiles and policies, and the classes whose gates have changed. */
function* regate(
  { population, gates: known, model: before }: Reachability,
  model: CompiledModel,
  changes: readonly ChangedProfile[],
  direction: Direction,
): Generator<undefined, { readonly gates: Gates[Direction]; readonly changed: readonly number[] }> {
  const touched = changes.filter((change) => change.direction === direction && !isAlike(change, before, population));
  const gates = known[direction];
  yield;
  const changed = [
    ...new Set([
      ...touched.flatMap(({ name }) => population.classesWith(name)),
      ...(yield* replanned(population.classes, direction, before, model)),
    ]),
  ];
  if (changed.length === 0) return { gates, changed };
  const fresh = yield* gatesOf(
    changed.flatMap((number) => population.classes[number] ?? []),
    direction,
    model,
    population,
  );
  const copy = [...gates];
  for (const [index, number] of changed.entries()) copy[number] = fresh[index] ?? 'none';
  return { gates: copy, changed };
}

/** Whether a profile's rules mean the same in a population as before. */
function isAlike({ name, direction, rules }: ChangedProfile, before: CompiledModel, population: Population): boolean {
  const was = rulesOfProfile(before.profiles.get(name), direction);
  if (!was || !rules) return was === rules;
  const [a, b] = [population.rulesOf(was, direction, 'profile'), population.rulesOf(rules, direction, 'profile')];
  return a.words.length === b.words.length && a.words.every((word, index) => word === b.words[index]);
}
