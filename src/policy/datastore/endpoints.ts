import * as l10n from '@vscode/l10n';
import {
  NAMESPACE_PREFIX,
  ORCHESTRATOR_LABEL,
  SERVICE_ACCOUNT_LABEL,
  SERVICE_ACCOUNT_PREFIX,
} from '../calico3/translate/selectors';
import { originOf } from '../calico3/translate/writing';
import { parseAddress, parseNetwork, type Address } from '../model/address';
import { workloadId, type NamedPort, type Translation, type Workload, type WorkloadState } from '../model/endpoint';
import { NAMESPACE_LABEL } from '../model/labels';
import { protocolNumber } from '../model/protocol';
import type { Labels } from '../selectors';
import type { IpNat, WorkloadEndpoint, WorkloadPort } from './objects';

/** The elements of a workload endpoint's name. */
export interface WorkloadPlace {
  readonly host: string;
  readonly orchestrator: string;
  /** With its namespace, for example `shop/web-1`. */
  readonly workload: string;
  readonly endpoint: string;
}

/**
 * Returns the elements of a workload endpoint's name, which a dash separates and which double their own dashes
 * (libcalico-go's `ExtractDashSeparatedParms`). Undefined for other names, which Felix ignores.
 */
export function workloadPlace({ metadata: { namespace, name } }: WorkloadEndpoint): WorkloadPlace | undefined {
  const parts = (name.match(/(?:[^-]|--)+/g) ?? []).map((part) => part.replaceAll('--', '-'));
  const [host, orchestrator, workload, endpoint] = parts;
  if (parts.length !== 4 || namespace === undefined) return undefined;
  if (host === undefined || orchestrator === undefined || workload === undefined || endpoint === undefined)
    return undefined;
  return { host, orchestrator, workload: `${namespace}/${workload}`, endpoint };
}

/** A workload with the addresses that are translated to its own. */
export interface TranslatedWorkload {
  readonly endpoint: Workload;
  readonly translations: readonly Translation[];
}

/** Translates a workload endpoint; undefined if Felix ignores its name. */
export function translateWorkloadEndpoint(endpoint: WorkloadEndpoint): TranslatedWorkload | undefined {
  const place = workloadPlace(endpoint);
  if (!place) return undefined;
  const { ipNetworks = [], ipNATs = [], profiles = [], ports = [] } = endpoint.spec ?? {};
  const state = stateOf(ipNetworks);
  return {
    endpoint: {
      kind: 'workload',
      id: workloadId(place),
      host: place.host,
      addresses: ipNetworks.map(addressOf).filter((address) => address !== undefined),
      ports: ports.flatMap(portOf),
      labels: labelsOf(endpoint),
      profiles,
      state,
      origin: originOf(endpoint),
    },
    translations: state.kind === 'active' ? ipNATs.flatMap(translationOf) : [],
  };
}

/** Felix gets no endpoint without addresses, or with one that can't be parsed, and drops what its interface sends. */
function stateOf(ipNetworks: readonly string[]): WorkloadState {
  if (ipNetworks.length === 0) return { kind: 'void', reason: l10n.t('It has no addresses.') };
  const wrong = ipNetworks.find((text) => !parseNetwork(text));
  return wrong === undefined ? { kind: 'active' } : { kind: 'void', reason: l10n.t('“{0}” is not an address.', wrong) };
}

function addressOf(network: string): Address | undefined {
  return parseAddress(network.split('/')[0] ?? network);
}

function portOf({ name, protocol, port }: WorkloadPort): NamedPort | readonly [] {
  const number = protocolNumber(protocol);
  return name === undefined || name === '' || number === undefined ? [] : { name, protocol: number, port };
}

/** An endpoint can't set the inherited labels of its namespace or service account. */
function labelsOf({ metadata, spec }: WorkloadEndpoint): Labels {
  const { namespace, labels = {} } = metadata;
  const { orchestrator, serviceAccountName = '' } = spec ?? {};
  const inherited = (key: string) => key.startsWith(NAMESPACE_PREFIX) || key.startsWith(SERVICE_ACCOUNT_PREFIX);
  return {
    ...(namespace !== undefined && { [NAMESPACE_LABEL]: namespace }),
    ...(orchestrator !== undefined && { [ORCHESTRATOR_LABEL]: orchestrator }),
    ...Object.fromEntries(Object.entries(labels).filter(([key]) => !inherited(key))),
    ...(serviceAccountName !== '' && { [SERVICE_ACCOUNT_LABEL]: serviceAccountName }),
  };
}

function translationOf({ internalIP, externalIP }: IpNat): Translation | readonly [] {
  const [address, internal] = [parseAddress(externalIP), parseAddress(internalIP)];
  return address && internal ? { address, port: undefined, targets: [{ address: internal, port: undefined }] } : [];
}
