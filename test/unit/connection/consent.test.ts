import assert from 'node:assert/strict';
import type { Memento } from 'vscode';
import type { ClusterDefinition } from '../../../src/cluster/connection/definition';
import { Consent } from '../../../src/features/connection/consent';

const mine: ClusterDefinition = {
  name: 'prod',
  etcd: ['https://a:2379'],
  marathon: 'https://m:8443',
  docker: ['https://d:2376'],
};

describe('consent to a folder’s cluster with other addresses', () => {
  let stored: Map<string, unknown>;
  let asked: string[];
  let answer: boolean;
  let consent: Consent;
  beforeEach(() => {
    stored = new Map();
    asked = [];
    answer = true;
    consent = new Consent({
      own: (name) => (name === 'prod' ? mine : undefined),
      storage: {
        get: (key: string) => stored.get(key),
        update: (key: string, value: unknown) => Promise.resolve(void stored.set(key, value)),
      } as unknown as Memento,
      confirm: (question, detail) => (asked.push(`${question}\n${detail}`), Promise.resolve(answer)),
    });
  });

  it('is requested, with the addresses, before anything is sent', async () => {
    await consent.require({ ...mine, etcd: ['https://evil:2379'] });
    assert.equal(asked.length, 1);
    assert.match(asked[0] ?? '', /prod of this folder[^]*https:\/\/evil:2379[^]*https:\/\/a:2379/);
    answer = false;
    for (const other of [
      { marathon: 'https://evil' },
      { docker: ['https://d:2376', 'https://evil'] },
      { collector: 'http://evil' },
      { loadBalancer: 'http://evil' },
      { trustedHosts: ['evil'] },
    ]) {
      await assert.rejects(consent.require({ ...mine, ...other }), {
        kind: 'forbidden',
        message: /prod was not connected.*Nothing was sent/,
      });
    }
    assert.equal(asked.length, 6);
  });

  it('is remembered until the addresses change', async () => {
    await consent.require({ ...mine, etcd: ['https://evil:2379'] });
    await consent.require({ ...mine, etcd: ['https://evil:2379'] });
    assert.equal(asked.length, 1);
    await consent.require({ ...mine, etcd: ['https://evil:2379', 'https://worse:2379'] });
    assert.equal(asked.length, 2);
  });

  it('is not needed for the user’s definition, a subset of its addresses, other names, or the demo', async () => {
    const { docker: _, ...fewer } = mine;
    for (const definition of [
      mine,
      fewer,
      { ...mine, name: 'other', etcd: ['https://evil:2379'] },
      { ...mine, identity: 'local-demo', etcd: ['http://127.0.0.1:1'] },
    ])
      await consent.require(definition);
    assert.deepEqual(asked, []);
  });
});
