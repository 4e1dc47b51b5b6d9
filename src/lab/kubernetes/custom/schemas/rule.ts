import { at, isFields, listOf, textOf } from '../../objects';
import {
  choice,
  flag,
  integer,
  list,
  NoSuchKey,
  number,
  numberOrText,
  object,
  text,
  textMap,
  type ObjectSchema,
  type Rule,
} from '../schema';

const MOST_RULES = 1024;
const MOST_NETS = 256;
const MOST_PORTS = 50;
const MOST_HTTP = 20;
const LONGEST_SELECTOR = 1024;
const LONGEST_HTTP_PATH = 1024;
const LONGEST_SERVICE = 253;

const ICMP = ['ICMP', 1] as const;
const ICMP_V6 = ['ICMPv6', 58] as const;

const selector = text({ longest: LONGEST_SELECTOR });

/** `global()` is for the namespaceSelector of rules. */
export function noGlobal(field: string): Rule {
  return {
    message: `${field} must not contain global()`,
    holds: (self) => !(textOf(self, field) ?? '').includes('global('),
  };
}

function isEmpty(self: unknown, field: string): boolean {
  const value = at(self, field);
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Fields that can’t be there, unless they are empty, beside the one that names a service. */
function notBesideServices(...fields: readonly string[]): Rule {
  return {
    message: `${fields.join(' and ')} can’t be combined with services`,
    reason: 'FieldValueForbidden',
    holds: (self) => at(self, 'services') === undefined || fields.every((field) => isEmpty(self, field)),
  };
}

const entity = object(
  {
    namespaceSelector: selector,
    nets: list(text(), { identity: 'set', most: MOST_NETS }),
    notNets: list(text(), { identity: 'set', most: MOST_NETS }),
    notPorts: list(numberOrText, { most: MOST_PORTS }),
    notSelector: selector,
    ports: list(numberOrText, { most: MOST_PORTS }),
    selector,
    serviceAccounts: object({ names: list(text(), { identity: 'set' }), selector: text() }),
    services: object({ name: text({ longest: LONGEST_SERVICE }), namespace: text({ longest: LONGEST_SERVICE }) }),
  },
  {
    rules: [
      noGlobal('selector'),
      notBesideServices('namespaceSelector'),
      {
        message: 'serviceAccounts can’t be combined with services',
        reason: 'FieldValueForbidden',
        holds: (self) => at(self, 'services') === undefined || at(self, 'serviceAccounts') === undefined,
      },
      {
        message: 'services needs a name',
        reason: 'FieldValueRequired',
        holds: (self) => {
          if (at(self, 'services') === undefined) return true;
          const name = textOf(self, 'services', 'name');
          if (name === undefined) throw new NoSuchKey('name');
          return name !== '';
        },
      },
      notBesideServices('selector', 'notSelector'),
      notBesideServices('nets', 'notNets'),
    ],
  },
);

const icmp = object(
  { code: integer({ least: 0, most: 255 }), type: integer({ least: 0, most: 254 }) },
  {
    rules: [
      {
        message: 'a code needs a type',
        holds: (self) => at(self, 'code') === undefined || at(self, 'type') !== undefined,
      },
    ],
  },
);

function isOneOf(value: unknown, choices: readonly unknown[]): boolean {
  return choices.includes(value);
}

/** A protocol that belongs to one version of IP. */
function needsVersion(field: 'protocol' | 'notProtocol', protocols: readonly unknown[], version: 4 | 6): Rule {
  return {
    message: `${field} ${String(protocols[0])} needs ipVersion ${version}`,
    holds: (self) => !isOneOf(at(self, field), protocols) || isOneOf(at(self, 'ipVersion'), [undefined, version]),
  };
}

const rule = object(
  {
    action: choice('Allow', 'Deny', 'Log', 'Pass'),
    destination: entity,
    http: object({
      methods: list(text(), { most: MOST_HTTP }),
      paths: list(
        object({ exact: text({ longest: LONGEST_HTTP_PATH }), prefix: text({ longest: LONGEST_HTTP_PATH }) }),
        {
          most: MOST_HTTP,
        },
      ),
    }),
    icmp,
    ipVersion: integer({ choices: [4, 6] }),
    metadata: object({ annotations: textMap() }),
    notICMP: icmp,
    notProtocol: numberOrText,
    protocol: numberOrText,
    source: entity,
  },
  {
    required: ['action'],
    rules: [
      {
        message: 'http needs protocol TCP or none',
        holds: (self) => at(self, 'http') === undefined || isOneOf(at(self, 'protocol'), [undefined, 'TCP', 6]),
      },
      {
        message: 'http is for action Allow',
        reason: 'FieldValueForbidden',
        holds: (self) => at(self, 'http') === undefined || at(self, 'action') === 'Allow',
      },
      {
        message: 'ports and notPorts can’t be combined with services',
        reason: 'FieldValueForbidden',
        holds: (self) => {
          const far = at(self, 'destination');
          return (
            !isFields(at(far, 'services')) ||
            (listOf(far, 'ports').length === 0 && listOf(far, 'notPorts').length === 0)
          );
        },
      },
      {
        message: 'icmp needs protocol ICMP or ICMPv6',
        holds: (self) => at(self, 'icmp') === undefined || isOneOf(at(self, 'protocol'), [...ICMP, ...ICMP_V6]),
      },
      needsVersion('protocol', ICMP, 4),
      needsVersion('protocol', ICMP_V6, 6),
      needsVersion('notProtocol', ICMP, 4),
      needsVersion('notProtocol', ICMP_V6, 6),
    ],
  },
);

const rules = list(rule, { most: MOST_RULES });

/** The fields that the specs of all of Calico’s own policies have. */
export const policyFields: ObjectSchema['fields'] = {
  egress: rules,
  ingress: rules,
  order: number,
  performanceHints: list(choice('AssumeNeededOnEveryNode'), { identity: 'set' }),
  selector,
  serviceAccountSelector: selector,
  tier: text({ default: 'default' }),
  types: list(choice('Ingress', 'Egress'), { identity: 'set', least: 1, most: 2 }),
};

/** The fields that cluster-wide policies have besides. */
export const globalFields: ObjectSchema['fields'] = {
  applyOnForward: flag,
  doNotTrack: flag,
  namespaceSelector: selector,
  preDNAT: flag,
};
