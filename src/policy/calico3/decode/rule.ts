import {
  closed,
  integer,
  integerOrText,
  list,
  loose,
  optional,
  required,
  text,
  texts,
  type Decoder,
} from '../../../base/decode';
import type {
  EntityRule,
  HttpMatch,
  HttpPath,
  IcmpFields,
  Rule,
  RuleMetadata,
  ServiceAccountMatch,
  ServiceMatch,
} from '../objects';

const icmp = closed<IcmpFields>({ type: optional(integer), code: optional(integer) });

const entity = closed<EntityRule>({
  nets: optional(list(text)),
  notNets: optional(list(text)),
  selector: optional(text),
  notSelector: optional(text),
  namespaceSelector: optional(text),
  serviceAccounts: optional(closed<ServiceAccountMatch>({ names: optional(list(text)), selector: optional(text) })),
  services: optional(closed<ServiceMatch>({ name: optional(text), namespace: optional(text) })),
  ports: optional(list(integerOrText)),
  notPorts: optional(list(integerOrText)),
});

/** A rule. A broken part breaks it, because the rest would match something else. */
export const rule: Decoder<Rule> = closed<Rule>({
  action: required(text),
  ipVersion: optional(integer),
  protocol: optional(integerOrText),
  notProtocol: optional(integerOrText),
  icmp: optional(icmp),
  notICMP: optional(icmp),
  source: optional(entity),
  destination: optional(entity),
  http: optional(
    closed<HttpMatch>({
      methods: optional(list(text)),
      paths: optional(list(closed<HttpPath>({ exact: optional(text), prefix: optional(text) }))),
    }),
  ),
  metadata: optional(closed<RuleMetadata>({ annotations: loose(texts) })),
});
