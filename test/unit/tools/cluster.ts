import type { Snapshot } from '../../../src/cluster/model/snapshot';
import type { CalicoctlState } from '../../../src/policy/calico1/calicoctl/state';
import type { Rule } from '../../../src/policy/calico1/rule';
import { answered, demoSnapshot, NETWORKS, UI_OPEN, UI_TO_PROBE } from '../graph/demo-cluster';

/** The time of the collector's answer. */
export const SEEN_AT = Date.parse('2016-04-11T13:00:00Z');

export const idOf = (name: string): string => NETWORKS.find((network) => network.name === name)?.id ?? name;

export const from = (tag: string, port = 9000): Rule => ({
  action: 'allow',
  protocol: 'tcp',
  src_tag: idOf(tag),
  dst_ports: [port],
});

/**
 * The Stars demo with its rules: client reaches frontend on 9000, and frontend backend; frontend allows client only on
 * 9001.
 */
export const STARS: Snapshot = demoSnapshot({
  inbound: {
    'management-ui': [UI_OPEN],
    client: [UI_TO_PROBE],
    frontend: [UI_TO_PROBE, from('client', 9001)],
    backend: [UI_TO_PROBE, from('frontend')],
  },
  observation: answered(['F→B'], [], SEEN_AT),
});

/** The same as in the datastore, for calicoctl. */
export function stateOf({ policy }: Snapshot): CalicoctlState {
  const keys = new Map<string, string>();
  for (const { name, stored } of policy.state === 'ready' ? policy.data.profiles : []) {
    for (const leaf of ['tags', 'labels', 'rules'] as const)
      if (stored[leaf] !== undefined) keys.set(`/calico/v1/policy/profile/${name}/${leaf}`, stored[leaf]);
  }
  return { keys, networks: NETWORKS };
}
