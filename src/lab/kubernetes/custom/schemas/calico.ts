import { at, listOf, textOf } from '../../objects';
import { integer, list, number, numberOrText, object, text, type ObjectSchema, type Rule } from '../schema';
import { labelSelector } from './label-selector';
import { stagedAction } from './policies';
import { root, rootWithStatus } from './root';

/** The tiers that Calico makes itself. */
export const BUILT_IN_TIERS = [
  { name: 'kube-admin', spec: { order: 1000, defaultAction: 'Pass' } },
  { name: 'default', spec: { order: 1_000_000, defaultAction: 'Deny' } },
  { name: 'kube-baseline', spec: { order: 10_000_000, defaultAction: 'Pass' } },
] as const;

const isNamed = (self: unknown, name: string): boolean => at(self, 'metadata', 'name') === name;

const TIER_RULES: readonly Rule[] = (['defaultAction', 'order'] as const).flatMap((field) =>
  BUILT_IN_TIERS.map(({ name, spec }) => ({
    message: `${field} of tier ${name} is ${spec[field]}`,
    holds: (self: unknown) => !isNamed(self, name) || at(self, 'spec', field) === spec[field],
  })),
);

export const tierSchema: ObjectSchema = rootWithStatus(
  object({
    defaultAction: text({
      allOf: [
        ['Allow', 'Deny', 'Log', 'Pass'],
        ['Pass', 'Deny'],
      ],
      default: 'Deny',
    }),
    order: number,
  }),
  { rules: TIER_RULES },
);

export const networkSetSchema: ObjectSchema = root(object({ nets: list(text(), { identity: 'set' }) }));

const endpointPort = object(
  { name: text(), port: integer({ least: 1, most: 65_535 }), protocol: numberOrText },
  { required: ['name', 'port', 'protocol'] },
);

export const hostEndpointSchema: ObjectSchema = root(
  object(
    {
      expectedIPs: list(text(), { identity: 'set' }),
      interfaceName: text(),
      node: text(),
      ports: list(endpointPort),
      profiles: list(text(), { identity: 'set' }),
    },
    {
      rules: [
        { message: 'node is needed', holds: (self) => (textOf(self, 'node') ?? '') !== '' },
        {
          message: 'interfaceName or expectedIPs is needed',
          holds: (self) => (textOf(self, 'interfaceName') ?? '') !== '' || listOf(self, 'expectedIPs').length > 0,
        },
      ],
    },
  ),
);

const ports = list(object({ endPort: integer({ format: 'int32' }), port: numberOrText, protocol: text() }));

const peers = list(
  object({
    ipBlock: object({ cidr: text(), except: list(text()) }, { required: ['cidr'] }),
    namespaceSelector: labelSelector,
    podSelector: labelSelector,
  }),
);

export const stagedKubernetesPolicySchema: ObjectSchema = root(
  object({
    egress: list(object({ ports, to: peers })),
    ingress: list(object({ from: peers, ports })),
    podSelector: labelSelector,
    policyTypes: list(text(), { identity: 'set', least: 1, most: 2 }),
    stagedAction,
  }),
);
