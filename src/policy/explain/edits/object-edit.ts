import type { ObjectRef, Path } from '../../model/origin';
import type { Rule } from '../../model/rule';
import type { Policy } from '../../model/policy';

/** One value more in a list of an object's document. */
export interface ObjectEdit {
  readonly object: ObjectRef;
  /** The list, then the 0-based position of the new value, or `-` for the end (as in JSON Patch, RFC 6902). */
  readonly path: Path;
  /** In the object's own language: a rule, or a port of a rule. */
  readonly value: unknown;
}

/** An edit, and the policy in the model after it. */
export interface PolicyEdit {
  readonly edit: ObjectEdit;
  readonly before: Policy;
  readonly after: Policy;
}

/** Returns a policy with other rules in one direction. */
export function withRules(policy: Policy, direction: 'ingress' | 'egress', rules: readonly Rule[]): Policy {
  return { ...policy, [direction]: rules };
}

/** The API whose language an edit of an object is written in; undefined for objects that can't be edited. */
export function languageOf(object: ObjectRef): 'calico' | 'kubernetes' | undefined {
  if (object.source !== 'resource') return undefined;
  const { apiVersion, kind } = object;
  if (apiVersion === 'networking.k8s.io/v1' && kind === 'NetworkPolicy') return 'kubernetes';
  const isCalico = apiVersion.includes('projectcalico.org/');
  return isCalico && (kind === 'NetworkPolicy' || kind === 'GlobalNetworkPolicy') ? 'calico' : undefined;
}
