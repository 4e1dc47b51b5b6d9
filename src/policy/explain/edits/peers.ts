import type { EntityRule } from '../../calico3/objects';
import type { ClusterPeer, Peer } from '../../kubernetes/objects';
import { authoredLabels } from '../../kubernetes/pod-owner';
import type { Direction } from '../../model/rule';
import { quote } from '../../selectors';
import type { Place } from '../../verdict/place';

const NAMESPACE = 'projectcalico.org/namespace';

/** The end of a flow that a new rule is to match. */
interface Chosen {
  readonly labels: readonly (readonly [key: string, value: string])[];
  readonly namespace: string | undefined;
}

/** The labels that an author would choose; undefined for a place that only its address identifies. */
function chosenOf({ owners }: Place): Chosen | undefined {
  const [owner] = owners;
  if (!owner) return undefined;
  const { labels } = owner.endpoint;
  const namespace = labels[NAMESPACE];
  const chosen = authoredLabels(labels);
  // Without labels, all of a namespace would be chosen, and without a namespace, everything.
  return chosen.length === 0 && namespace === undefined ? undefined : { labels: chosen, namespace };
}

/**
 * Describes a place in a rule of Calico v3: by labels and namespace, or by its address.
 * @param home The policy's namespace, which its selectors apply to unless they name another.
 */
export function entityOf(place: Place, home: string | undefined): EntityRule | undefined {
  const chosen = chosenOf(place);
  if (!chosen) return place.address ? { nets: [cidrOf(place)] } : undefined;
  const { labels, namespace } = chosen;
  if (namespace === undefined && home !== undefined) return place.address ? { nets: [cidrOf(place)] } : undefined;
  const selector = labels.map(([key, value]) => `${key} == ${literal(value)}`).join(' && ') || 'all()';
  return namespace === home || namespace === undefined
    ? { selector }
    : { selector, namespaceSelector: `projectcalico.org/name == ${literal(namespace)}` };
}

/** Describes a place as a peer of a Kubernetes NetworkPolicy. */
export function peerOf(place: Place, home: string | undefined): Peer | undefined {
  const chosen = chosenOf(place);
  if (chosen?.namespace === undefined) return place.address ? { ipBlock: { cidr: cidrOf(place) } } : undefined;
  const { labels, namespace } = chosen;
  const podSelector = labels.length === 0 ? {} : { matchLabels: Object.fromEntries(labels) };
  return namespace === home
    ? { podSelector }
    : { podSelector, namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } };
}

/**
 * Describes a place as a peer of a cluster-wide policy; undefined if it has none: only peers of egress rules can be
 * addresses.
 */
export function clusterPeerOf(place: Place, direction: Direction): ClusterPeer | undefined {
  const peer = peerOf(place, undefined);
  if (peer?.ipBlock) return direction === 'egress' ? { networks: [cidrOf(place)] } : undefined;
  const { namespaceSelector, podSelector } = peer ?? {};
  return namespaceSelector && podSelector && { pods: { namespaceSelector, podSelector } };
}

/** Single quotes need no escapes in YAML and JSON. */
function literal(value: string): string {
  return value.includes("'") ? quote(value) : `'${value}'`;
}

function cidrOf({ key, address }: Place): string {
  return `${key}/${address?.version === 6 ? 128 : 32}`;
}
