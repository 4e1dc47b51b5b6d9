import { finished } from '../../../base/time-slices';
import type { CompiledModel } from '../../verdict';
import type { Population } from '../classes/population';
import { build, populationOf, update } from './build';
import type { PacketQuestion, Reachability } from './result';

export type { Reachability } from './result';

/** Properties of the connections in question, besides their port. */
export interface ReachabilityOptions {
  /** A name such as `tcp`, or an IP protocol number; defaults to `tcp`. */
  readonly protocol?: string | number;
  /** Defaults to an ephemeral port that no rule names. */
  readonly sourcePort?: number;
  /** For icmp and icmpv6; defaults to an echo request. */
  readonly icmpType?: number;
  readonly icmpCode?: number;
  /** Defaults to 4, or to 6 for icmpv6. */
  readonly ipVersion?: 4 | 6;
  /** Addresses of machines outside the cluster to include. */
  readonly outside?: readonly string[];
  /** An earlier result, reused where model and options are equal. */
  readonly previous?: Reachability | undefined;
}

/**
 * Returns which endpoints may open connections to which, for all ordered pairs on each port: for workloads by classes
 * that policy can't tell apart, for hosts and translated addresses by a separate verdict for each flow. For a protocol
 * without ports, pass port 0.
 *
 * Flows are not evaluated if they depend on rules with services whose endpoints are not known. Conditions on HTTP count as met, since some requests
 * meet them.
 */
export function reachability(
  model: CompiledModel,
  ports: readonly number[],
  options: ReachabilityOptions = {},
): Reachability {
  return finished(reachabilityInTurn(model, ports, options));
}

/** Does the same with pauses. */
export function* reachabilityInTurn(
  model: CompiledModel,
  ports: readonly number[],
  options: ReachabilityOptions,
): Generator<undefined, Reachability> {
  const { previous, protocol = 'tcp', outside = [], ...rest } = options;
  const asked: PacketQuestion = {
    ...rest,
    protocol,
    outside,
    ipVersion: options.ipVersion ?? (protocol === 'icmpv6' ? 6 : 4),
  };
  const base =
    previous && sameGround(previous.model, model) && sameQuestion(previous.asked, asked) ? previous : undefined;
  return (base && (yield* update(base, model, ports, asked))) ?? (yield* build(model, ports, asked));
}

/** All ends of flows under one model, in classes that policy can't tell apart. Immutable. */
export interface Ends {
  readonly model: CompiledModel;
  readonly outside: readonly string[];
  readonly population: Population;
}

/**
 * Groups the endpoints that have IPv4 addresses, and machines outside, by what policy can't tell apart. Yields
 * regularly, so that the caller can let other work run first.
 * @param previous An earlier result, reused where endpoints and machines are equal and its classes still hold.
 */
export function* endsOf(
  model: CompiledModel,
  outside: readonly string[],
  previous: Ends | undefined,
): Generator<undefined, Ends> {
  const base =
    previous && sameGround(previous.model, model) && sameList(previous.outside, outside) ? previous : undefined;
  return { model, outside, population: yield* populationOf(model, { ipVersion: 4, outside }, base) };
}

/** Whether two models differ in profiles, tiers and policies only. */
function sameGround(a: CompiledModel, b: CompiledModel): boolean {
  return (
    a.directory === b.directory &&
    a.settings === b.settings &&
    a.services === b.services &&
    a.model.translations === b.model.translations
  );
}

function sameQuestion(a: PacketQuestion, b: PacketQuestion): boolean {
  const same =
    a.protocol === b.protocol &&
    a.ipVersion === b.ipVersion &&
    a.sourcePort === b.sourcePort &&
    a.icmpType === b.icmpType &&
    a.icmpCode === b.icmpCode;
  return same && sameList(a.outside, b.outside);
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((address, index) => address === b[index]);
}
