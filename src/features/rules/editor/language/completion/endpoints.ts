import { endpointsWithTag } from '../../../../../cluster/model/indexes';
import type { PolicyData, WorkloadEndpoint } from '../../../../../cluster/model/snapshot';
import { contains, parseNetwork } from '../../../../../policy/model/address';
import type { Direction, Rule } from '../../../../../policy/calico1/rule';
import { storedTag, type DocumentContext } from '../../document-context';

/** Returns the endpoints with an address in a CIDR. */
export function endpointsInCidr(cidr: string, policy: PolicyData): ReadonlySet<WorkloadEndpoint> {
  const network = parseNetwork(cidr);
  if (!network) return new Set();
  return new Set(
    policy.endpoints.filter((endpoint) => addressesOf(endpoint).some((address) => contains(network, address))),
  );
}

/**
 * Returns the peers of a rule in a document: the sources of an inbound rule, the destinations of an outbound one. `any`
 * if the rule names none; undefined for selectors, since labels are unknown here.
 */
export function farEndpoints(
  rule: Rule,
  direction: Direction,
  subject: DocumentContext,
): ReadonlySet<WorkloadEndpoint> | 'any' | undefined {
  const side = direction === 'inbound' ? 'src' : 'dst';
  if (rule[`${side}_selector`] !== undefined || rule[`!${side}_selector`] !== undefined) return undefined;
  const named = namedEndpoints(rule[`${side}_tag`], rule[`${side}_net`], subject);
  const excepted = [rule[`!${side}_tag`], rule[`!${side}_net`]].some((value) => value !== undefined);
  if (!named && !excepted) return 'any';
  const without = new Set([...tagged(rule[`!${side}_tag`], subject), ...inCidr(rule[`!${side}_net`], subject)]);
  return new Set([...(named ?? subject.policy.endpoints)].filter((endpoint) => !without.has(endpoint)));
}

function namedEndpoints(
  tag: string | undefined,
  cidr: string | undefined,
  subject: DocumentContext,
): ReadonlySet<WorkloadEndpoint> | undefined {
  if (tag === undefined) return cidr === undefined ? undefined : inCidr(cidr, subject);
  const carriers = tagged(tag, subject);
  if (cidr === undefined) return carriers;
  const inside = inCidr(cidr, subject);
  return new Set([...carriers].filter((endpoint) => inside.has(endpoint)));
}

function tagged(tag: string | undefined, subject: DocumentContext): ReadonlySet<WorkloadEndpoint> {
  return tag === undefined ? new Set() : endpointsWithTag(storedTag(tag, subject), subject.policy);
}

function inCidr(cidr: string | undefined, { policy }: DocumentContext): ReadonlySet<WorkloadEndpoint> {
  return cidr === undefined ? new Set() : endpointsInCidr(cidr, policy);
}

const read = new WeakMap<WorkloadEndpoint, NonNullable<ReturnType<typeof parseNetwork>>[]>();

function addressesOf(endpoint: WorkloadEndpoint): readonly NonNullable<ReturnType<typeof parseNetwork>>[] {
  let addresses = read.get(endpoint);
  if (!addresses)
    read.set(
      endpoint,
      (addresses = [...endpoint.ipv4Nets, ...endpoint.ipv6Nets].flatMap((net) => parseNetwork(net) ?? [])),
    );
  return addresses;
}
