import { parseAllDocuments } from 'yaml';
import { bootstrapAccess } from './access/bootstrap';
import type { WriteOptions } from './api/cluster';
import { create } from './api/create';
import { BUILT_IN_TIERS } from './custom/schemas/calico';
import { KINDS } from './kinds';
import { groupVersion, type Kind } from './kinds/kind';
import { isFields, textOf } from './objects';
import type { Store } from './store/store';

/** The namespaces that every cluster has. */
const NAMESPACES = ['kube-system', 'kube-public', 'kube-node-lease', 'default'];

/** Makes what every cluster begins with. */
export function bootstrap(store: Store): void {
  const make = (plural: string, value: unknown, namespace = ''): void => {
    const kind = KINDS.find((candidate) => candidate.plural === plural);
    if (kind) makeObject(store, kind, value, namespace, 'kube-apiserver');
  };
  for (const name of NAMESPACES) make('namespaces', { metadata: { name } });
  for (const [plural, body] of bootstrapAccess()) make(plural, body);
  for (const { name, spec } of BUILT_IN_TIERS) make('tiers', { metadata: { name }, spec });
  const labels = { component: 'apiserver', provider: 'kubernetes' };
  const port = { name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 };
  make(
    'services',
    {
      metadata: { name: 'kubernetes', labels },
      spec: { clusterIP: '10.96.0.1', ipFamilyPolicy: 'SingleStack', ports: [port] },
    },
    'default',
  );
}

/**
 * Makes the objects of a manifest: YAML documents, in their order.
 * @throws Error if a document is not an object that can be made.
 */
export function makeObjects(store: Store, manifest: string): void {
  for (const document of parseAllDocuments(manifest)) {
    const value: unknown = document.toJS();
    const [apiVersion, name] = [textOf(value, 'apiVersion'), textOf(value, 'kind')];
    const kind = KINDS.find((candidate) => candidate.kind === name && groupVersion(candidate) === apiVersion);
    if (!kind) throw new Error(`The manifest has an object of the unknown kind ${name ?? ''} of ${apiVersion ?? ''}.`);
    makeObject(store, kind, value, textOf(value, 'metadata', 'namespace') ?? '', 'manifest');
  }
}

function makeObject(store: Store, kind: Kind, value: unknown, namespace: string, manager: string): void {
  const options: WriteOptions = { dryRun: false, manager, validation: 'Ignore', warn: () => undefined };
  const typed = { apiVersion: groupVersion(kind), kind: kind.kind, ...(isFields(value) ? value : {}) };
  create(store, { kind, namespace }, { value: typed, duplicates: [] }, options);
}
