import { judge, passes, type Verdict } from '../../policy/verdict';
import { isDecidedByTier } from '../../policy/explain/calico1';
import { compiledOf } from './compiled';
import { isInForce } from '../model/resources';
import type { PolicyData } from '../model/snapshot';

/** A new TCP connection between two addresses, inside the cluster or not. */
export interface TcpFlow {
  readonly from: string;
  readonly to: string;
  readonly port: number;
}

/** Whether policy allows a connection. */
export type Allows = (flow: TcpFlow) => boolean;

/**
 * Queries the policy of a snapshot, which is compiled on the first query.
 * @returns undefined if the policy is not in force.
 */
export function allowsOf(data: PolicyData): Allows | undefined {
  if (!isEnforced(data)) return undefined;
  return (flow) => passes(verdictOn(flow, data));
}

/**
 * Returns the tier that drops a connection, before any profile is evaluated; undefined if none does, or policy is not
 * in force.
 */
export function droppingTier(flow: TcpFlow, data: PolicyData): string | undefined {
  if (!isEnforced(data)) return undefined;
  const denied = verdictOn(flow, data).stages.find(({ outcome }) => outcome === 'deny');
  return denied && isDecidedByTier(denied) ? denied.tiers.at(-1)?.tier.name : undefined;
}

function verdictOn({ from, to, port }: TcpFlow, data: PolicyData): Verdict {
  const flow = { source: { address: from }, destination: { address: to }, protocol: 'tcp', destinationPort: port };
  return judge(flow, compiledOf(data).model).enforced;
}

/** Whether Felix enforces what is stored: with etcd, it waits while `Ready` exists and is not `true`. */
function isEnforced({ enforcement, resources }: PolicyData): boolean {
  if (resources) return isInForce(resources);
  return enforcement?.ready === undefined || enforcement.ready === 'true';
}
