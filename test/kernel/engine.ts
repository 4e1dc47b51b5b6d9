import type { StoredPolicy } from '../../src/policy/calico1/stored-policy';
import { judge, passes } from '../../src/policy/verdict';
import { storedPolicy } from '../unit/policy/stored';
import { addressOf, HOST, type TestFlow, type TestPolicy, type Version } from './policy';

/** The engine's verdict on each flow. */
export function allowed(policy: TestPolicy, version: Version, flows: readonly TestFlow[]): boolean[] {
  const { model } = compile(policy);
  return flows.map(({ from, to, protocol, sourcePort, destinationPort }) => {
    const ends = {
      source: { address: addressOf(from, version) },
      destination: { address: addressOf(to, version) },
      ipVersion: version,
    };
    const flow =
      protocol === 'icmp'
        ? { ...ends, protocol: version === 4 ? 'icmp' : 'icmpv6' }
        : { ...ends, protocol, sourcePort, destinationPort };
    return passes(judge(flow, model).enforced);
  });
}

/** The policy as stored in etcd. */
function compile({ profiles, workloads, tiers = [], hostEndpoint }: TestPolicy): StoredPolicy {
  return storedPolicy({
    profiles: Object.entries(profiles).map(([name, { tags, labels, rules }]) => ({
      name,
      stored: {
        tags: JSON.stringify(tags),
        ...(labels && { labels: JSON.stringify(labels) }),
        rules: rules && JSON.stringify({ inbound_rules: rules.inbound, outbound_rules: rules.outbound }),
      },
    })),
    endpoints: workloads.map(({ name, profiles: own, labels, active = true }) => ({
      name,
      profiles: own,
      ...(labels && { labels }),
      active,
      addresses: [addressOf(name, 4), addressOf(name, 6)],
    })),
    hosts: [{ name: HOST.name, addresses: [HOST[4], HOST[6]] }],
    tiers: tiers.map(({ name, policies }) => ({
      name,
      policies: policies.map(({ name: policy, selector, rules }) => ({
        name: policy,
        rules: JSON.stringify({ selector, inbound_rules: rules.inbound, outbound_rules: rules.outbound }),
      })),
    })),
    hostEndpoints: hostEndpoint ? [{ host: HOST.name, interface: 'ext0', ...hostEndpoint }] : [],
  });
}
