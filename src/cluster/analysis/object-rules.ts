import type { Rule } from '../../policy/calico1/rule';
import type { EntityRule, Rule as ObjectRule } from '../../policy/calico3/objects';
import { rulesIn, type DatastoreObject } from '../../policy/datastore';
import { DIRECTIONS } from '../../policy/model/rule';

/** Returns what the rules of an object are about, in the form of Calico 1's rules: protocols, ports and networks. */
export function subjectsOf(object: DatastoreObject): readonly Rule[] {
  const read = { state: 'decoded', object } as const;
  const rules = DIRECTIONS.flatMap((direction) => rulesIn({ read }, direction).flatMap(subjectsOfRule));
  if (object.kind !== 'NetworkSet' && object.kind !== 'GlobalNetworkSet') return rules;
  return [...rules, ...(object.spec?.nets ?? []).map((net): Rule => ({ action: 'allow', src_net: net }))];
}

function subjectsOfRule({ protocol, source, destination }: ObjectRule): readonly Rule[] {
  const ports = [...(destination?.ports ?? []), ...(destination?.notPorts ?? [])].filter(isNumeric);
  const named = protocol === undefined ? {} : { protocol: String(protocol).toLowerCase() };
  const about: Rule = { action: 'allow', ...named, ...(ports.length > 0 && { dst_ports: ports }) };
  return [
    about,
    ...netsOf(source).map((net): Rule => ({ ...about, src_net: net })),
    ...netsOf(destination).map((net): Rule => ({ ...about, dst_net: net })),
  ];
}

/** Names of ports differ from endpoint to endpoint. */
function isNumeric(port: number | string): boolean {
  return /^\d+(:\d+)?$/.test(String(port));
}

function netsOf({ nets = [], notNets = [] }: EntityRule = {}): readonly string[] {
  return [...nets, ...notNets];
}
