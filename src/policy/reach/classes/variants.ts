import { grouped } from '../../../base/grouped';
import { isPort } from '../../verdict/match';
import type { Place } from '../../verdict/place';
import { hasMeanings, namesOf, type CompiledRule, type CompiledSide } from '../../verdict/rule';
import type { ServiceIndex } from '../../verdict/services';

/** A protocol and a port. */
export type ProtocolPort = readonly [protocol: number, port: number];

/** Whether an end of a packet is at one of some places. */
export type PlaceTest = (place: Place) => boolean;

/**
 * A rule without names of ports and without services: a part of a written rule, for some packets only. Names and
 * services are tests of places instead.
 */
export interface Variant {
  readonly rule: CompiledRule;
  /** Protocols that it doesn't apply to, besides the rule's own. */
  readonly notProtocols: readonly number[];
  readonly source: readonly PlaceTest[];
  readonly destination: readonly PlaceTest[];
}

/** What names and services stand for. */
export interface Meanings {
  /** The protocols and ports that endpoints have under a name. */
  portsNamed(name: string): readonly ProtocolPort[];
  /** Undefined if the endpoints of services are not known. */
  readonly services: ServiceIndex | undefined;
}

const NONE: readonly never[] = [];

/**
 * Splits a rule into variants that no packet matches twice; itself if it has no names and services. Services whose
 * endpoints are not known are left out: see {@link isUndecidable}.
 */
export function variantsOf(rule: CompiledRule, meanings: Meanings): readonly Variant[] {
  const whole: Variant = { rule, notProtocols: NONE, source: NONE, destination: NONE };
  if (!hasMeanings(rule.source) && !hasMeanings(rule.destination)) return [whole];
  return split(whole, 'destination', meanings).flatMap((variant) => split(variant, 'source', meanings));
}

/** Whether it is unknown if a rule matches the packets that its variants match. */
export function isUndecidable({ source, destination }: CompiledRule, { services }: Meanings): boolean {
  return services === undefined && (source?.service ?? destination?.service) !== undefined;
}

function split(variant: Variant, end: 'source' | 'destination', meanings: Meanings): readonly Variant[] {
  const side = variant.rule[end];
  if (!side || !hasMeanings(side)) return [variant];
  const { services } = meanings;
  const { service, ports, notPorts } = side;
  const served = service && end === 'destination' ? services : undefined;
  const tests: PlaceTest[] = [...variant[end]];
  if (service && services && !served) tests.push((place) => services.has(service, place));
  const named = namesOf(side).flatMap((name) => meanings.portsNamed(name));
  const special = distinct([...named, ...(served?.ports() ?? [])]);
  const exact = special.flatMap(([protocol, port]): Variant[] => {
    const rule = forProtocol(variant, protocol);
    if (!rule) return [];
    const holds: PlaceTest = (place) =>
      (!ports || isPort(ports, side, place, port, protocol)) &&
      !(notPorts && isPort(notPorts, side, place, port, protocol)) &&
      (!served || (service !== undefined && served.serves(service, place, protocol, port)));
    const numbered = { ...side, ports: { ranges: [port, port], names: NONE }, notPorts: undefined, service: undefined };
    return [{ ...variant, rule: { ...rule, [end]: numbered }, [end]: [...tests, holds] }];
  });
  if (served || ports?.ranges.length === 0) return exact;
  const taken = grouped(special, ([protocol]) => protocol);
  const rest = [...taken].flatMap(([protocol, list]): Variant[] => {
    const rule = forProtocol(variant, protocol);
    const except = list.flatMap(([, port]) => [port, port]);
    return rule ? [{ ...variant, rule: { ...rule, [end]: numbersOf(side, except) }, [end]: tests }] : [];
  });
  const others: Variant = {
    ...variant,
    rule: { ...variant.rule, [end]: numbersOf(side, []) },
    notProtocols: [...variant.notProtocols, ...taken.keys()],
    [end]: tests,
  };
  return [...exact, ...rest, others];
}

/** The side without names and service. @param except Further ports that it doesn't apply to. */
function numbersOf(side: CompiledSide, except: readonly number[]): CompiledSide {
  const { ports, notPorts } = side;
  const excluded = [...(notPorts?.ranges ?? []), ...except];
  return {
    ...side,
    ports: ports && { ranges: ports.ranges, names: NONE },
    notPorts: excluded.length === 0 ? undefined : { ranges: excluded, names: NONE },
    service: undefined,
  };
}

/** The rule for one protocol; undefined if the variant does not apply to it. */
function forProtocol({ rule, notProtocols }: Variant, protocol: number): CompiledRule | undefined {
  const applies =
    (rule.protocol < 0 || rule.protocol === protocol) &&
    rule.notProtocol !== protocol &&
    !notProtocols.includes(protocol);
  return applies ? { ...rule, protocol } : undefined;
}

function distinct(pairs: readonly ProtocolPort[]): readonly ProtocolPort[] {
  return [...new Map(pairs.map((pair) => [pair.join('/'), pair])).values()];
}
