import { BlockList } from 'node:net';
import type {
  PlainCalico,
  PlainCluster,
  PlainDirection,
  PlainFlow,
  PlainLabels,
  PlainPod,
  PlainPolicy,
  PlainRule,
  PlainSelector,
  PlainSet,
  PlainSide,
} from './plain-cluster';

export type PlainView = 'enforced' | 'pending' | 'committed';

/**
 * Whether a flow is allowed, evaluated directly from the rules of Kubernetes and Calico, without preparation or caches.
 */
export function plainAllowed(cluster: PlainCluster, flow: PlainFlow, view: PlainView): boolean {
  const plain = new Plain(cluster, flow, view);
  return plain.half(flow.from, 'egress') && plain.half(flow.to, 'ingress');
}

/** Whether one end of a flow allows it; both have to. */
export function plainHalf(cluster: PlainCluster, flow: PlainFlow, direction: PlainDirection): boolean {
  return new Plain(cluster, flow, 'enforced').half(direction === 'egress' ? flow.from : flow.to, direction);
}

type Decision = 'allow' | 'deny' | 'pass' | undefined;

interface Party {
  readonly address: string;
  readonly pod: PlainPod | undefined;
}

class Plain {
  readonly from: Party;
  readonly to: Party;

  constructor(
    readonly cluster: PlainCluster,
    readonly flow: PlainFlow,
    readonly view: PlainView,
  ) {
    this.from = this.#party(flow.from);
    this.to = this.#party(flow.to);
  }

  half(name: string, direction: PlainDirection): boolean {
    const { pod } = this.#party(name);
    if (!pod) return true;
    for (const tier of this.cluster.tiers) {
      const policies = this.#policiesOf(tier.name, pod, direction);
      if (policies.length === 0) continue;
      const decision = this.#first(policies, direction) ?? (tier.end === 'Deny' ? 'deny' : 'pass');
      if (decision !== 'pass') return decision === 'allow';
    }
    // The profile of the namespace allows everything.
    return true;
  }

  #first(policies: readonly PlainPolicy[], direction: PlainDirection): Decision {
    for (const policy of policies) {
      const decision = this.#decide(policy, direction);
      if (decision) return decision;
    }
    return undefined;
  }

  #party(name: string): Party {
    const pod = this.cluster.pods.find((candidate) => `${candidate.namespace}/${candidate.name}` === name);
    return { address: pod?.address ?? name, pod };
  }

  #policiesOf(tier: string, pod: PlainPod, direction: PlainDirection): readonly PlainPolicy[] {
    return this.cluster.policies
      .filter((policy) => tierOf(policy) === tier && this.#counts(policy))
      .filter((policy) => hasType(policy, direction) && this.#selects(policy, pod))
      .sort((a, b) => orderOf(a) - orderOf(b) || (this.#place(a) < this.#place(b) ? -1 : 1));
  }

  /** The policies in force, as Calico reports staged ones, and after committing them. */
  #counts(policy: PlainPolicy): boolean {
    const staged = policy.kind === 'calico' ? policy.staged : undefined;
    if (this.view === 'enforced') return staged === undefined;
    if (this.view === 'pending') return staged !== 'Delete';
    if (staged) return staged === 'Set' || staged === 'Learn';
    return !this.cluster.policies.some(
      (other) =>
        other.kind === 'calico' &&
        policy.kind === 'calico' &&
        other.staged !== undefined &&
        other.staged !== 'Ignore' &&
        other.name === policy.name &&
        other.namespace === policy.namespace,
    );
  }

  /** Ties are broken by name, namespace and kind. */
  #place(policy: PlainPolicy): string {
    if (policy.kind === 'kubernetes') return `${policy.name}/${policy.namespace}/KubernetesNetworkPolicy`;
    if (policy.kind === 'cluster') return `${policy.name}//KubernetesClusterNetworkPolicy`;
    const staged = policy.staged && this.view !== 'committed' ? 'Staged' : '';
    const global = policy.namespace === undefined ? 'Global' : '';
    return `${policy.name}/${policy.namespace ?? ''}/${staged}${global}NetworkPolicy`;
  }

  #selects(policy: PlainPolicy, pod: PlainPod): boolean {
    if (policy.kind === 'cluster') return hasLabels(this.#namespaceLabels(pod.namespace), policy.namespaces);
    if (policy.kind === 'kubernetes') return pod.namespace === policy.namespace && hasLabels(pod.labels, policy.pods);
    if (policy.namespace !== undefined && pod.namespace !== policy.namespace) return false;
    if (policy.selector && !holds(policy.selector, pod.labels)) return false;
    if (policy.namespace !== undefined || policy.namespaces === undefined || policy.namespaces === 'all') return true;
    return holds(policy.namespaces, this.#namespaceLabels(pod.namespace));
  }

  #namespaceLabels(name: string): PlainLabels {
    return this.cluster.namespaces.find((namespace) => namespace.name === name)?.labels ?? {};
  }

  #decide(policy: PlainPolicy, direction: PlainDirection): Decision {
    const remote = direction === 'ingress' ? this.from : this.to;
    switch (policy.kind) {
      case 'calico': {
        const rule = policy.rules[direction]?.find(
          (candidate) => candidate.action !== 'Log' && this.#matches(policy, candidate),
        );
        return rule && ({ Allow: 'allow', Deny: 'deny', Pass: 'pass', Log: undefined } as const)[rule.action];
      }
      case 'kubernetes': {
        const allows = policy.rules[direction]?.some(
          ({ peers, ports }) =>
            (peers.length === 0 || peers.some((peer) => this.#isPeer(policy.namespace, peer, remote))) &&
            (ports.length === 0 || ports.some((port) => this.#isPort(port))),
        );
        return allows ? 'allow' : undefined;
      }
      case 'cluster': {
        const rule = policy.rules[direction]?.find(
          ({ peers, ports }) =>
            peers.some(({ namespaces, pods }) => this.#isWidePeer(namespaces, pods, remote)) &&
            (ports.length === 0 ||
              ports.some(
                ({ protocol, port }) => protocol.toUpperCase() === this.flow.protocol && port === this.flow.port,
              )),
        );
        return rule && ({ Accept: 'allow', Deny: 'deny', Pass: 'pass' } as const)[rule.action];
      }
    }
  }

  #isPeer(
    own: string,
    peer: {
      readonly pods?: PlainLabels;
      readonly namespaces?: PlainLabels;
      readonly block?: { readonly cidr: string; readonly except: readonly string[] };
    },
    { address, pod }: Party,
  ): boolean {
    if (peer.block) return isIn([peer.block.cidr], address) && !isIn(peer.block.except, address);
    if (!pod) return false;
    const inNamespace = peer.namespaces
      ? hasLabels(this.#namespaceLabels(pod.namespace), peer.namespaces)
      : pod.namespace === own;
    return inNamespace && hasLabels(pod.labels, peer.pods ?? {});
  }

  /** Pods of the namespaces; without a pod selector, also network sets of the namespaces. */
  #isWidePeer(namespaces: PlainLabels, pods: PlainLabels | undefined, { address, pod }: Party): boolean {
    if (pod && hasLabels(this.#namespaceLabels(pod.namespace), namespaces) && hasLabels(pod.labels, pods ?? {}))
      return true;
    return (
      pods === undefined &&
      this.cluster.sets.some(
        (set) =>
          set.namespace !== undefined &&
          isIn(set.nets, address) &&
          hasLabels(this.#namespaceLabels(set.namespace), namespaces),
      )
    );
  }

  #isPort({
    protocol,
    port,
    end,
  }: {
    readonly protocol: string;
    readonly port?: number | string;
    readonly end?: number;
  }) {
    if (protocol !== this.flow.protocol) return false;
    if (port === undefined) return true;
    if (typeof port === 'string') return this.to.pod?.ports.some((own) => this.#isNamed(own, port)) ?? false;
    return this.flow.port >= port && this.flow.port <= (end ?? port);
  }

  #isNamed(own: PlainPod['ports'][number], name: string): boolean {
    return own.name === name && own.protocol === this.flow.protocol && own.port === this.flow.port;
  }

  #matches(policy: PlainCalico, { protocol, source, destination }: PlainRule): boolean {
    if (protocol !== undefined && protocol !== this.flow.protocol) return false;
    return (
      this.#isSide(policy, source, this.from, SOURCE_PORT) && this.#isSide(policy, destination, this.to, this.flow.port)
    );
  }

  #isSide(policy: PlainCalico, side: PlainSide, party: Party, port: number): boolean {
    const { nets, notNets, ports } = side;
    if (nets && !isIn(nets, party.address)) return false;
    if (notNets && isIn(notNets, party.address)) return false;
    if (!this.#isSelected(policy, side, party)) return false;
    return !ports || this.#isOneOf(ports, policy, side, party, port);
  }

  #isOneOf(
    ports: NonNullable<PlainSide['ports']>,
    policy: PlainCalico,
    side: PlainSide,
    { pod }: Party,
    port: number,
  ): boolean {
    if (this.flow.protocol === 'ICMP') return false;
    return ports.some((wanted) => {
      if (typeof wanted === 'number') return wanted === port;
      if (typeof wanted === 'object') return port >= wanted[0] && port <= wanted[1];
      // A named port belongs to the pod, which must be selected itself.
      if (!pod || !this.#isMember(policy, side, pod)) return false;
      return pod.ports.some((own) => own.name === wanted && own.protocol === this.flow.protocol && own.port === port);
    });
  }

  /** A negation alone applies to addresses; combined with a positive selector, to the members. */
  #isSelected(policy: PlainCalico, side: PlainSide, party: Party): boolean {
    const { notSelector } = side;
    if (!isScoped(policy, side)) {
      if (!notSelector) return true;
      return !this.#objectsAt(party).some(({ labels }) => holds(notSelector, labels));
    }
    return this.#objectsAt(party).some((object) => this.#isMember(policy, side, object));
  }

  #objectsAt({ pod, address }: Party): readonly (PlainPod | PlainSet)[] {
    return [...(pod ? [pod] : []), ...this.cluster.sets.filter(({ nets }) => isIn(nets, address))];
  }

  #isMember(policy: PlainCalico, side: PlainSide, object: PlainPod | PlainSet): boolean {
    const { selector, notSelector, namespaces, accounts } = side;
    if (!isScoped(policy, side)) return true;
    const { namespace, labels } = object;
    if (selector && !holds(selector, labels)) return false;
    if (notSelector && holds(notSelector, labels)) return false;
    if (accounts && !('account' in object && accounts.includes(object.account))) return false;
    if (namespaces === 'all') return namespace !== undefined;
    if (namespaces === 'global') return namespace === undefined;
    if (namespaces) return holds(namespaces, namespace === undefined ? {} : this.#namespaceLabels(namespace));
    return policy.namespace === undefined || namespace === policy.namespace;
  }
}

const SOURCE_PORT = 40_001;

/** Whether the side selects members of a set, as opposed to non-members or everything. */
function isScoped(policy: PlainCalico, { selector, notSelector, namespaces, accounts }: PlainSide): boolean {
  if (selector ?? namespaces ?? accounts) return true;
  return policy.namespace !== undefined && notSelector !== undefined;
}

function tierOf(policy: PlainPolicy): string {
  if (policy.kind === 'cluster') return policy.tier === 'Admin' ? 'kube-admin' : 'kube-baseline';
  return policy.kind === 'kubernetes' ? 'default' : policy.tier;
}

function orderOf(policy: PlainPolicy): number {
  if (policy.kind === 'cluster') return policy.priority;
  return policy.kind === 'kubernetes' ? 1000 : (policy.order ?? Number.MAX_VALUE);
}

function hasType({ kind, rules }: PlainPolicy, direction: PlainDirection): boolean {
  // The rules of a cluster-wide policy determine its types; one without rules has both, and no effect.
  if (kind === 'cluster') return (rules[direction] ?? []).length > 0;
  return rules[direction] !== undefined;
}

function hasLabels(labels: PlainLabels, wanted: PlainLabels): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

function holds(selector: PlainSelector, labels: PlainLabels): boolean {
  switch (selector.op) {
    case 'equals':
      return labels[selector.key] === selector.value;
    case 'differs':
      return labels[selector.key] !== selector.value;
    case 'has':
      return selector.key in labels;
    case 'lacks':
      return !(selector.key in labels);
    case 'in':
      return selector.values.includes(labels[selector.key] ?? '');
    case 'not-in':
      return !selector.values.includes(labels[selector.key] ?? '');
    case 'and':
      return selector.of.every((term) => holds(term, labels));
    case 'or':
      return selector.of.some((term) => holds(term, labels));
  }
}

function isIn(nets: readonly string[], address: string): boolean {
  const list = new BlockList();
  for (const net of nets) {
    const [base = '', prefix = '32'] = net.split('/');
    list.addSubnet(base, Number(prefix));
  }
  return list.check(address);
}
