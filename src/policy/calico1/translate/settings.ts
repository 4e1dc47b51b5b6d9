import type { FromWorkloads } from '../../model/endpoint';
import { TCP, UDP } from '../../model/protocol';
import type { FailsafePort, Settings } from '../../model/settings';
import type { FelixVersion } from './objects';

const tcp = (...ports: readonly number[]): FailsafePort[] => ports.map((port) => ({ protocol: TCP, port }));
const udp = (...ports: readonly number[]): FailsafePort[] => ports.map((port) => ({ protocol: UDP, port }));

/** Always open on host endpoints, whatever the policy (Felix's `config.py`, and the Felix reference of Calico 2). */
const FAILSAFE: Readonly<Record<FelixVersion, Settings['failsafe']>> = {
  '1.4': { ingress: tcp(22), egress: tcp(2379, 2380, 4001, 7001) },
  '2': { ingress: [...tcp(22), ...udp(68)], egress: [...tcp(2379, 2380, 4001, 7001), ...udp(53, 67)] },
};

const FROM_WORKLOADS: Readonly<Record<string, FromWorkloads>> = { DROP: 'drop', RETURN: 'return', ACCEPT: 'accept' };

/** Returns the action for traffic from a workload to its host, from a host's or the cluster's configuration. */
export function fromWorkloadsOf(config: ReadonlyMap<string, string>): FromWorkloads | undefined {
  return FROM_WORKLOADS[config.get('DefaultEndpointToHostAction')?.toUpperCase() ?? ''];
}

export function settingsOf(config: ReadonlyMap<string, string>, felix: FelixVersion): Settings {
  const failsafe = FAILSAFE[felix];
  return {
    fromWorkloads: fromWorkloadsOf(config) ?? 'drop',
    failsafe: {
      ingress: portsIn(config.get('FailsafeInboundHostPorts')) ?? failsafe.ingress,
      egress: portsIn(config.get('FailsafeOutboundHostPorts')) ?? failsafe.egress,
    },
    encapsulation: { ipip: true, vxlan: true },
    vxlanPort: 4789,
    dropsInvalid: true,
    profilePass: felix === '1.4' ? 'next-profile' : 'deny',
    passMarkStays: felix === '1.4',
    servesWorkloads: felix === '1.4',
  };
}

/** Parses `22`, or from 2.x on `tcp:22`, comma-separated; `none` is empty. Undefined for any other text. */
function portsIn(text: string | undefined): readonly FailsafePort[] | undefined {
  if (text === undefined) return undefined;
  if (text.toLowerCase() === 'none') return [];
  const ports = text.split(',').map((entry) => /^\s*(?:(tcp|udp):)?(\d{1,5})\s*$/.exec(entry));
  if (ports.includes(null)) return undefined;
  return ports.flatMap((match) => [{ protocol: match?.[1] === 'udp' ? UDP : TCP, port: Number(match?.[2]) }]);
}
