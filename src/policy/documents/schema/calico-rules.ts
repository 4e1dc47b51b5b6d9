import * as l10n from '@vscode/l10n';
import type { Direction } from '../../model/rule';
import { PROTOCOL } from './shared';
import { field, listOf, objectOf, ofLabels, oneOf, value, type Field, type ObjectSchema } from './types';

const ACTION = oneOf({
  Allow: () => l10n.t('Allows the connection and ends this direction’s policy.'),
  Deny: () => l10n.t('Silently drops the packet, so the client waits until it times out.'),
  Pass: () => l10n.t('Skips the rest of this tier and continues with the next one, or with the endpoint’s profiles.'),
  Log: () => l10n.t('Writes a line to the host’s kernel log and continues with the next rule.'),
});

const icmp = objectOf({
  type: field(value('number'), () => l10n.t('The type of message, from 0 to 254. For example, 8 for echo requests.')),
  code: field(value('number'), () => l10n.t('The code of the message. It needs a type.')),
});

const PORTS = listOf(value('port'));

const serviceAccounts = objectOf({
  names: field(listOf(value('service-account')), () => l10n.t('Pods that run as one of these service accounts.')),
  selector: field(ofLabels('selector', 'service-accounts'), () =>
    l10n.t('Pods whose service accounts have matching labels.'),
  ),
});

const services = objectOf({
  name: field(value('text'), () => l10n.t('The name of the service.')),
  namespace: field(value('namespace'), () => l10n.t('The namespace of the service. Without it, nothing matches.')),
});

function entity(hasServices: Field | undefined): ObjectSchema {
  return objectOf({
    selector: field(ofLabels('selector', 'endpoints'), () =>
      l10n.t('Endpoints and network sets whose labels match, such as `role == "db" && has(zone)`.'),
    ),
    notSelector: field(ofLabels('selector', 'endpoints'), () =>
      l10n.t('Anything but the endpoints and network sets that match.'),
    ),
    namespaceSelector: field(ofLabels('selector', 'namespaces'), () =>
      l10n.t('Only in namespaces whose labels match. Without it, a policy of a namespace selects in its own one.'),
    ),
    serviceAccounts: field(serviceAccounts, () => l10n.t('Pods by their service accounts.')),
    ...(hasServices && { services: hasServices }),
    nets: field(listOf(value('net')), () => l10n.t('Addresses in one of these networks, such as `10.0.0.0/8`.')),
    notNets: field(listOf(value('net')), () => l10n.t('Addresses in none of these networks.')),
    ports: field(PORTS, () =>
      l10n.t(
        'Ports, ranges such as `8000:9000`, or names of ports. Numbers need a protocol. A service’s target port counts, not its own.',
      ),
    ),
    notPorts: field(PORTS, () => l10n.t('All ports but these.')),
  });
}

const http = objectOf({
  methods: field(listOf(oneOf(methods())), () => l10n.t('One of these HTTP methods.')),
  paths: field(
    listOf(
      objectOf({
        exact: field(value('text'), () => l10n.t('Exactly this path.')),
        prefix: field(value('text'), () => l10n.t('This path and those below it.')),
      }),
    ),
    () => l10n.t('One of these paths.'),
  ),
});

function methods(): Readonly<Record<string, () => string>> {
  const names = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'];
  return Object.fromEntries(names.map((name) => [name, () => l10n.t('Requests with the method {0}.', name)]));
}

const note = objectOf({
  annotations: field({ kind: 'map', of: 'annotations' }, () => l10n.t('Notes about the rule.')),
});

/**
 * A rule of a direction. The other end of an ingress rule is its source, of an egress rule its destination: only that
 * can be a service (Calico's `EntityRule`).
 */
function rule(direction: Direction): ObjectSchema {
  const service = (meaning: () => string) => field(services, meaning);
  const source = direction === 'ingress' ? service(() => l10n.t('The pods behind a service.')) : undefined;
  const destination =
    direction === 'egress' ? service(() => l10n.t('The pods behind a service, at its target ports.')) : undefined;
  return objectOf({
    action: field(ACTION, () => l10n.t('What happens to a packet that matches. The first match decides.')),
    protocol: field(PROTOCOL, () => l10n.t('A protocol, by name or number. Without it, all protocols.')),
    notProtocol: field(PROTOCOL, () => l10n.t('Any protocol but this one.')),
    ipVersion: field(oneOf({ 4: () => l10n.t('IPv4 only.'), 6: () => l10n.t('IPv6 only.') }), () =>
      l10n.t('Limits the rule to one IP version.'),
    ),
    source: field(entity(source), () => l10n.t('Conditions on where the connection comes from.')),
    destination: field(entity(destination), () => l10n.t('Conditions on where the connection goes to.')),
    icmp: field(icmp, () => l10n.t('The type and code of ICMP messages. Requires a protocol ICMP or ICMPv6.')),
    notICMP: field(icmp, () => l10n.t('All ICMP messages but those of this type and code.')),
    ...(direction === 'ingress' && {
      http: field(http, () => l10n.t('Conditions on HTTP requests. Needs Calico’s application layer policy.')),
    }),
    metadata: field(note, () => l10n.t('Notes about the rule.')),
  });
}

/** The rules of a direction. */
export const INGRESS = field(listOf(rule('ingress')), () =>
  l10n.t(
    'Rules for connections to the selected endpoints, in order. Those that no rule matches are dropped at the end of the tier.',
  ),
);

export const EGRESS = field(listOf(rule('egress')), () =>
  l10n.t(
    'Rules for connections from the selected endpoints, in order. Those that no rule matches are dropped at the end of the tier.',
  ),
);
