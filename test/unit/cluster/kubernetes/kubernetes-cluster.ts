import assert from 'node:assert/strict';
import { grouped } from '../../../../src/base/grouped';
import { finished } from '../../../../src/base/time-slices';
import { RESOURCES } from '../../../../src/cluster/kubernetes';
import { storedObject } from '../../../../src/cluster/kubernetes/objects';
import { policyDataOf } from '../../../../src/cluster/kubernetes/policy-data';
import type { Snapshot } from '../../../../src/cluster/model/snapshot';
import { snapshot } from '../fixtures';

/** An object as an API server would have it. */
export interface Written {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** A running pod with a deployment's labels. */
export function pod(name: string, namespace: string, app: string, address: string): Written {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { app, 'pod-template-hash': 'x1' } },
    spec: {
      nodeName: 'n',
      containers: [{ name: 'c', ports: [{ name: 'main', containerPort: 5432, protocol: 'TCP' }] }],
    },
    status: { phase: 'Running', podIP: address, podIPs: [{ ip: address }] },
  } as Written;
}

/** A snapshot of a cluster with these objects, and Calico's API server. */
export function kubernetesCluster(objects: readonly Written[]): Snapshot {
  const read = objects.map((object) => {
    const group = object.apiVersion.includes('/') ? object.apiVersion.replace(/\/.*/, '') : '';
    const found = [...RESOURCES].find(([, type]) => type.group === group && type.kind === object.kind);
    assert.ok(found, object.kind);
    const [name, type] = found;
    const stored = storedObject({ name, type, apiVersion: object.apiVersion, verbs: new Set() }, object);
    assert.ok(stored, object.metadata.name);
    return stored;
  });
  const apis = { resources: new Map(), calico: 'api-server', problems: [] } as const;
  const policy = finished(policyDataOf({ apis, objects: grouped(read, ({ id }) => id.resource) }));
  return { ...snapshot({ policy }), isKubernetes: true };
}
