import * as l10n from '@vscode/l10n';
import { contains, formatAddress, parseAddress, parseNetwork, type Address } from '../../model/address';
import type { HostEndpoint, Translation, Workload, WorkloadState } from '../../model/endpoint';
import type { Labels } from '../../selectors';
import { isObject, parsePythonJson, type Json } from '../felix/json';
import { NAME } from '../rule';
import { isLabels } from './labels';
import type { FelixVersion, StoredHostEndpoint, StoredWorkload } from './objects';

type Stored = Readonly<Record<string, Json>>;

/**
 * Translates a workload endpoint, with the addresses that are NATed to its own; void, with Felix's reason, if it is
 * invalid.
 */
export function translateWorkload(
  { id, key, host, text }: StoredWorkload,
  felix: FelixVersion,
): { readonly endpoint: Workload; readonly translations: readonly Translation[] } {
  const stored = objectIn(text);
  const reason = stored ? voidReason(stored, felix) : l10n.t('It is not a JSON object.');
  const addresses = ([4, 6] as const).flatMap((version) => addressesOf(stored ?? {}, version));
  return {
    endpoint: {
      kind: 'workload',
      id,
      host,
      addresses,
      ports: [],
      labels: labelsOf(stored ?? {}),
      profiles: profilesOf(stored ?? {}),
      state: stateOf(stored ?? {}, reason),
      origin: { object: { source: 'key', key }, path: [] },
    },
    translations:
      reason === undefined ? ([4, 6] as const).flatMap((version) => translationsOf(stored ?? {}, version)) : [],
  };
}

/** Translates a host endpoint; undefined if Felix can't read it. */
export function translateHostEndpoint({ key, host, id, text }: StoredHostEndpoint): HostEndpoint | undefined {
  const stored = objectIn(text);
  if (!stored) return undefined;
  const { name } = stored;
  const addresses = ['expected_ipv4_addrs', 'expected_ipv6_addrs'].flatMap((field) => listIn(stored, field));
  return {
    kind: 'host-endpoint',
    id: `${host}/endpoint/${id}`,
    host,
    interfaceName: typeof name === 'string' && name !== '' ? name : undefined,
    addresses: addresses.flatMap((address) => (typeof address === 'string' ? (parseAddress(address) ?? []) : [])),
    ports: [],
    labels: labelsOf(stored),
    profiles: profilesOf(stored),
    origin: { object: { source: 'key', key }, path: [] },
  };
}

function stateOf({ state }: Stored, reason: string | undefined): WorkloadState {
  if (reason !== undefined) return { kind: 'void', reason };
  return { kind: state === 'active' ? 'active' : 'inactive' };
}

/** Returns what Felix rejects in an endpoint (common.py, `validate_endpoint`; libcalico-go's v1 model). */
function voidReason(stored: Stored, felix: FelixVersion): string | undefined {
  const { state, name, mac, labels } = stored;
  if (felix === '1.4') {
    if (state === undefined) return l10n.t('It has no state.');
    if (state !== 'active' && state !== 'inactive')
      return l10n.t('Its state is {0}, neither active nor inactive.', show(state));
    if (typeof name !== 'string') return l10n.t('It has no interface name.');
    if (typeof mac !== 'string') return l10n.t('It has no MAC address.');
    if (stored['profile_ids'] === undefined && stored['profile_id'] === undefined)
      return l10n.t('It names no profiles.');
  }
  if (labels !== undefined && labels !== null && !isLabels(labels))
    return l10n.t('Its labels must be strings with valid keys.');
  return profileFault(stored, felix) ?? netFault(stored, 4) ?? netFault(stored, 6);
}

function profileFault(stored: Stored, felix: FelixVersion): string | undefined {
  const ids = idsOf(stored);
  if (!Array.isArray(ids)) return l10n.t('Its profiles must be a list.');
  const isName = (id: Json) => typeof id === 'string' && NAME.test(felix === '1.4' ? id : id.replaceAll('/', '.'));
  const odd = ids.find((id) => !isName(id));
  return odd === undefined ? undefined : l10n.t('{0} is not a valid profile name.', show(odd));
}

function netFault(stored: Stored, version: 4 | 6): string | undefined {
  const nets = stored[`ipv${version}_nets`];
  if (nets === undefined || nets === null) return undefined;
  if (!Array.isArray(nets)) return l10n.t('Its ipv{0}_nets is not a list.', version);
  const odd = nets.find((net) => networkOf(net, version) === undefined);
  if (odd !== undefined) return l10n.t('{0} is not a valid IPv{1} CIDR.', show(odd), version);
  const inside = (address: Address) => nets.some((net) => contains(networkOf(net, version) ?? NOWHERE, address));
  for (const entry of listIn(stored, `ipv${version}_nat`)) {
    const { int_ip: internal, ext_ip: external } = isObject(entry) ? entry : {};
    const own = typeof internal === 'string' ? parseAddress(internal) : undefined;
    if (!own || typeof external !== 'string' || !parseAddress(external))
      return l10n.t('Its ipv{0}_nat is not valid.', version);
    if (!inside(own)) return l10n.t('{0} in its ipv{1}_nat is not one of its addresses.', formatAddress(own), version);
  }
  return undefined;
}

const NOWHERE = { version: 4, words: [0], prefix: 32 } as const;

function addressesOf(stored: Stored, version: 4 | 6): readonly Address[] {
  return listIn(stored, `ipv${version}_nets`).flatMap((net) => {
    const network = networkOf(net, version);
    return network ? [{ version: network.version, words: network.words }] : [];
  });
}

function translationsOf(stored: Stored, version: 4 | 6): readonly Translation[] {
  return listIn(stored, `ipv${version}_nat`).flatMap((entry) => {
    const { int_ip: internal, ext_ip: external } = isObject(entry) ? entry : {};
    const to = typeof internal === 'string' ? parseAddress(internal) : undefined;
    const address = typeof external === 'string' ? parseAddress(external) : undefined;
    return to && address ? [{ address, port: undefined, targets: [{ address: to, port: undefined }] }] : [];
  });
}

function networkOf(net: Json, version: 4 | 6) {
  const network = typeof net === 'string' ? parseNetwork(net) : undefined;
  return network?.version === version ? network : undefined;
}

/** Old data has a single profile. */
function idsOf(stored: Stored): Json | undefined {
  const { profile_ids: ids, profile_id: id } = stored;
  return ids ?? (id === undefined || id === null ? [] : [id]);
}

function profilesOf(stored: Stored): readonly string[] {
  const ids = idsOf(stored);
  return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
}

function labelsOf({ labels }: Stored): Labels {
  return isLabels(labels) ? labels : {};
}

function listIn(stored: Stored, field: string): readonly Json[] {
  const list = stored[field];
  return Array.isArray(list) ? list : [];
}

function objectIn(text: string): Stored | undefined {
  const value = parsePythonJson(text);
  return isObject(value) ? value : undefined;
}

function show(value: Json): string {
  return JSON.stringify(value);
}
