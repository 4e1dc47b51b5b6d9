import type { StoredResource } from '../resources';

/** The first release that stores policies under their own names. */
const WITHOUT_PREFIX = [3, 32] as const;

/** Returns the version of Calico that the cluster's information tells; undefined if it tells none. */
export function calicoVersionIn(stored: readonly StoredResource[]): string | undefined {
  const read = stored.find(({ id }) => id.kind === 'ClusterInformation' && id.name === 'default')?.read;
  return read?.state === 'decoded' && read.object.kind === 'ClusterInformation'
    ? read.object.spec?.calicoVersion
    : undefined;
}

/**
 * Returns the name under which a policy is stored: up to Calico 3.31, clients put the name of its tier before it
 * (libcalico-go's `clientv3`).
 */
export function storedPolicyName(name: string, tier: string, calicoVersion = ''): string {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(calicoVersion) ?? [];
  const isNew =
    major !== undefined &&
    (Number(major) > WITHOUT_PREFIX[0] || (Number(major) === WITHOUT_PREFIX[0] && Number(minor) >= WITHOUT_PREFIX[1]));
  return isNew ? name : `${tier}.${name}`;
}
