import type { EntityRule, Port, Protocol, Rule } from '../objects';

/** Returns the object without empty texts, empty lists and false flags, which Go's `omitempty` omits. */
export function compact<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => !isEmpty(value))) as T;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === '' || value === false || (Array.isArray(value) && value.length === 0);
}

/** Returns the rule as Calico's client writes it: without empty fields, and numbers as numbers. */
export function compactRule(rule: Rule): Rule {
  const { action, protocol, notProtocol, source, destination, http, ...rest } = rule;
  return {
    ...compact(rest),
    action,
    ...(protocol !== undefined && { protocol: protocolNumber(protocol) }),
    ...(notProtocol !== undefined && { notProtocol: protocolNumber(notProtocol) }),
    ...entity('source', source),
    ...entity('destination', destination),
    ...(http && { http: { ...compact(http), ...(http.paths && { paths: http.paths.map(compact) }) } }),
  };
}

/** An empty side is omitted unless it has an empty list, which Go doesn't consider empty. */
function entity(name: 'source' | 'destination', side: EntityRule | undefined): Partial<Rule> {
  if (!side) return {};
  const { ports, notPorts, serviceAccounts, services, ...rest } = compact(side);
  const written: EntityRule = {
    ...rest,
    ...(ports && { ports: ports.map(portNumber) }),
    ...(notPorts && { notPorts: notPorts.map(portNumber) }),
    ...(serviceAccounts && { serviceAccounts: compact(serviceAccounts) }),
    ...(services && { services: compact(services) }),
  };
  const says = Object.keys(written).length > 0 || Object.values(side).some(Array.isArray);
  return says ? { [name]: written } : {};
}

function protocolNumber(protocol: Protocol): Protocol {
  return typeof protocol === 'string' && /^\d{1,3}$/.test(protocol) ? Number(protocol) : protocol;
}

function portNumber(port: Port): Port {
  const [, first, last] = /^(\d{1,5})(?::(\d{1,5}))?$/.exec(String(port)) ?? [];
  if (first === undefined) return port;
  if (last === undefined || Number(last) === Number(first)) return Number(first);
  return `${Number(first)}:${Number(last)}`;
}
