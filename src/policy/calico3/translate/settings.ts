import { parseNetwork } from '../../model/address';
import type { FromWorkloads } from '../../model/endpoint';
import { protocolNumber, TCP, UDP } from '../../model/protocol';
import type { FailsafePort, Settings } from '../../model/settings';
import type { FailsafePort as WrittenPort, FelixConfigurationSpec } from '../objects';

const tcp = (...ports: readonly number[]): FailsafePort[] => ports.map((port) => ({ protocol: TCP, port }));
const udp = (...ports: readonly number[]): FailsafePort[] => ports.map((port) => ({ protocol: UDP, port }));

/** Felix's defaults (FelixConfiguration's API reference). */
export const DEFAULT_SETTINGS: Settings = {
  fromWorkloads: 'drop',
  failsafe: {
    ingress: [...tcp(22, 179, 2379, 2380, 5473, 6443, 6666, 6667), ...udp(68)],
    egress: [...tcp(179, 2379, 2380, 5473, 6443, 6666, 6667), ...udp(53, 67)],
  },
  encapsulation: { ipip: false, vxlan: false },
  vxlanPort: 4789,
  dropsInvalid: true,
  profilePass: 'deny',
  passMarkStays: false,
  servesWorkloads: false,
};

const FROM_WORKLOADS: Readonly<Record<string, FromWorkloads>> = { drop: 'drop', return: 'return', accept: 'accept' };

/** Returns what happens to traffic from a workload to its own host; undefined if it isn't configured. */
export function fromWorkloadsOf({ defaultEndpointToHostAction }: FelixConfigurationSpec): FromWorkloads | undefined {
  return FROM_WORKLOADS[defaultEndpointToHostAction?.toLowerCase() ?? ''];
}

/** Returns the settings of all hosts, from the configuration named `default`. */
export function translateSettings(spec: FelixConfigurationSpec): Settings {
  const { failsafe, ...defaults } = DEFAULT_SETTINGS;
  return {
    ...defaults,
    fromWorkloads: fromWorkloadsOf(spec) ?? defaults.fromWorkloads,
    failsafe: {
      ingress: spec.failsafeInboundHostPorts?.flatMap(portOf) ?? failsafe.ingress,
      egress: spec.failsafeOutboundHostPorts?.flatMap(portOf) ?? failsafe.egress,
    },
    encapsulation: {
      ipip: spec.allowIPIPPacketsFromWorkloads ?? false,
      vxlan: spec.allowVXLANPacketsFromWorkloads ?? false,
    },
    vxlanPort: spec.vxlanPort ?? defaults.vxlanPort,
    dropsInvalid: !(spec.disableConntrackInvalidCheck ?? false),
  };
}

function portOf({ protocol, port, net }: WrittenPort): FailsafePort | readonly [] {
  const number = protocolNumber(protocol);
  if (number === undefined) return [];
  const network = net === undefined ? undefined : parseNetwork(net);
  if (net !== undefined && !network) return [];
  return { protocol: number, port, ...(network && { net: network }) };
}
