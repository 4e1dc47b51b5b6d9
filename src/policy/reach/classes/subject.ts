import { eachInTurn } from '../../../base/time-slices';
import { formatAddress, parseAddress, type Address } from '../../model/address';
import type { Workload } from '../../model/endpoint';
import type { CompiledModel } from '../../verdict';
import { isWorkload, type Member, type Place } from '../../verdict/place';

/** A possible end of a flow, with its address of one IP version. */
export interface FlowEnd {
  /** The endpoint's id, or the address of a machine. */
  readonly name: string;
  /** Undefined for a machine: no policy of a workload applies to it. */
  readonly workload: Member<Workload> | undefined;
  readonly address: Address;
  readonly place: Place;
  /**
   * Whether more than rules decides about it, so that every flow is evaluated individually: hosts, and translated
   * addresses.
   */
  readonly isJudged: boolean;
}

/**
 * Returns the workloads and host endpoints that have an address of the version, and the outside machines, with pauses.
 * Omits outside addresses that belong to a workload.
 */
export function* subjectsOf(
  model: CompiledModel,
  version: 4 | 6,
  outside: readonly string[],
): Generator<undefined, FlowEnd[]> {
  const subjects: FlowEnd[] = [];
  const translated = new Set(model.model.translations.map(({ address }) => formatAddress(address)));
  const all = isEveryFlowJudged(model);
  yield* eachInTurn(model.directory.members, (member) => {
    const { endpoint } = member;
    if (endpoint.kind === 'network-set') return;
    const address =
      addressOf(version, endpoint.addresses) ??
      (endpoint.kind === 'host-endpoint'
        ? addressOf(version, model.directory.host(endpoint.host)?.host.addresses)
        : undefined);
    if (!address) return;
    const workload = isWorkload(member) ? member : undefined;
    const place = model.place(address);
    subjects.push({
      name: endpoint.id,
      workload,
      address,
      place,
      isJudged: all || !workload || translated.has(place.key),
    });
  });
  for (const name of outside) {
    const address = parseAddress(name);
    if (address?.version !== version) continue;
    const place = model.place(address);
    if (model.directory.workloadAt(place)) continue;
    const isJudged = all || translated.has(place.key) || model.directory.hostAt(place) !== undefined;
    subjects.push({ name, workload: undefined, address, place, isJudged });
  }
  return subjects;
}

function addressOf(version: 4 | 6, addresses: readonly Address[] = []): Address | undefined {
  return addresses.find((address) => address.version === version);
}

/** Whether policy of host endpoints applies to forwarded traffic, which depends on its route. */
function isEveryFlowJudged({ model: { endpoints, policies } }: CompiledModel): boolean {
  return policies.some(({ layer }) => layer !== 'normal') && endpoints.some(({ kind }) => kind === 'host-endpoint');
}
