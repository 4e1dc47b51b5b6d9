import assert from 'node:assert/strict';
import type { SecretStorage } from 'vscode';
import { CredentialStore } from '../../../src/features/connection/credential-store';

const LOGIN = { kind: 'basic', username: 'root', password: 'right' } as const;
const TOKEN = { kind: 'token', token: 'abc' } as const;

describe('stored credentials', () => {
  let secrets: Map<string, string>;
  let store: CredentialStore;
  beforeEach(() => {
    secrets = new Map();
    store = new CredentialStore({
      get: (key: string) => Promise.resolve(secrets.get(key)),
      store: (key: string, value: string) => Promise.resolve(void secrets.set(key, value)),
      delete: (key: string) => Promise.resolve(void secrets.delete(key)),
    } as unknown as SecretStorage);
  });
  const prod = { name: 'prod', etcd: ['https://a:2379', 'https://b:2379'], marathon: 'https://m:8443/' };

  it('belong to addresses, not to the cluster’s name', async () => {
    await store.set(prod, 'etcd', LOGIN);
    await store.set(prod, 'marathon', TOKEN);
    assert.deepEqual(await store.of(prod), { etcd: LOGIN, marathon: TOKEN });
    assert.deepEqual(await store.of({ ...prod, name: 'renamed', marathon: 'https://m:8443' }), {
      etcd: LOGIN,
      marathon: TOKEN,
    });
    assert.deepEqual(await store.of({ ...prod, etcd: ['https://evil:2379'], marathon: 'https://evil:8443' }), {});
  });

  it('are not sent to another port, to plain HTTP, or to a list with an unknown address', async () => {
    await store.set(prod, 'etcd', LOGIN);
    for (const etcd of [['https://a:2380'], ['http://a:2379'], [...prod.etcd, 'https://evil:2379']])
      assert.deepEqual(await store.of({ ...prod, etcd }), {});
    assert.deepEqual(await store.of({ ...prod, etcd: ['https://b:2379'] }), { etcd: LOGIN });
  });

  it('are not used if two addresses have different ones', async () => {
    await store.set({ name: 'one', etcd: ['https://a:2379'] }, 'etcd', LOGIN);
    await store.set({ name: 'two', etcd: ['https://b:2379'] }, 'etcd', { ...LOGIN, password: 'other' });
    assert.deepEqual(await store.of(prod), {});
  });

  it('are cleared for that service only', async () => {
    await store.set(prod, 'etcd', LOGIN);
    await store.set(prod, 'marathon', TOKEN);
    await store.clear(prod, 'etcd');
    assert.deepEqual(await store.of(prod), { marathon: TOKEN });
  });

  it('of earlier versions, which were stored by name, are removed and never sent', async () => {
    secrets.set('credentials/etcd/prod', JSON.stringify(LOGIN));
    assert.deepEqual(await store.of(prod), {});
    assert.equal(secrets.size, 0);
  });
});
