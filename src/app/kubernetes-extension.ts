import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { sameJson } from '../base/json';

/** The Kubernetes extension, whose API is described by the package vscode-kubernetes-tools-api. */
const EXTENSION = 'ms-kubernetes-tools.vscode-kubernetes-tools';

const resource = z.object({
  nodeType: z.literal('resource'),
  namespace: z.nullish(z.string()),
  resourceKind: z.object({ manifestKind: z.string() }),
  name: z.string(),
});

/** A resource of the cluster explorer. */
export type ExplorerResource = z.infer<typeof resource>;

const hostPath = z.object({ pathType: z.literal('host'), hostPath: z.string() });

/** Returns the resource that a command was called on in the cluster explorer; undefined for anything else. */
export async function resourceAt(target: unknown): Promise<ExplorerResource | undefined> {
  const explorer = await part('clusterexplorer');
  const { data } = resource.safeParse(call(explorer, 'resolveCommandTarget', target));
  return data;
}

/** Returns the kubeconfig that the Kubernetes extension uses; undefined without it, or if it uses that of kubectl. */
export async function explorerKubeconfig(): Promise<string | undefined> {
  const { data } = hostPath.safeParse(call(await part('configuration'), 'getKubeconfigPath'));
  const file = data?.hostPath;
  const { kubeconfigFiles, kubeconfigPlace } = await import('../cluster/kubernetes');
  // It tells the path in any case, and several as `KUBECONFIG` lists them.
  const isDefault =
    file === process.env['KUBECONFIG'] ||
    (file !== undefined && sameJson(kubeconfigFiles(kubeconfigPlace(file)), kubeconfigFiles(kubeconfigPlace())));
  return isDefault ? undefined : file;
}

/** Returns a part of the extension's API; undefined without the extension, or if its version has no such part. */
async function part(name: 'clusterexplorer' | 'configuration'): Promise<unknown> {
  const broker: unknown = await vscode.extensions.getExtension<unknown>(EXTENSION)?.activate();
  const answer = call(broker, 'get', name, 'v1_1');
  return isObject(answer) && answer['available'] === true ? answer['api'] : undefined;
}

/** Calls a method of another extension, whose objects are not known to be what they should be. */
function call(object: unknown, method: string, ...args: readonly unknown[]): unknown {
  const found: unknown = isObject(object) ? object[method] : undefined;
  return typeof found === 'function' ? Reflect.apply(found, object, args) : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
