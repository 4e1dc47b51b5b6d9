import * as l10n from '@vscode/l10n';
import { originOf } from '../../../calico3/translate/writing';
import type { Pod } from '../../../kubernetes/objects';
import type { Facts } from '../facts';
import { found, type ClusterFinding } from '../finding';

/** Finds terminated pods whose address has been reassigned. */
export function endedPods(facts: Facts): readonly ClusterFinding[] {
  const pods = facts.of('Pod');
  const running = new Map(
    pods.filter((pod) => !hasEnded(pod)).flatMap((pod) => addressesOf(pod).map((address) => [address, pod])),
  );
  return pods.filter(hasEnded).flatMap((pod) => {
    const heir = addressesOf(pod).flatMap((address) => running.get(address) ?? [])[0];
    if (!heir) return [];
    const { namespace = 'default', name } = heir.metadata;
    const message = l10n.t(
      'This pod has ended and shares its address with {0}, which runs: only that one counts.',
      `${namespace}/${name}`,
    );
    return [found('reused-address', originOf(pod), message)];
  });
}

function hasEnded({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

function addressesOf({ spec, status }: Pod): readonly string[] {
  if (spec?.hostNetwork === true) return [];
  return status?.podIPs?.map(({ ip }) => ip) ?? (status?.podIP === undefined ? [] : [status.podIP]);
}
