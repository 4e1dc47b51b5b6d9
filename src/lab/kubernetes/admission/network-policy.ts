import { at, fieldsOf, isFields, listOf, numberOf, textOf } from '../objects';
import { forbiddenValue, invalidValue, requiredValue, unsupportedValue } from '../causes';
import type { Draft } from '../kinds/kind';
import type { Cause } from '../status-error';
import { cidrCauses, cidrWarning, isStrictSubset } from './cidr';
import { labelSelectorCauses } from './label-selector';
import { portNameFaults } from './names';

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const TYPES = ['Ingress', 'Egress'];

/** Fills in a NetworkPolicy's protocols and types. */
export function networkPolicyDefaults(draft: Draft): void {
  const spec = fieldsOf(draft, 'spec') as Record<string, unknown>;
  for (const direction of ['ingress', 'egress']) {
    for (const rule of listOf(spec, direction)) {
      for (const port of listOf(rule, 'ports') as Record<string, unknown>[]) port['protocol'] ??= 'TCP';
    }
  }
  spec['policyTypes'] ??= listOf(spec, 'egress').length > 0 ? [...TYPES] : ['Ingress'];
}

/** Checks a NetworkPolicy as Kubernetes 1.37 does, causes in its order. */
export function networkPolicyCauses(draft: Draft): Cause[] {
  const spec = fieldsOf(draft, 'spec');
  const types = listOf(spec, 'policyTypes');
  return [
    ...labelSelectorCauses(at(spec, 'podSelector'), 'spec.podSelector'),
    ...listOf(spec, 'ingress').flatMap((rule, index) => ruleCauses(rule, 'from', `spec.ingress[${index}]`)),
    ...listOf(spec, 'egress').flatMap((rule, index) => ruleCauses(rule, 'to', `spec.egress[${index}]`)),
    ...(types.length > TYPES.length
      ? [invalidValue('spec.policyTypes', types, 'may not specify more than two policyTypes')]
      : types.flatMap((type, index) =>
          TYPES.includes(String(type)) ? [] : [unsupportedValue(`spec.policyTypes[${index}]`, type, TYPES)],
        )),
  ];
}

function ruleCauses(rule: unknown, far: 'from' | 'to', path: string): Cause[] {
  return [
    ...listOf(rule, 'ports').flatMap((port, index) => portCauses(port, `${path}.ports[${index}]`)),
    ...listOf(rule, far).flatMap((peer, index) => peerCauses(peer, `${path}.${far}[${index}]`)),
  ];
}

function portCauses(given: unknown, path: string): Cause[] {
  const protocol = textOf(given, 'protocol');
  const port = at(given, 'port');
  const endPort = numberOf(given, 'endPort');
  return [
    ...(protocol !== undefined && !PROTOCOLS.includes(protocol)
      ? [unsupportedValue(`${path}.protocol`, protocol, PROTOCOLS)]
      : []),
    ...(typeof port === 'number' ? rangeCauses(port, `${path}.port`) : []),
    ...(typeof port === 'string' ? portNameFaults(port).map((fault) => invalidValue(`${path}.port`, port, fault)) : []),
    ...(endPort === undefined ? [] : endPortCauses(endPort, port, `${path}.endPort`)),
  ];
}

function endPortCauses(endPort: number, port: unknown, path: string): Cause[] {
  if (port === undefined) return [invalidValue(path, endPort, 'must not be specified when `port` is not specified')];
  if (typeof port !== 'number') return [invalidValue(path, endPort, 'may not be specified when `port` is non-numeric')];
  return [
    ...(endPort < port ? [invalidValue(path, endPort, 'must be greater than or equal to `port`')] : []),
    ...rangeCauses(endPort, path),
  ];
}

function rangeCauses(port: number, path: string): Cause[] {
  return port >= 1 && port <= 65_535 ? [] : [invalidValue(path, port, 'must be between 1 and 65535, inclusive')];
}

function peerCauses(peer: unknown, path: string): Cause[] {
  const selectors = (['podSelector', 'namespaceSelector'] as const).filter((name) => at(peer, name) !== undefined);
  const block = at(peer, 'ipBlock');
  if (selectors.length === 0 && block === undefined) return [requiredValue(path, 'must specify a peer')];
  return [
    ...selectors.flatMap((name) => labelSelectorCauses(at(peer, name), `${path}.${name}`)),
    ...(isFields(block) ? blockCauses(block, `${path}.ipBlock`) : []),
    ...(block !== undefined && selectors.length > 0
      ? [forbiddenValue(path, 'may not specify both ipBlock and another peer')]
      : []),
  ];
}

function blockCauses(block: Readonly<Record<string, unknown>>, path: string): Cause[] {
  const cidr = textOf(block, 'cidr') ?? '';
  if (cidr === '') return [requiredValue(`${path}.cidr`)];
  const own = cidrCauses(cidr, `${path}.cidr`);
  if (own.length > 0) return own;
  return listOf(block, 'except').flatMap((except, index) => {
    const at = `${path}.except[${index}]`;
    const causes = cidrCauses(String(except), at);
    if (causes.length > 0 || isStrictSubset(String(except), cidr)) return causes;
    return [invalidValue(at, except, 'must be a strict subset of `cidr`')];
  });
}

/** What a NetworkPolicy says in a form that Kubernetes accepts with a warning. */
export function networkPolicyWarnings(draft: Draft): string[] {
  const blocks = [
    ['ingress', 'from'],
    ['egress', 'to'],
  ].flatMap(([direction = '', far = '']) =>
    listOf(draft, 'spec', direction).flatMap((rule, index) =>
      listOf(rule, far).map((peer, place) => ({
        block: fieldsOf(peer, 'ipBlock'),
        path: `spec.${direction}[${index}].${far}[${place}].ipBlock`,
      })),
    ),
  );
  return blocks.flatMap(({ block, path }) => [
    ...[cidrWarning(textOf(block, 'cidr') ?? '', `${path}.cidr`) ?? []].flat(),
    ...listOf(block, 'except').flatMap(
      (except, index) => cidrWarning(String(except), `${path}.except[${index}]`) ?? [],
    ),
  ]);
}
