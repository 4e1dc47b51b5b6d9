import { eachInTurn, MANY } from '../../base/time-slices';
import type { Rule } from '../../policy/calico1/rule';
import type { EntityRule, Rule as ObjectRule } from '../../policy/calico3/objects';
import { calicoRulesIn, type PolicyObject } from '../../policy/resources';
import type { Endpoint } from '../../policy/model/endpoint';
import type { PolicyModel } from '../../policy/model/model';
import { DIRECTIONS } from '../../policy/model/rule';

/** The numbers that endpoints have for the names of ports. */
type NamedPorts = ReadonlyMap<string, readonly number[]>;

const portNames = new WeakMap<PolicyModel['endpoints'], NamedPorts>();

/**
 * Returns the numbers of the named ports of all endpoints, with pauses. Gathered once: previews ask on each keystroke.
 */
export function* portsByName({ endpoints }: PolicyModel): Generator<undefined, NamedPorts> {
  const before = portNames.get(endpoints);
  if (before) return before;
  const found = new Map<string, readonly number[]>();
  const take = (endpoint: Endpoint) => {
    if (endpoint.kind === 'network-set') return;
    for (const { name, port } of endpoint.ports) {
      const known = found.get(name) ?? [];
      if (!known.includes(port)) found.set(name, [...known, port]);
    }
  };
  yield* eachInTurn(endpoints, take, MANY);
  portNames.set(endpoints, found);
  return found;
}

/** Returns what the rules of an object are about, in the form of Calico 1's rules: protocols, ports and networks. */
export function subjectsOf(object: PolicyObject, named: NamedPorts = new Map()): readonly Rule[] {
  const rules = DIRECTIONS.flatMap((direction) =>
    calicoRulesIn(object, direction).flatMap((rule) => subjectsOfRule(rule, named)),
  );
  if (object.kind !== 'NetworkSet' && object.kind !== 'GlobalNetworkSet') return rules;
  return [...rules, ...(object.spec?.nets ?? []).map((net): Rule => ({ action: 'allow', src_net: net }))];
}

function subjectsOfRule({ protocol, source, destination }: ObjectRule, named: NamedPorts): readonly Rule[] {
  const written = [...(destination?.ports ?? []), ...(destination?.notPorts ?? [])];
  const ports = written.flatMap((port) => (isNumeric(port) ? port : (named.get(String(port)) ?? [])));
  const of = protocol === undefined ? {} : { protocol: String(protocol).toLowerCase() };
  const about: Rule = { action: 'allow', ...of, ...(ports.length > 0 && { dst_ports: ports }) };
  return [
    about,
    ...netsOf(source).map((net): Rule => ({ ...about, src_net: net })),
    ...netsOf(destination).map((net): Rule => ({ ...about, dst_net: net })),
  ];
}

function isNumeric(port: number | string): boolean {
  return /^\d+(:\d+)?$/.test(String(port));
}

function netsOf({ nets = [], notNets = [] }: EntityRule = {}): readonly string[] {
  return [...nets, ...notNets];
}
