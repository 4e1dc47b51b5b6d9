import type { PolicyData } from './snapshot';
import { compilePolicy, verdict } from '../policy/verdict';

/** A new TCP connection between two addresses, inside the cluster or not. */
export interface TcpFlow {
  readonly from: string;
  readonly to: string;
  readonly port: number;
}

/** Whether policy lets a connection through. */
export type Allows = (flow: TcpFlow) => boolean;

const known = new WeakMap<PolicyData, Allows>();

/** Asks the policy of a snapshot; compiled at the first question, once for each state of the policy. */
export function allowsOf(data: PolicyData): Allows {
  let allows = known.get(data);
  if (!allows) known.set(data, (allows = askerOf(data)));
  return allows;
}

function askerOf({ profiles, endpoints }: PolicyData): Allows {
  let compiled: ReturnType<typeof compilePolicy> | undefined;
  return ({ from, to, port }) => {
    compiled ??= compilePolicy({
      profiles,
      endpoints: endpoints.map(({ host, workload, id, profileIds, ipv4Nets, ipv6Nets, state }) => ({
        name: `${host}/${workload}/${id}`, host, profiles: profileIds, addresses: [...ipv4Nets, ...ipv6Nets], active: state === 'active',
      })),
    });
    return verdict({ source: { address: from }, destination: { address: to }, protocol: 'tcp', destinationPort: port }, compiled).verdict === 'allow';
  };
}
