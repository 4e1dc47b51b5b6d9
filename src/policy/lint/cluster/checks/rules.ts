import type { NetworkPolicy, Peer, Port } from '../../../kubernetes/objects';
import { below, type Origin, type Path } from '../../../model/origin';
import type { Direction } from '../../../model/rule';
import { originOf } from '../../../calico3/translate/writing';

/** A rule of a Kubernetes NetworkPolicy, with its path. */
export interface PolicyRule {
  readonly policy: NetworkPolicy;
  readonly direction: Direction;
  readonly index: number;
  readonly peers: readonly Peer[];
  /** Undefined if the list is missing. */
  readonly ports: readonly Port[];
  readonly path: Path;
  /** The name of the list of peers. */
  readonly far: 'from' | 'to';
}

export function rulesOf(policy: NetworkPolicy): readonly PolicyRule[] {
  const { ingress = [], egress = [] } = policy.spec ?? {};
  return [
    ...ingress.map(({ from = [], ports = [] }, index): PolicyRule => {
      return { policy, direction: 'ingress', index, peers: from, ports, path: ['spec', 'ingress', index], far: 'from' };
    }),
    ...egress.map(({ to = [], ports = [] }, index): PolicyRule => {
      return { policy, direction: 'egress', index, peers: to, ports, path: ['spec', 'egress', index], far: 'to' };
    }),
  ];
}

/** A peer of a rule, with its path. */
export interface PolicyPeer {
  readonly rule: PolicyRule;
  readonly peer: Peer;
  readonly path: Path;
}

export function peersOf(rule: PolicyRule): readonly PolicyPeer[] {
  return rule.peers.map((peer, index) => ({ rule, peer, path: [...rule.path, rule.far, index] }));
}

/** Returns the origin of a path in a policy. */
export function at(policy: NetworkPolicy, path: Path): Origin {
  return below(originOf(policy), ...path);
}
