import * as l10n from '@vscode/l10n';
import { EGRESS, INGRESS } from './calico-rules';
import { FLAG, PROTOCOL } from './shared';
import { field, listOf, objectOf, oneOf, value, type ObjectSchema } from './types';

const tier = objectOf({
  order: field(value('number'), () => l10n.t('Tiers are evaluated by ascending order. The tier default has 1000000.')),
  defaultAction: field(
    oneOf({
      Deny: () => l10n.t('Drops the packet. This is the default.'),
      Pass: () => l10n.t('Continues with the next tier, or with the endpoint’s profiles.'),
    }),
    () => l10n.t('What happens to traffic that policies of the tier apply to, and none decides.'),
  ),
});

const networkSet = objectOf({
  nets: field(listOf(value('net')), () => l10n.t('Networks and addresses that rules match by the labels of the set.')),
});

const port = objectOf({
  name: field(value('text'), () => l10n.t('The name that rules match.')),
  protocol: field(PROTOCOL, () => l10n.t('The protocol of the port.')),
  port: field(value('number'), () => l10n.t('The number of the port.')),
});

const hostEndpoint = objectOf({
  node: field(value('node'), () => l10n.t('The host that the interface belongs to.')),
  interfaceName: field(value('text'), () => l10n.t('The interface; `*` for all of the host.')),
  expectedIPs: field(listOf(value('text')), () => l10n.t('The addresses of the interface, which selectors stand for.')),
  profiles: field(listOf(value('profile')), () => l10n.t('Profiles that decide after all tiers, in order.')),
  ports: field(listOf(port), () => l10n.t('Ports that rules can match by name.')),
});

const profile = objectOf({
  ingress: INGRESS,
  egress: EGRESS,
  labelsToApply: field({ kind: 'map', of: 'endpoints' }, () =>
    l10n.t('Labels that endpoints with this profile inherit.'),
  ),
});

const failsafe = listOf(
  objectOf({
    protocol: field(PROTOCOL, () => l10n.t('The protocol of the port.')),
    port: field(value('number'), () => l10n.t('The number of the port.')),
    net: field(value('net'), () => l10n.t('Only from or to this network.')),
  }),
);

/** The part that affects what is allowed. */
const felix = objectOf({
  defaultEndpointToHostAction: field(
    oneOf({
      Drop: () => l10n.t('Drops the packet. This is the default.'),
      Return: () => l10n.t('Leaves the decision to the host’s own rules.'),
      Accept: () => l10n.t('Allows the connection.'),
    }),
    () => l10n.t('What happens to traffic from a workload to its own host, after its egress policy.'),
  ),
  failsafeInboundHostPorts: field(failsafe, () => l10n.t('Ports of hosts that no policy can shut.')),
  failsafeOutboundHostPorts: field(failsafe, () => l10n.t('Ports that no policy can keep hosts from.')),
  interfacePrefix: field(value('text'), () => l10n.t('How the names of workloads’ interfaces begin.')),
  allowIPIPPacketsFromWorkloads: field(FLAG, () => l10n.t('Whether workloads may send IP-in-IP packets.')),
  allowVXLANPacketsFromWorkloads: field(FLAG, () => l10n.t('Whether workloads may send VXLAN packets.')),
  disableConntrackInvalidCheck: field(FLAG, () => l10n.t('Whether packets that start no connection are judged too.')),
  vxlanPort: field(value('number'), () => l10n.t('The UDP port of VXLAN packets; 4789 by default.')),
});

/** What Calico's other objects consist of, by kind. */
export const CALICO_OBJECTS = {
  Tier: tier,
  NetworkSet: networkSet,
  GlobalNetworkSet: networkSet,
  HostEndpoint: hostEndpoint,
  Profile: profile,
  FelixConfiguration: felix,
} as const satisfies Readonly<Record<string, ObjectSchema>>;
