import { mappedInTurn } from '../../base/time-slices';
import { fromWorkloadsOf, translatingCalico } from '../calico3/translate';
import { translatingKubernetes } from '../kubernetes/translate';
import { parseAddress } from '../model/address';
import { composeModel, type ModelPart } from '../model/compose';
import type { Host } from '../model/endpoint';
import type { Memo } from '../model/memo';
import type { PolicyModel } from '../model/model';
import { ByKind } from '../objects/kinds';
import type { FelixConfiguration } from '../calico3/objects';
import { DEFAULT_SETTINGS } from '../calico3/translate';
import { translateWorkloadEndpoint } from './endpoints';
import type { DatastoreObject, Node } from './objects';

/** Felix's configuration of one host is named after it. */
const OF_NODE = 'node.';

/**
 * Translates the objects of Calico 3's etcd datastore, which calicoctl and Calico's own components write, with pauses.
 * @param inForce Whether Felix enforces them: it waits until the datastore is ready.
 * @param memo Of the previous translation: only new objects are translated.
 */
export function* translatingDatastore(
  written: readonly DatastoreObject[],
  inForce: boolean,
  memo: Memo,
): Generator<undefined, PolicyModel> {
  const objects = new ByKind<DatastoreObject>(written);
  yield;
  const of = <K extends DatastoreObject['kind']>(...kinds: readonly K[]) => objects.of(...kinds);
  const calico = yield* translatingCalico(
    of(
      'NetworkPolicy',
      'GlobalNetworkPolicy',
      'StagedNetworkPolicy',
      'StagedGlobalNetworkPolicy',
      'Tier',
      'NetworkSet',
      'GlobalNetworkSet',
      'HostEndpoint',
      'Profile',
      'FelixConfiguration',
    ),
    'api-server',
    memo,
  );
  const assumed = { slices: false, planned: false };
  const staged = yield* translatingKubernetes(of('StagedKubernetesNetworkPolicy'), assumed, memo);
  const translated = yield* mappedInTurn(
    of('WorkloadEndpoint'),
    (endpoint) => memo.of('workload endpoint', endpoint, () => ({ made: translateWorkloadEndpoint(endpoint) })).made,
  );
  const workloads = translated.filter((workload) => workload !== undefined);
  yield;
  const [nodes, configurations] = [of('Node'), of('FelixConfiguration')];
  const own: ModelPart = {
    inForce,
    endpoints: workloads.map(({ endpoint }) => endpoint),
    hosts: memo.list('nodes', [...nodes, ...configurations], () =>
      nodes.map((node) => translateNode(node, configurations)),
    ),
    translations: workloads.flatMap(({ translations }) => translations),
  };
  const model = composeModel([calico, staged, own], DEFAULT_SETTINGS);
  const list = <T>(name: string, items: readonly T[]) => memo.list(name, items, () => items);
  return {
    ...model,
    endpoints: list('endpoints', model.endpoints),
    profiles: list('profiles in force', model.profiles),
    translations: list('translations', model.translations),
  };
}

function translateNode({ metadata: { name }, spec }: Node, configurations: readonly FelixConfiguration[]): Host {
  const { bgp, addresses = [] } = spec ?? {};
  const texts = [bgp?.ipv4Address, bgp?.ipv6Address, ...addresses.map(({ address }) => address)];
  const own = configurations.find(({ metadata }) => metadata.name === `${OF_NODE}${name}`)?.spec;
  const fromWorkloads = own && fromWorkloadsOf(own);
  return {
    name,
    addresses: [...new Set(texts.map((text) => text?.split('/')[0]))]
      .map((text) => (text === undefined ? undefined : parseAddress(text)))
      .filter((address) => address !== undefined),
    ...(fromWorkloads && { fromWorkloads }),
  };
}
