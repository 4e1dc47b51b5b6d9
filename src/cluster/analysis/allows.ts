import { verdict } from '../../policy/verdict';
import { compiledOf } from './compiled';
import type { PolicyData } from '../model/snapshot';

/** A new TCP connection between two addresses, inside the cluster or not. */
export interface TcpFlow {
  readonly from: string;
  readonly to: string;
  readonly port: number;
}

/** Whether policy allows a connection. */
export type Allows = (flow: TcpFlow) => boolean;

/** Queries the policy of a snapshot, which is compiled on the first query. */
export function allowsOf(data: PolicyData): Allows {
  return ({ from, to, port }) =>
    verdict(
      { source: { address: from }, destination: { address: to }, protocol: 'tcp', destinationPort: port },
      compiledOf(data),
    ).verdict === 'allow';
}
