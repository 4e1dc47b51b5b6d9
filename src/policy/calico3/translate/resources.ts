import * as l10n from '@vscode/l10n';
import { parseNetwork, parseAddress } from '../../model/address';
import type { HostEndpoint, NetworkSet } from '../../model/endpoint';
import type { Problem } from '../../model/origin';
import type { Profile, Tier } from '../../model/policy';
import { protocolNumber } from '../../model/protocol';
import { ANY, type Rule } from '../../model/rule';
import type * as v3 from '../objects';
import { writtenAt } from './policy';
import { Report } from './report';
import { translateRules } from './rule';
import { NAMESPACE_LABEL } from '../../model/labels';
import { originOf, type Writing } from './writing';

/** The order that the API server and calicoctl set in a tier without one. */
const DEFAULT_TIER_ORDER = 1_000_000;

export function translateTier(tier: v3.Tier, writing: Writing): Tier {
  const { order = writing === 'api-server' ? DEFAULT_TIER_ORDER : Infinity, defaultAction } = tier.spec ?? {};
  return { name: tier.metadata.name, order, end: defaultAction === 'Pass' ? 'pass' : 'deny', origin: originOf(tier) };
}

/** Tiers that every cluster has, with unchangeable orders and default actions. */
export const BUILT_IN_TIERS: readonly Tier[] = (
  [
    ['kube-admin', 1000, 'pass'],
    ['default', DEFAULT_TIER_ORDER, 'deny'],
    ['kube-baseline', 10_000_000, 'pass'],
  ] as const
).map(([name, order, end]) => ({ name, order, end, origin: { object: { source: 'built-in', name }, path: [] } }));

/** Sets accept addresses, and networks with host bits. */
export function translateSet(set: v3.NetworkSet | v3.GlobalNetworkSet, problems: Problem[]): NetworkSet {
  const { namespace: own, name, labels = {} } = set.metadata;
  const namespace = set.kind === 'NetworkSet' ? own : undefined;
  const report = new Report(problems, originOf(set));
  const nets = (set.spec?.nets ?? []).flatMap((text, index) => {
    const network = parseNetwork(text);
    if (!network) report.add('dropped', l10n.t('“{0}” is neither an address nor a CIDR.', text), 'spec', 'nets', index);
    return network ?? [];
  });
  return {
    kind: 'network-set',
    id: namespace === undefined ? `${set.kind} ${name}` : `${set.kind} ${namespace}/${name}`,
    nets,
    labels: namespace === undefined ? labels : { ...labels, [NAMESPACE_LABEL]: namespace },
    // A set inherits the labels of its namespace.
    profiles: namespace === undefined ? [] : [`kns.${namespace}`],
    origin: originOf(set),
  };
}

export function translateHostEndpoint(endpoint: v3.HostEndpoint): HostEndpoint {
  const { node = '', interfaceName, expectedIPs = [], profiles = [], ports = [] } = endpoint.spec ?? {};
  return {
    kind: 'host-endpoint',
    id: `HostEndpoint ${endpoint.metadata.name}`,
    host: node,
    interfaceName: interfaceName === '' ? undefined : interfaceName,
    addresses: expectedIPs.map(parseAddress).filter((address) => address !== undefined),
    ports: ports.flatMap(({ name, protocol, port }) => {
      const number = protocolNumber(protocol);
      return number === undefined ? [] : [{ name, protocol: number, port }];
    }),
    labels: endpoint.metadata.labels ?? {},
    profiles,
    origin: originOf(endpoint),
  };
}

/** A profile object, which exists if etcd is the datastore. */
export function translateProfile(profile: v3.Profile, problems: Problem[]): Profile {
  const report = new Report(problems, originOf(profile)).at('spec');
  const rules = (direction: 'ingress' | 'egress') =>
    translateRules(writtenAt(profile.spec?.[direction] ?? [], report.at(direction).origin), undefined, report);
  const ingress = rules('ingress');
  const egress = rules('egress');
  return {
    name: profile.metadata.name,
    rules: ingress && egress ? { state: 'in-force', ingress, egress } : { state: 'invalid' },
    labels: profile.spec?.labelsToApply ?? {},
    tags: [],
    origin: originOf(profile),
  };
}

/** The built-in profile that allows everything. */
export function allowAll(name: string, labels: Profile['labels'] = {}): Profile {
  const origin = { object: { source: 'built-in', name }, path: [] } as const;
  const rules: readonly Rule[] = [{ action: 'allow', match: ANY, origin }];
  return { name, rules: { state: 'in-force', ingress: rules, egress: rules }, labels, tags: [], origin };
}

/** For host endpoints to refer to. */
export const DEFAULT_ALLOW = allowAll('projectcalico-default-allow');
