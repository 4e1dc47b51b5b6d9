import { verdict } from '../../policy/verdict';
import { compiledOf } from './compiled';
import type { PolicyData } from '../model/snapshot';

/** A new TCP connection between two addresses, inside the cluster or not. */
export interface TcpFlow {
  readonly from: string;
  readonly to: string;
  readonly port: number;
}

/** Whether policy lets a connection through. */
export type Allows = (flow: TcpFlow) => boolean;

/** Asks the policy of a snapshot, which is compiled at the first question. */
export function allowsOf(data: PolicyData): Allows {
  return ({ from, to, port }) =>
    verdict(
      { source: { address: from }, destination: { address: to }, protocol: 'tcp', destinationPort: port },
      compiledOf(data),
    ).verdict === 'allow';
}
