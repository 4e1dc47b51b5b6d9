import type {
  PlainCalico,
  PlainCluster,
  PlainKubernetes,
  PlainPolicy,
  PlainRule,
  PlainSelector,
  PlainSide,
  PlainWide,
} from './plain-cluster';

/** Returns the objects that a user would write for a cluster. */
export function written(cluster: PlainCluster): readonly unknown[] {
  const builtIn = ['kube-admin', 'default', 'kube-baseline'];
  return [
    ...cluster.namespaces.map((metadata) => ({ apiVersion: 'v1', kind: 'Namespace', metadata })),
    ...cluster.pods.map(({ name, namespace, account, labels, address, ports }) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, labels },
      spec: {
        nodeName: 'node1',
        serviceAccountName: account,
        containers: [{ name: 'c', ports: ports.map(({ port, ...rest }) => ({ ...rest, containerPort: port })) }],
      },
      status: { phase: 'Running', podIP: address, podIPs: [{ ip: address }] },
    })),
    ...cluster.sets.map(({ name, namespace, labels, nets }) => ({
      apiVersion: 'projectcalico.org/v3',
      kind: namespace === undefined ? 'GlobalNetworkSet' : 'NetworkSet',
      metadata: { name, labels, ...(namespace !== undefined && { namespace }) },
      spec: { nets },
    })),
    ...cluster.tiers
      .filter(({ name }) => !builtIn.includes(name))
      .map(({ name, order, end }) => ({
        apiVersion: 'projectcalico.org/v3',
        kind: 'Tier',
        metadata: { name },
        spec: { order, defaultAction: end },
      })),
    ...cluster.policies.map(policy),
  ];
}

function policy(plain: PlainPolicy): unknown {
  if (plain.kind === 'calico') return calico(plain);
  return plain.kind === 'kubernetes' ? kubernetes(plain) : wide(plain);
}

const TYPES = { ingress: 'Ingress', egress: 'Egress' } as const;

function typesOf(rules: PlainPolicy['rules']): readonly string[] {
  return (['ingress', 'egress'] as const).flatMap((direction) => (rules[direction] ? [TYPES[direction]] : []));
}

function calico({ name, namespace, staged, tier, order, selector, namespaces, rules }: PlainCalico): unknown {
  const kind = `${staged ? 'Staged' : ''}${namespace === undefined ? 'Global' : ''}NetworkPolicy`;
  const outer = namespace === undefined ? namespaces : undefined;
  return {
    apiVersion: 'projectcalico.org/v3',
    kind,
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    spec: {
      tier,
      ...(order !== undefined && { order }),
      ...(selector && { selector: selectorText(selector) }),
      ...(outer && { namespaceSelector: outer === 'all' ? 'all()' : selectorText(outer) }),
      types: typesOf(rules),
      ...(rules.ingress && { ingress: rules.ingress.map(rule) }),
      ...(rules.egress && { egress: rules.egress.map(rule) }),
      ...(staged && { stagedAction: staged }),
    },
  };
}

function rule({ action, protocol, source, destination }: PlainRule): unknown {
  return { action, ...(protocol && { protocol }), source: side(source), destination: side(destination) };
}

function side({ selector, notSelector, namespaces, accounts, nets, notNets, ports }: PlainSide): unknown {
  return {
    ...(selector && { selector: selectorText(selector) }),
    ...(notSelector && { notSelector: selectorText(notSelector) }),
    ...(namespaces && {
      namespaceSelector: typeof namespaces === 'string' ? `${namespaces}()` : selectorText(namespaces),
    }),
    ...(accounts && { serviceAccounts: { names: accounts } }),
    ...(nets && { nets }),
    ...(notNets && { notNets }),
    ...(ports && { ports: ports.map((port) => (typeof port === 'object' ? port.join(':') : port)) }),
  };
}

function selectorText(selector: PlainSelector): string {
  switch (selector.op) {
    case 'equals':
      return `${selector.key} == '${selector.value}'`;
    case 'differs':
      return `${selector.key} != '${selector.value}'`;
    case 'has':
      return `has(${selector.key})`;
    case 'lacks':
      return `!has(${selector.key})`;
    case 'in':
    case 'not-in':
      return `${selector.key} ${selector.op === 'in' ? 'in' : 'not in'} {${selector.values.map((value) => `'${value}'`).join(', ')}}`;
    case 'and':
    case 'or':
      return selector.of.map((term) => `(${selectorText(term)})`).join(selector.op === 'and' ? ' && ' : ' || ');
  }
}

function kubernetes({ name, namespace, pods, rules }: PlainKubernetes): unknown {
  const peer = ({
    pods: labels,
    namespaces,
    block,
  }: NonNullable<PlainKubernetes['rules']['ingress']>[number]['peers'][number]) => ({
    ...(labels && { podSelector: { matchLabels: labels } }),
    ...(namespaces && { namespaceSelector: { matchLabels: namespaces } }),
    ...(block && { ipBlock: { cidr: block.cidr, ...(block.except.length > 0 && { except: block.except }) } }),
  });
  const list = (direction: 'ingress' | 'egress') =>
    rules[direction]?.map(({ peers, ports }) => ({
      ...(peers.length > 0 && { [direction === 'ingress' ? 'from' : 'to']: peers.map(peer) }),
      ...(ports.length > 0 && {
        ports: ports.map(({ end, ...port }) => ({ ...port, ...(end !== undefined && { endPort: end }) })),
      }),
    }));
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace },
    spec: {
      podSelector: { matchLabels: pods },
      policyTypes: typesOf(rules),
      ...(rules.ingress && { ingress: list('ingress') }),
      ...(rules.egress && { egress: list('egress') }),
    },
  };
}

function wide({ name, tier, priority, namespaces, rules }: PlainWide): unknown {
  const list = (direction: 'ingress' | 'egress') =>
    rules[direction]?.map(({ action, peers, ports }) => ({
      action,
      [direction === 'ingress' ? 'from' : 'to']: peers.map((peer) =>
        peer.pods
          ? { pods: { namespaceSelector: { matchLabels: peer.namespaces }, podSelector: { matchLabels: peer.pods } } }
          : { namespaces: { matchLabels: peer.namespaces } },
      ),
      ...(ports.length > 0 && {
        protocols: ports.map(({ protocol, port }) => ({ [protocol]: { destinationPort: { number: port } } })),
      }),
    }));
  return {
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name },
    spec: {
      tier,
      priority,
      subject: { namespaces: { matchLabels: namespaces } },
      ...(rules.ingress && { ingress: list('ingress') }),
      ...(rules.egress && { egress: list('egress') }),
    },
  };
}
