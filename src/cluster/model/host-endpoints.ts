import * as l10n from '@vscode/l10n';
import type { HostEndpoint as Endpoint } from '../../policy/model/endpoint';
import { formatAddress } from '../../policy/model/address';
import { compiledOf } from '../analysis/compiled';
import { dataOf } from './indexes';
import type { PolicyData, Snapshot } from './snapshot';

/** An endpoint of a host under its displayed name: a party to connections like a workload. */
export interface HostEndpoint {
  readonly name: string;
  /** Its name in the compiled policy. */
  readonly endpoint: string;
  readonly addresses: readonly string[];
  /** Stored names, in the endpoint's order. */
  readonly profiles: readonly string[];
}

const known = new WeakMap<PolicyData, readonly HostEndpoint[]>();

/** Returns all endpoints of hosts. */
export function hostEndpointsOf(snapshot: Snapshot): readonly HostEndpoint[] {
  const policy = dataOf(snapshot.policy);
  if (!policy || !hasHostEndpoints(policy)) return [];
  let found = known.get(policy);
  if (!found) known.set(policy, (found = gather(policy)));
  return found;
}

function gather(policy: PolicyData): readonly HostEndpoint[] {
  return compiledOf(policy).model.model.endpoints.flatMap((endpoint): HostEndpoint[] =>
    endpoint.kind === 'host-endpoint'
      ? [
          {
            name: hostEndpointName(endpoint),
            endpoint: endpoint.id,
            addresses: endpoint.addresses.map(formatAddress),
            profiles: endpoint.profiles,
          },
        ]
      : [],
  );
}

/** Whether there are any, which is known without compiling the policy. */
function hasHostEndpoints({ enforcement, resources }: PolicyData): boolean {
  return resources
    ? resources.stored.some(({ id }) => id.kind === 'HostEndpoint')
    : (enforcement?.hostEndpoints.length ?? 0) > 0;
}

/** Returns the displayed name of a host's endpoint. */
export function hostEndpointName({ id, host, origin: { object } }: Pick<Endpoint, 'id' | 'host' | 'origin'>): string {
  const name = object.source === 'resource' ? object.name : id.slice(id.lastIndexOf('/') + 1);
  return l10n.t('{0} of the host {1}', name, host);
}
