import { validateCalicoObject } from '../../../src/policy/calico3/validation';
import { validateKubernetesPolicy } from '../../../src/policy/kubernetes/validation';
import { readCalicoObject } from '../../../src/policy/calico3/decode';
import type { CalicoObject } from '../../../src/policy/calico3/objects';
import { DEFAULT_SETTINGS, translateCalico, type Writing } from '../../../src/policy/calico3/translate';
import { CompiledModel } from '../../../src/policy/evaluation';
import { readKubernetesObject } from '../../../src/policy/kubernetes/decode';
import type { KubernetesObject, Pod } from '../../../src/policy/kubernetes/objects';
import { translateKubernetes } from '../../../src/policy/kubernetes/translate';
import { isEndpoint, podId } from '../../../src/policy/kubernetes/translate/pods';
import { composeModel, type ModelPart } from '../../../src/policy/model/compose';
import type { Party } from '../../../src/policy/model/flow';
import type { PolicyModel } from '../../../src/policy/model/model';

/** An object that no server takes. */
export class Unreadable extends Error {
  constructor(object: unknown) {
    super(`No server takes ${JSON.stringify(object).slice(0, 200)}`);
  }
}

export interface ClusterOptions {
  readonly writing?: Writing;
  /** Whether the endpoint slices are all there are. */
  readonly slices?: boolean;
  /** Whether the objects are manifests, of which nothing runs yet. */
  readonly planned?: boolean;
  /** What the recording had besides its objects. */
  readonly besides?: ModelPart;
}

/** Recorded objects as the product reads them. */
export function readObjects(objects: readonly unknown[]): readonly (CalicoObject | KubernetesObject)[] {
  return objects.map((object) => {
    const read = readCalicoObject(object)?.value ?? readKubernetesObject(object)?.value;
    if (!read) throw new Unreadable(object);
    return read;
  });
}

/** The model of recorded objects, read as the product reads them. */
export function modelOf(objects: readonly unknown[], options: ClusterOptions = {}): PolicyModel {
  const calico: CalicoObject[] = [];
  const kubernetes: KubernetesObject[] = [];
  for (const object of objects) {
    const ours = readCalicoObject(object);
    const theirs = readKubernetesObject(object);
    if (ours?.value) calico.push(ours.value);
    else if (theirs?.value) kubernetes.push(theirs.value);
    // Objects of other kinds have no part in what is allowed.
    else if (ours ?? theirs) throw new Unreadable(object);
  }
  return composeModel(
    [
      translateCalico(calico, options.writing ?? 'api-server'),
      translateKubernetes(kubernetes, { slices: options.slices ?? false, planned: options.planned ?? false }),
      options.besides ?? {},
    ],
    DEFAULT_SETTINGS,
  );
}

export function compiled(objects: readonly unknown[], options?: ClusterOptions): CompiledModel {
  return new CompiledModel(modelOf(objects, options));
}

/** A party of a recorded flow. A pod that is no endpoint is known by its address alone, a finished one too. */
export function partyIn(objects: readonly unknown[], name: string): Party {
  const pod = podsIn(objects).get(name);
  if (!pod) return name.includes('/') ? { endpoint: name } : { address: name };
  const { phase, podIP } = pod.status ?? {};
  const alive = isEndpoint(pod) && phase !== 'Succeeded' && phase !== 'Failed';
  return alive || podIP === undefined ? { endpoint: name } : { address: podIP };
}

const PODS = new WeakMap<readonly unknown[], ReadonlyMap<string, Pod>>();

function podsIn(objects: readonly unknown[]): ReadonlyMap<string, Pod> {
  const known = PODS.get(objects);
  if (known) return known;
  const pods = objects.flatMap((object) => {
    const read = readKubernetesObject(object)?.value;
    return read?.kind === 'Pod' ? [[podId(read), read] as const] : [];
  });
  PODS.set(objects, new Map(pods));
  return new Map(pods);
}

/** An object that a server refused, so that it took no part. */
export interface Refused {
  readonly kind: string;
  readonly namespace?: string | null;
  readonly name: string;
}

/**
 * The objects that servers take, by the product's own validation, with those that it judges otherwise than was recorded.
 * Objects of `crd.projectcalico.org` were stored past all validation but the schema's, which is recorded.
 */
export function takenBy(
  objects: readonly unknown[],
  writing: Writing,
  recorded: readonly Refused[] = [],
): { readonly taken: readonly unknown[]; readonly misjudged: readonly string[] } {
  const isRecorded = (object: NamedObject) =>
    recorded.some(
      ({ kind, name, namespace }) =>
        kind === object.kind &&
        name === object.metadata.name &&
        (namespace ?? '') === (object.metadata.namespace ?? ''),
    );
  const named = objects as readonly NamedObject[];
  const refused = named.filter((object) =>
    object.apiVersion.startsWith('crd.')
      ? isRecorded(object)
      : [...validateCalicoObject(object, writing), ...validateKubernetesPolicy(object)].some(({ refuses }) => refuses),
  );
  return {
    taken: objects.filter((object) => !refused.some((other) => other === object)),
    misjudged: named
      .filter((object) => refused.includes(object) !== isRecorded(object))
      .map(({ kind, metadata }) => `${kind} ${metadata.name}`),
  };
}

interface NamedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly namespace?: string; readonly name: string };
}
