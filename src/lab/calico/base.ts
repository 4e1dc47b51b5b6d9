import type { EtcdStore } from '../etcd/store';
import { AGENTS } from '../machines';
import { CALICO_V1, inKey, POOLS } from './layout';

const POOL_V4 = '192.168.0.0/16';
const POOL_V6 = 'fd80:24e2:f998:72d6::/64';

/** Global settings that the first `calicoctl node` writes. */
const GLOBAL_CONFIG = {
  InterfacePrefix: 'cali',
  LogSeverityFile: 'none',
  LogSeverityScreen: 'info',
  LogFilePath: 'none',
  IpInIpEnabled: 'false',
};

/** Writes the contents of etcd after `calicoctl node` was started on each agent of a new cluster. */
export function writeBaseKeys(store: EtcdStore): void {
  const put = (key: string, value: string) => store.set(key, { value });
  for (const [name, value] of Object.entries(GLOBAL_CONFIG)) put(`${CALICO_V1}/config/${name}`, value);
  put(`${POOLS}/${inKey(POOL_V4)}`, JSON.stringify({ cidr: POOL_V4 }));
  put(`${CALICO_V1}/ipam/v6/pool/${inKey(POOL_V6)}`, JSON.stringify({ cidr: POOL_V6 }));
  put('/calico/ipam/v2/config', JSON.stringify({ auto_allocate_blocks: true, strict_affinity: false }));
  put('/calico/bgp/v1/global/as_num', '64511');
  put('/calico/bgp/v1/global/node_mesh', JSON.stringify({ enabled: true }));
  for (const { hostname, address } of AGENTS) {
    const host = `${CALICO_V1}/host/${hostname}`;
    put(`${host}/bird_ip`, address);
    put(`${host}/config/DefaultEndpointToHostAction`, 'RETURN');
    put(`${host}/config/marker`, 'created');
    put(`/calico/bgp/v1/host/${hostname}/ip_addr_v4`, address);
    put(`/calico/bgp/v1/host/${hostname}/ip_addr_v6`, '');
  }
  // Last, because Felix waits for it before reading anything else.
  put(`${CALICO_V1}/Ready`, 'true');
}
