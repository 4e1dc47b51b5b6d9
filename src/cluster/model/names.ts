import * as l10n from '@vscode/l10n';
import { grouped } from '../../base/grouped';
import type { Names } from '../../policy/explain/calico1';
import { hostEndpointsOf } from './host-endpoints';
import { networksOf } from './indexes';
import type { Snapshot } from './snapshot';
import { ANYONE_OUTSIDE, workloadNamed, workloadsByNamespace, type Workload } from './workloads';

/** Returns the workload, or the endpoint of a host, with a name in the compiled policy. */
function endpointNamed(endpoint: string, snapshot: Snapshot): Pick<Workload, 'name'> | undefined {
  return (
    workloadNamed(endpoint, snapshot) ?? hostEndpointsOf(snapshot).find((candidate) => candidate.endpoint === endpoint)
  );
}

/**
 * Returns the displayed names of endpoints of the compiled policy: those of all pods of a controller by the controller's
 * name, as `namespace/name`.
 */
export function briefNames(endpoints: readonly string[], snapshot: Snapshot): readonly string[] {
  const byOwner = grouped(endpoints, (endpoint) => {
    const { namespace = '', owner } = workloadNamed(endpoint, snapshot) ?? {};
    return owner === undefined ? endpoint : `${namespace}/${owner}`;
  });
  return [...byOwner].flatMap(([name, members]) => {
    const { namespace = '', owner } = workloadNamed(members[0] ?? '', snapshot) ?? {};
    const pods = workloadsByNamespace(snapshot).get(namespace) ?? [];
    const isWhole = owner !== undefined && pods.filter((pod) => pod.owner === owner).length === members.length;
    return isWhole ? [name] : members.map((endpoint) => endpointNamed(endpoint, snapshot)?.name ?? endpoint);
  });
}

/** Returns the displayed names of networks, endpoints and addresses for sentences about policy. */
export function namesOf(snapshot: Snapshot): Names {
  return {
    networks: networksOf(snapshot),
    party: (party) =>
      party === ANYONE_OUTSIDE ? l10n.t('Anyone outside') : (endpointNamed(party, snapshot)?.name ?? party),
  };
}
