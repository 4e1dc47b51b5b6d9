import { validateCalicoObject } from '../../../src/policy/calico3/validation';
import { validateKubernetesPolicy } from '../../../src/policy/kubernetes/validation';
import { readCalicoObject } from '../../../src/policy/calico3/decode';
import type { CalicoObject } from '../../../src/policy/calico3/objects';
import { DEFAULT_SETTINGS, translateCalico, type Writing } from '../../../src/policy/calico3/translate';
import { CompiledModel } from '../../../src/policy/verdict';
import { readKubernetesObject } from '../../../src/policy/kubernetes/decode';
import type { KubernetesObject, Pod } from '../../../src/policy/kubernetes/objects';
import { translateKubernetes } from '../../../src/policy/kubernetes/translate';
import { isEndpoint, podId } from '../../../src/policy/kubernetes/translate/pods';
import { composeModel, type ModelPart } from '../../../src/policy/model/compose';
import type { Party } from '../../../src/policy/model/flow';
import type { PolicyModel } from '../../../src/policy/model/model';

/** An object that no server accepts. */
export class Unreadable extends Error {
  constructor(object: unknown) {
    super(`No server takes ${JSON.stringify(object).slice(0, 200)}`);
  }
}

export interface ClusterOptions {
  readonly writing?: Writing;
  /** Whether the endpoint slices are complete. */
  readonly slices?: boolean;
  /** Whether the objects are manifests, without running pods. */
  readonly planned?: boolean;
  /** The recording's context besides its objects. */
  readonly besides?: ModelPart;
}

/** Recorded objects as decoded by the product. */
export function readObjects(objects: readonly unknown[]): readonly (CalicoObject | KubernetesObject)[] {
  return objects.map((object) => {
    const read = readCalicoObject(object)?.value ?? readKubernetesObject(object)?.value;
    if (!read) throw new Unreadable(object);
    return read;
  });
}

/** Returns the model of recorded objects, decoded by the product. */
export function modelOf(objects: readonly unknown[], options: ClusterOptions = {}): PolicyModel {
  const calico: CalicoObject[] = [];
  const kubernetes: KubernetesObject[] = [];
  for (const object of objects) {
    const ours = readCalicoObject(object);
    const theirs = readKubernetesObject(object);
    if (ours?.value) calico.push(ours.value);
    else if (theirs?.value) kubernetes.push(theirs.value);
    // Objects of other kinds don't affect what is allowed.
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

/** Returns a party of a recorded flow. A pod that is not an endpoint, or has finished, is known only by its address. */
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

/** An object that a server rejected and that therefore had no effect. */
export interface Refused {
  readonly kind: string;
  readonly namespace?: string | null;
  readonly name: string;
}

/**
 * Returns the objects that servers accept according to the product's own validation, and those where this differs from
 * the recording. Objects of `crd.projectcalico.org` were validated only by the schema, whose result is recorded.
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
