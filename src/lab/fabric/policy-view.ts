import { StoredPolicy } from '../../policy/calico1/stored-policy';
import { readKeys } from '../../policy/calico1/translate';
import type { CompiledModel } from '../../policy/verdict';
import { CALICO_V1 } from '../calico/layout';
import { pathOf } from '../etcd/event';
import type { EtcdStore } from '../etcd/store';
import { AGENTS } from '../machines';

/** The lab's hosts leave what workloads send to them to their own firewall, unless etcd says otherwise. */
const HOST_CONFIG: readonly (readonly [string, string])[] = [['DefaultEndpointToHostAction', 'RETURN']];

/** The policy in etcd, compiled lazily after a change. */
export class PolicyView {
  #policy: CompiledModel | undefined;

  constructor(private readonly store: EtcdStore) {
    store.onChange((event) => {
      const path = pathOf(event);
      if (`${path}/`.startsWith(`${CALICO_V1}/`) || `${CALICO_V1}/`.startsWith(`${path}/`)) this.#policy = undefined;
    });
  }

  /** The current policy. */
  get policy(): CompiledModel {
    return (this.#policy ??= this.#compile());
  }

  #compile(): CompiledModel {
    const stored = readKeys([...this.store.leaves(CALICO_V1)].map(({ path, value }) => [path, value] as const));
    const known = new Map(stored.hosts.map((host) => [host.name, host]));
    const agents = AGENTS.map(({ hostname: name, address }) => ({
      key: `${CALICO_V1}/host/${name}/`,
      name,
      config: new Map([...HOST_CONFIG, ...stored.config, ...(known.get(name)?.config ?? [])]),
      addresses: [address],
    }));
    const others = stored.hosts.filter(({ name }) => !AGENTS.some(({ hostname }) => hostname === name));
    return new StoredPolicy({ ...stored, hosts: [...agents, ...others] }).model;
  }
}
