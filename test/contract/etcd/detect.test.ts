import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePort } from '../../../scripts/process';
import { detectDatastore } from '../../../src/cluster/etcd/stores/detect';
import { Etcd2 } from '../../../src/cluster/etcd/stores/etcd2';
import { Etcd3Store } from '../../../src/cluster/etcd/stores/etcd3';
import { HttpClient } from '../../../src/cluster/connection/http/client';
import { startLab } from '../../../src/lab/lab';
import { startEtcd, type RunningEtcd } from './etcd';

const READY = '/calico/v1/Ready';

describe('the detected etcd', () => {
  const detect = (...addresses: string[]) => detectDatastore({ addresses, log: () => undefined });
  const kindOf = async (...addresses: string[]) => {
    const store = await detect(...addresses);
    store.close();
    return store.kind;
  };

  describe('with both APIs', () => {
    let etcd: RunningEtcd;
    before(async () => (etcd = await startEtcd()));
    after(() => etcd.close());

    it('is the v2 store if there is no data', async () => assert.equal(await kindOf(etcd.address), 'etcdv2'));

    it('is the v3 store if it has Calico’s data', async () => {
      const v3 = new Etcd3Store({ addresses: [etcd.address] });
      await v3.put(READY, 'true');
      assert.equal(await kindOf(etcd.address), 'etcdv3');
      await new Etcd2([new HttpClient({ address: etcd.address, service: 'etcd' })]).put(READY, 'true');
      assert.equal(await kindOf(etcd.address), 'etcdv2');
      // Calico 3 is not ready.
      await v3.put('/calico/resources/v3/projectcalico.org/clusterinformations/default', '{}');
      assert.equal(await kindOf(etcd.address), 'etcdv2');
      v3.close();
    });
  });

  it('is the v3 store if the v2 API is disabled', async () => {
    const etcd = await startEtcd(false);
    try {
      assert.equal(await kindOf(etcd.address), 'etcdv3');
    } finally {
      await etcd.close();
    }
  });

  it('is the lab', async () => {
    const lab = await startLab();
    try {
      assert.equal(await kindOf(lab.endpoints.etcd), 'etcdv2');
      assert.equal(await kindOf(`http://127.0.0.1:${await freePort()}`, lab.endpoints.etcd), 'etcdv2');
    } finally {
      await lab.close();
    }
  });

  it('is missing if nothing listens', async () => {
    await assert.rejects(detect(`http://127.0.0.1:${await freePort()}`), { kind: 'unreachable' });
  });

  it('is missing if a web server responds', async () => {
    const server = createServer((_, response) => response.end('<html></html>'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      await assert.rejects(detect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), {
        kind: 'unexpected-answer',
      });
    } finally {
      server.close().closeAllConnections();
    }
  });
});
