import * as l10n from '@vscode/l10n';
import { STAGED_ACTION } from './calico-policies';
import {
  field,
  listOf,
  objectOf,
  ofLabels,
  oneOf,
  value,
  type Field,
  type LabelOwner,
  type ObjectSchema,
} from './types';

const expression = (of: LabelOwner) =>
  objectOf({
    key: field(ofLabels('label-key', of), () => l10n.t('The label to look at.')),
    operator: field(
      oneOf({
        In: () => l10n.t('The label has one of the values.'),
        NotIn: () => l10n.t('The label has none of the values, or is missing.'),
        Exists: () => l10n.t('The label is there, whatever its value.'),
        DoesNotExist: () => l10n.t('The label is missing.'),
      }),
      () => l10n.t('How the label is compared.'),
    ),
    values: field(listOf(ofLabels('label-value', of)), () => l10n.t('The values for In and NotIn.')),
  });

function labelSelector(of: LabelOwner): ObjectSchema {
  return objectOf({
    matchLabels: field({ kind: 'map', of }, () => l10n.t('Labels that must all have these values.')),
    matchExpressions: field(listOf(expression(of)), () => l10n.t('Further conditions on labels, which must all hold.')),
  });
}

const peer = objectOf({
  podSelector: field(labelSelector('pods'), () =>
    l10n.t('Pods by their labels: of the policy’s namespace, or of those that “namespaceSelector” matches.'),
  ),
  namespaceSelector: field(labelSelector('namespaces'), () =>
    l10n.t('Namespaces by their labels; `{}` for all of them.'),
  ),
  ipBlock: field(
    objectOf({
      cidr: field(value('net'), () => l10n.t('A network, such as `10.0.0.0/8`.')),
      except: field(listOf(value('net')), () => l10n.t('Parts of the network that this peer leaves out.')),
    }),
    () => l10n.t('Addresses in a network. Can’t be combined with selectors.'),
  ),
});

const port = objectOf({
  protocol: field(
    oneOf({ TCP: () => l10n.t('The default.'), UDP: () => l10n.t('For example, DNS.'), SCTP: () => l10n.t('SCTP.') }),
    () => l10n.t('The protocol; TCP without it.'),
  ),
  port: field(value('port'), () => l10n.t('A port of the pod, by number or name; all ports without it.')),
  endPort: field(value('number'), () => l10n.t('The last port of a range that starts at “port”.')),
});

function rules(far: 'from' | 'to', meaning: Field['meaning']): Field {
  const rule = objectOf({
    [far]: field(listOf(peer), () => l10n.t('Who may connect: one of these peers. Without it, anyone.')),
    ports: field(listOf(port), () => l10n.t('One of these ports. Without it, all ports and protocols.')),
  });
  return field(listOf(rule), meaning);
}

/** What a policy of Kubernetes consists of. */
const networkPolicy: Readonly<Record<string, Field>> = {
  podSelector: field(labelSelector('pods'), () =>
    l10n.t('The pods of the namespace that the policy applies to; `{}` for all of them.'),
  ),
  policyTypes: field(
    listOf(
      oneOf({
        Ingress: () => l10n.t('The policy isolates the pods for incoming connections.'),
        Egress: () => l10n.t('The policy isolates the pods for outgoing connections.'),
      }),
    ),
    () => l10n.t('The directions that the policy isolates. Without it, Ingress, and Egress if it has egress rules.'),
  ),
  ingress: rules('from', () => l10n.t('The incoming connections to allow.')),
  egress: rules('to', () => l10n.t('The outgoing connections to allow.')),
};

/** A policy of Kubernetes that Calico stages. */
export const STAGED_KUBERNETES: ObjectSchema = objectOf({ stagedAction: STAGED_ACTION, ...networkPolicy });

/** A policy of Kubernetes. */
export const NETWORK_POLICY: ObjectSchema = objectOf(networkPolicy);

const namespacedPods = objectOf({
  namespaceSelector: field(labelSelector('namespaces'), () => l10n.t('The namespaces; `{}` for all of them.')),
  podSelector: field(labelSelector('pods'), () => l10n.t('The pods in these namespaces; `{}` for all of them.')),
});

const subject = objectOf({
  namespaces: field(labelSelector('namespaces'), () => l10n.t('All pods of these namespaces.')),
  pods: field(namespacedPods, () => l10n.t('Some pods of some namespaces.')),
});

function clusterPeer(side: 'ingress' | 'egress'): ObjectSchema {
  return objectOf({
    namespaces: field(labelSelector('namespaces'), () => l10n.t('All pods of these namespaces.')),
    pods: field(namespacedPods, () => l10n.t('Some pods of some namespaces.')),
    ...(side === 'egress' && {
      networks: field(listOf(value('net')), () => l10n.t('Networks, such as `10.0.0.0/8`. They match pods, too.')),
      nodes: field(labelSelector('nodes'), () => l10n.t('Nodes by their labels. Not in every installation.')),
      domainNames: field(listOf(value('text')), () =>
        l10n.t('Names of domains, for Accept only. Not in every installation.'),
      ),
    }),
  });
}

const range = objectOf({
  start: field(value('number'), () => l10n.t('The first port.')),
  end: field(value('number'), () => l10n.t('The last port.')),
});

const destinationPort = objectOf({
  destinationPort: field(
    objectOf({
      number: field(value('port'), () => l10n.t('A port.')),
      range: field(range, () => l10n.t('A range of ports.')),
    }),
    () => l10n.t('The port of the destination.'),
  ),
});

const protocol = objectOf({
  tcp: field(destinationPort, () => l10n.t('TCP on a port.')),
  udp: field(destinationPort, () => l10n.t('UDP on a port.')),
  sctp: field(destinationPort, () => l10n.t('SCTP on a port.')),
  destinationNamedPort: field(value('port'), () => l10n.t('A port of the pod by its name, for any protocol.')),
});

const adminPort = objectOf({
  portNumber: field(
    objectOf({
      protocol: field(value('text'), () => l10n.t('TCP, UDP or SCTP.')),
      port: field(value('port'), () => l10n.t('A port.')),
    }),
    () => l10n.t('A port.'),
  ),
  portRange: field(
    objectOf({
      protocol: field(value('text'), () => l10n.t('TCP, UDP or SCTP.')),
      start: field(value('number'), () => l10n.t('The first port.')),
      end: field(value('number'), () => l10n.t('The last port.')),
    }),
    () => l10n.t('A range of ports.'),
  ),
  namedPort: field(value('port'), () => l10n.t('A port of the pod by its name.')),
});

/** The rules of a cluster-wide policy in a direction. */
function clusterRules(side: 'ingress' | 'egress', allow: 'Accept' | 'Allow', hasPass: boolean): Field {
  const ports: Readonly<Record<string, Field>> =
    allow === 'Accept'
      ? {
          protocols: field(listOf(protocol), () =>
            l10n.t('One of these protocols and ports. Without it, all of them.'),
          ),
        }
      : { ports: field(listOf(adminPort), () => l10n.t('One of these ports. Without it, all ports and protocols.')) };
  const actions = {
    [allow]: () => l10n.t('The connection is allowed, whatever the policies of namespaces say.'),
    Deny: () => l10n.t('The connection is dropped.'),
    ...(hasPass && { Pass: () => l10n.t('The next tier decides.') }),
  };
  const rule = objectOf({
    name: field(value('text'), () => l10n.t('A name for people and logs.')),
    action: field(oneOf(actions), () => l10n.t('What happens to a connection that matches.')),
    [side === 'ingress' ? 'from' : 'to']: field(listOf(clusterPeer(side)), () => l10n.t('One of these peers.')),
    ...ports,
  });
  return field(listOf(rule), () =>
    side === 'ingress'
      ? l10n.t('Rules for incoming connections. The first that matches decides.')
      : l10n.t('Rules for outgoing connections. The first that matches decides.'),
  );
}

const priority = field(value('number'), () =>
  l10n.t('The order among policies of the tier, from 0 to 1000. Lower comes first.'),
);
const subjectField = field(subject, () => l10n.t('The pods that the policy applies to.'));

/** A cluster-wide policy of `policy.networking.k8s.io/v1alpha2`. */
export const CLUSTER_NETWORK_POLICY: ObjectSchema = objectOf({
  tier: field(
    oneOf({
      Admin: () => l10n.t('Before the policies of namespaces.'),
      Baseline: () => l10n.t('After the policies of namespaces, for what they leave open.'),
    }),
    () => l10n.t('When the policy decides.'),
  ),
  priority,
  subject: subjectField,
  ingress: clusterRules('ingress', 'Accept', true),
  egress: clusterRules('egress', 'Accept', true),
});

/** A policy of `policy.networking.k8s.io/v1alpha1` before those of namespaces. */
export const ADMIN_NETWORK_POLICY: ObjectSchema = objectOf({
  priority,
  subject: subjectField,
  ingress: clusterRules('ingress', 'Allow', true),
  egress: clusterRules('egress', 'Allow', true),
});

/** The policy of `policy.networking.k8s.io/v1alpha1` after those of namespaces. */
export const BASELINE_NETWORK_POLICY: ObjectSchema = objectOf({
  subject: subjectField,
  ingress: clusterRules('ingress', 'Allow', false),
  egress: clusterRules('egress', 'Allow', false),
});
