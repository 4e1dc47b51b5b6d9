import { DEFAULT_SETTINGS, translatingCalico, type Writing } from '../calico3/translate';
import { eachInTurn, MANY } from '../../base/time-slices';
import type { CalicoObject } from '../calico3/objects';
import type { KubernetesObject } from '../kubernetes/objects';
import { translatingKubernetes } from '../kubernetes/translate';
import { composeModel } from '../model/compose';
import type { Memo } from '../model/memo';
import type { PolicyModel } from '../model/model';
import { isOfComponents, isOfKubernetes } from './groups';
import type { PolicyObject } from './stored';

/** What is known about the objects of an API server. */
export interface ApiObjects {
  /** How Calico's objects are written there. */
  readonly calico: Writing;
  /** Whether all endpoint slices are known. */
  readonly slices: boolean;
}

/**
 * Translates the objects of an API server, with pauses.
 * @param memo Of the previous translation: only new objects are translated.
 */
export function* translatingApiObjects(
  objects: readonly PolicyObject[],
  { calico, slices }: ApiObjects,
  memo: Memo,
): Generator<undefined, PolicyModel> {
  const [own, others]: [CalicoObject[], KubernetesObject[]] = [[], []];
  const take = (object: PolicyObject) => {
    if (isOfKubernetes(object)) others.push(object);
    // What components write decides nothing in Kubernetes.
    else if (!isOfComponents(object)) own.push(object);
  };
  yield* eachInTurn(objects, take, MANY);
  const ofCalico = yield* translatingCalico(own, calico, memo);
  yield;
  const ofKubernetes = yield* translatingKubernetes(others, { slices, planned: false }, memo);
  yield;
  return composeModel([ofCalico, ofKubernetes], DEFAULT_SETTINGS);
}
