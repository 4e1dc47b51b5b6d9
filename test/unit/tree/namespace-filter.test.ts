import assert from 'node:assert/strict';
import { finished } from '../../../src/base/time-slices';
import type { Memento } from 'vscode';
import type { TreeNode } from '../../../src/app/tree-nodes';
import { NamespaceFilters } from '../../../src/features/tree/namespace-filter';
import { rowOf } from '../../../src/features/tree/rows/row';
import { ShownRows } from '../../../src/features/tree/shown-rows';
import { resourceKey, type ResourceId, type StoredResource } from '../../../src/policy/resources';
import { snapshot as snapshotOf } from '../cluster/fixtures';

const one = { name: 'one', context: 'one' };
const two = { name: 'two', context: 'two' };

function stored(id: ResourceId, kind: string, rest: object = {}): StoredResource {
  const metadata = { name: id.name, ...(id.namespace !== undefined && { namespace: id.namespace }) };
  const read = { state: 'decoded', object: { kind, metadata, ...rest } };
  return { id, key: resourceKey(id), revision: '1', text: '{}', read } as unknown as StoredResource;
}

/** Two namespaces, each with a policy. */
const snapshot = {
  ...snapshotOf({
    policy: {
      profiles: [],
      endpoints: [],
      pools: [],
      resources: {
        from: { kind: 'api', calico: 'api-server', slices: true },
        stored: ['client', 'stars'].flatMap((name) => [
          stored({ kind: 'Namespace', name }, 'Namespace', { apiVersion: 'v1' }),
          stored({ kind: 'KubernetesNetworkPolicy', namespace: name, name: 'deny' }, 'NetworkPolicy', {
            apiVersion: 'networking.k8s.io/v1',
            spec: { podSelector: {}, policyTypes: ['Ingress'] },
          }),
        ]),
      },
    },
  }),
  isKubernetes: true,
} as const;

describe('the namespaces that the tree shows', () => {
  const memory = new Map<string, unknown>();
  const storage = {
    get: (key: string) => memory.get(key),
    update: (key: string, value: unknown) => Promise.resolve(void memory.set(key, value)),
  } as unknown as Memento;

  it('are kept per cluster, and all by default', async () => {
    const filters = new NamespaceFilters(storage, assert.ifError);
    let changes = 0;
    filters.onDidChange(() => (changes += 1));
    assert.equal(filters.of(one), undefined);
    await filters.set(one, ['stars']);
    await filters.set(two, ['client']);
    assert.deepEqual(new NamespaceFilters(storage, assert.ifError).of({ ...one, name: 'renamed' }), ['stars']);
    await filters.set(one, []);
    assert.deepEqual([filters.of(one), filters.of(two), changes], [undefined, ['client'], 3]);
    memory.set('namespaceFilters', 'nonsense');
    assert.equal(filters.of(two), undefined);
  });

  it('and their policies are the only ones that have rows', () => {
    const found = { of: () => [], ofObject: () => [], namespaces: ['stars'] };
    const rows = new ShownRows(found);
    const all = (parent?: TreeNode): readonly TreeNode[] =>
      finished(rows.children(parent, snapshot)).flatMap((node) => [node, ...all(node)]);
    const named = all().flatMap((node) => ('namespace' in node ? [node.namespace] : []));
    assert.deepEqual([...new Set(named)], ['stars']);
    const row = rowOf({ kind: 'namespaces' }, snapshot, found);
    assert.equal(row?.description, '1 of 2, filtered');
    assert.ok(row.tooltip?.includes('stars'));
  });
});
