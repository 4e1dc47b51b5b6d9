import { at, fieldsOf, listOf, numberOf, textOf, type KubeObject } from '../objects';
import { AGE, ageOf, column, NAME, type Columns } from './columns';
import { labelsText, selectorText } from './selector-text';

const WIDE = { priority: 1 } as const;
const NONE = '<none>';
const ROLE = 'node-role.kubernetes.io/';

const ageCell = ({ metadata }: KubeObject): string => ageOf(metadata.creationTimestamp);

export const namespaceColumns: Columns = {
  definitions: [NAME, column('Status', 'Whether it is active or being deleted'), AGE],
  cells: (namespace) => [namespace.metadata.name, textOf(namespace, 'status', 'phase') ?? '', ageCell(namespace)],
};

export const nodeColumns: Columns = {
  definitions: [
    NAME,
    column('Status', 'Whether the node is ready'),
    column('Roles', 'The roles of the node'),
    AGE,
    column('Version', 'The release of its kubelet'),
    column('Internal-IP', 'Its address in the cluster', WIDE),
    column('External-IP', 'Its address outside of the cluster', WIDE),
    column('OS-Image', 'Its operating system', WIDE),
    column('Kernel-Version', 'Its kernel', WIDE),
    column('Container-Runtime', 'What runs its containers', WIDE),
  ],
  cells: (node) => {
    const info = (name: string) => textOf(node, 'status', 'nodeInfo', name) ?? '';
    const address = (type: string) =>
      textOf(
        listOf(node, 'status', 'addresses').find((entry) => at(entry, 'type') === type),
        'address',
      ) ?? NONE;
    const ready = listOf(node, 'status', 'conditions').find((condition) => at(condition, 'type') === 'Ready');
    const roles = Object.keys(node.metadata.labels ?? {}).filter((label) => label.startsWith(ROLE));
    return [
      node.metadata.name,
      ready === undefined ? 'Unknown' : at(ready, 'status') === 'True' ? 'Ready' : 'NotReady',
      roles.map((label) => label.slice(ROLE.length)).join(',') || NONE,
      ageCell(node),
      info('kubeletVersion'),
      address('InternalIP'),
      address('ExternalIP'),
      info('osImage') || '<unknown>',
      `${info('kernelVersion') || '<unknown>'}${info('architecture') === '' ? '' : ` (${info('architecture')})`}`,
      info('containerRuntimeVersion') || '<unknown>',
    ];
  },
};

export const serviceColumns: Columns = {
  definitions: [
    NAME,
    column('Type', 'How the service is exposed'),
    column('Cluster-IP', 'Its address in the cluster'),
    column('External-IP', 'Its addresses outside of the cluster'),
    column('Port(s)', 'Its ports'),
    AGE,
    column('Selector', 'The labels of its pods', WIDE),
  ],
  cells: (service) => [
    service.metadata.name,
    textOf(service, 'spec', 'type') ?? '',
    textOf(service, 'spec', 'clusterIP') ?? NONE,
    listOf(service, 'spec', 'externalIPs').map(String).join(',') || NONE,
    listOf(service, 'spec', 'ports').map(portText).join(',') || NONE,
    ageCell(service),
    labelsText(fieldsOf(service, 'spec', 'selector')),
  ],
};

function portText(port: unknown): string {
  const nodePort = numberOf(port, 'nodePort');
  const exposed = nodePort === undefined ? '' : `:${nodePort}`;
  return `${numberOf(port, 'port') ?? 0}${exposed}/${textOf(port, 'protocol') ?? 'TCP'}`;
}

export const endpointSliceColumns: Columns = {
  definitions: [
    NAME,
    column('AddressType', 'The kind of its addresses'),
    column('Ports', 'The ports of every endpoint'),
    column('Endpoints', 'The addresses of the endpoints'),
    AGE,
  ],
  cells: (slice) => {
    const ports = listOf(slice, 'ports').map((entry) => String(numberOf(entry, 'port') ?? '*'));
    const addresses = listOf(slice, 'endpoints').flatMap((endpoint) => listOf(endpoint, 'addresses').slice(0, 1));
    return [
      slice.metadata.name,
      textOf(slice, 'addressType') ?? '',
      shortened(ports, '<unset>'),
      shortened(addresses.map(String), '<unset>'),
      ageCell(slice),
    ];
  },
};

/** The first three, and how many more there are. */
function shortened(texts: readonly string[], none: string): string {
  if (texts.length === 0) return none;
  const more = texts.length > 3 ? ` + ${texts.length - 3} more...` : '';
  return texts.slice(0, 3).join(',') + more;
}

export const networkPolicyColumns: Columns = {
  definitions: [NAME, column('Pod-Selector', 'The labels of the pods that it applies to'), AGE],
  cells: (policy) => [policy.metadata.name, selectorText(fieldsOf(policy, 'spec', 'podSelector')), ageCell(policy)],
};

export const eventColumns: Columns = {
  definitions: [
    column('Last Seen', 'When it happened last'),
    column('Type', 'Normal or Warning'),
    column('Reason', 'What happened, in one word'),
    column('Object', 'The object that it is about'),
    column('Subobject', 'The part of the object', WIDE),
    column('Source', 'The component that reports it', WIDE),
    column('Message', 'What happened'),
    column('First Seen', 'When it happened first', WIDE),
    column('Count', 'How often it happened', WIDE),
    { ...NAME, priority: 1 },
  ],
  cells: (event) => [
    ageOf(textOf(event, 'lastTimestamp')),
    textOf(event, 'type') ?? '',
    textOf(event, 'reason') ?? '',
    `${(textOf(event, 'involvedObject', 'kind') ?? '').toLowerCase()}/${textOf(event, 'involvedObject', 'name') ?? ''}`,
    textOf(event, 'involvedObject', 'fieldPath') ?? '',
    textOf(event, 'source', 'component') ?? '',
    (textOf(event, 'message') ?? '').trim(),
    ageOf(textOf(event, 'firstTimestamp')),
    String(numberOf(event, 'count') ?? 1),
    event.metadata.name,
  ],
};
