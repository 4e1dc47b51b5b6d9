import * as l10n from '@vscode/l10n';
import { STAGED_ACTION } from './calico-policies';
import { field, listOf, objectOf, oneOf, value, type Field, type ObjectSchema } from './types';

const expression = objectOf({
  key: field(value('label-key'), () => l10n.t('The label to look at.')),
  operator: field(
    oneOf({
      In: () => l10n.t('The label has one of the values.'),
      NotIn: () => l10n.t('The label has none of the values, or is missing.'),
      Exists: () => l10n.t('The label is there, whatever its value.'),
      DoesNotExist: () => l10n.t('The label is missing.'),
    }),
    () => l10n.t('How the label is compared.'),
  ),
  values: field(listOf(value('text')), () => l10n.t('The values for In and NotIn.')),
});

function labelSelector(of: 'labels' | 'namespace-labels'): ObjectSchema {
  return objectOf({
    matchLabels: field({ kind: 'map', of }, () => l10n.t('Labels that must all have these values.')),
    matchExpressions: field(listOf(expression), () => l10n.t('Further conditions on labels, which must all hold.')),
  });
}

const peer = objectOf({
  podSelector: field(labelSelector('labels'), () =>
    l10n.t('Pods by their labels: of the policy’s namespace, or of those that “namespaceSelector” matches.'),
  ),
  namespaceSelector: field(labelSelector('namespace-labels'), () =>
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
  podSelector: field(labelSelector('labels'), () =>
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
