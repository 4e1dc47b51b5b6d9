import type { StoredPolicy } from '../../src/policy/calico1/stored-policy';
import { judge, passes } from '../../src/policy/evaluation';
import { storedPolicy } from '../unit/policy/stored';
import { MACHINES, OUTSIDER, type TestFlow, type TestPolicy, type Version } from './policy';

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

/** The policy in the texts that etcd has. */
function compile({ profiles, workloads }: TestPolicy): StoredPolicy {
  return storedPolicy({
    profiles: Object.entries(profiles).map(([name, { tags, rules }]) => ({
      name,
      stored: {
        tags: JSON.stringify(tags),
        rules: rules && JSON.stringify({ inbound_rules: rules.inbound, outbound_rules: rules.outbound }),
      },
    })),
    endpoints: workloads.map(({ name, profiles: own, active = true }) => ({
      name,
      profiles: own,
      active,
      addresses: [addressOf(name, 4), addressOf(name, 6)],
    })),
  });
}

function addressOf(machine: string, version: Version): string {
  return [...MACHINES, OUTSIDER].find(({ name }) => name === machine)?.[version] ?? '';
}
