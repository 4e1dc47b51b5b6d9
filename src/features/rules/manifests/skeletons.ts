import type { PolicyData } from '../../../cluster/model/snapshot';
import { MANIFEST_KINDS, meaningOf, startAt } from '../../../policy/documents';
import { RESOURCE_KINDS, versionOf, writtenKind, type ResourceKind } from '../../../policy/resources';
import type { Suggestion, Suggestions } from '../editor/language/completion/rule-suggestions';
import { objectSuggestions } from '../editor/objects/suggestions';

/** Returns what can be written at an offset of a file where an object can begin; undefined inside of objects. */
export function startSuggestions(
  text: string,
  offset: number,
  policy: PolicyData | undefined,
): Suggestions | undefined {
  const place = startAt(text, offset);
  switch (place?.kind) {
    case 'blank':
      return {
        replaces: place.replaces,
        items: MANIFEST_KINDS.map((kind) => skeleton(kind, place.column)),
        cut: false,
      };
    case 'header': {
      const { start: by, schema } = place.source;
      const { replaces, ...found } = objectSuggestions(place.source.text, offset - by, schema, policy);
      return { ...found, replaces: { start: replaces.start + by, end: replaces.end + by } };
    }
    case undefined:
      return undefined;
  }
}

/** @param column Of the first line after the indentation of its line, to which editors add the others. */
function skeleton(kind: ResourceKind, column: number): Suggestion {
  const { namespaced } = RESOURCE_KINDS[kind];
  const name = kind === 'BaselineAdminNetworkPolicy' ? 'default' : '${1:name}';
  const lines = [
    `apiVersion: ${versionOf(kind)}`,
    `kind: ${writtenKind(kind)}`,
    'metadata:',
    `  name: ${name}`,
    ...(namespaced ? ['  namespace: ${2:default}'] : []),
    'spec:',
    ...(SPECS[kind] ?? []).map((line) => `  ${line}`),
  ];
  return {
    label: writtenKind(kind),
    kind: 'template',
    detail: versionOf(kind),
    documentation: meaningOf(kind),
    insert: `${lines.join(`\n${' '.repeat(column)}`)}\n`,
  };
}

const KUBERNETES = ['podSelector:', '  matchLabels:', '    ${3:role}: ${4:web}', 'policyTypes:', '  - ${5:Ingress}'];
const CLUSTER = [
  'subject:',
  '  namespaces: {}',
  'ingress:',
  '  - action: ${3:Deny}',
  '    from:',
  '      - namespaces: {}',
];
const CALICO = ["selector: ${3:role == 'web'}", 'types:', '  - ${4:Ingress}', 'ingress:', '  - action: ${5:Allow}'];
const NETS = ['nets:', '  - ${3:10.0.0.0/8}'];

/** What specifications begin with, with places to fill in. */
const SPECS: Partial<Readonly<Record<ResourceKind, readonly string[]>>> = {
  KubernetesNetworkPolicy: KUBERNETES,
  StagedKubernetesNetworkPolicy: KUBERNETES,
  ClusterNetworkPolicy: ['tier: ${2:Admin}', 'priority: ${4:100}', ...CLUSTER],
  AdminNetworkPolicy: ['priority: ${4:100}', ...CLUSTER],
  BaselineAdminNetworkPolicy: CLUSTER,
  NetworkPolicy: CALICO,
  GlobalNetworkPolicy: CALICO,
  StagedNetworkPolicy: CALICO,
  StagedGlobalNetworkPolicy: CALICO,
  Tier: ['order: ${2:100}', 'defaultAction: ${3:Deny}'],
  NetworkSet: NETS,
  GlobalNetworkSet: NETS,
  HostEndpoint: ['node: ${2:node}', 'interfaceName: ${3:eth0}', 'expectedIPs:', '  - ${4:192.0.2.1}'],
};
