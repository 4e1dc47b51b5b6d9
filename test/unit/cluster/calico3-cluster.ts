import { LayoutModel } from '../../../src/cluster/etcd/model';
import type { PolicyData, Snapshot } from '../../../src/cluster/model/snapshot';
import {
  clusterInformation,
  namespaceProfile,
  object,
  workload,
  type Entry,
} from '../../contract/etcd/calico3-objects';
import { snapshot } from './fixtures';

/** The policy of a cluster of Calico 3 whose etcd holds objects. */
export function calico3Policy(entries: readonly Entry[]): PolicyData {
  const model = new LayoutModel(
    entries.map(([key, value], index) => ({
      key: `/calico/resources/v3/projectcalico.org/${key}`,
      value: typeof value === 'string' ? value : JSON.stringify(value),
      revision: String(index),
    })),
    false,
  );
  return model.data.policy;
}

/** Two web pods and a database in one namespace. */
const SHOP: readonly Entry[] = [
  clusterInformation(true),
  namespaceProfile(),
  workload('web-1', '10.0.0.1', { role: 'web' }),
  workload('web-2', '10.0.0.3', { role: 'web' }),
  workload('db-1', '10.0.0.2', { role: 'db' }),
];

/** The policy of a cluster with a shop and further objects. */
export function shopPolicy(...entries: readonly Entry[]): PolicyData {
  return calico3Policy([...SHOP, ...entries]);
}

/** A cluster with a shop and further objects. */
export function shop(...entries: readonly Entry[]): Snapshot {
  return snapshot({ policy: shopPolicy(...entries) });
}

/** An object of the shop's namespace. */
export function inShop(kind: string, plural: string, name: string, spec: object): Entry {
  return [`${plural}/shop/${name}`, object(kind, name, spec, { namespace: 'shop' })];
}
