import type { ObjectRef, Path } from '../../model/origin';
import type { Direction, Rule } from '../../model/rule';
import type { Policy } from '../../model/policy';

const LANGUAGES: ReadonlyMap<string, Language> = new Map([
  ['ClusterNetworkPolicy', 'cluster'],
  ['AdminNetworkPolicy', 'admin'],
  ['BaselineAdminNetworkPolicy', 'admin'],
]);

/** An edit of an object's document. */
export type ObjectEdit =
  /** One value more in a list. */
  | {
      readonly kind: 'insert';
      readonly object: ObjectRef;
      /** The list, then the 0-based position of the new value, or `-` for the end (as in JSON Patch, RFC 6902). */
      readonly path: Path;
      /** In the object's own language: a rule, or a port of a rule. */
      readonly value: unknown;
    }
  /** One value less in a list. Positions are those before any edit. */
  | { readonly kind: 'remove'; readonly object: ObjectRef; readonly path: Path }
  /** Writes out what a document without it would mean otherwise after the other edits. */
  | { readonly kind: 'set'; readonly object: ObjectRef; readonly path: Path; readonly value: unknown };

/** Edits of one policy, and the policy in the model after them. */
export interface PolicyEdit {
  readonly edits: readonly ObjectEdit[];
  readonly before: Policy;
  readonly after: Policy;
}

/** Returns a policy with other rules in one direction. */
export function withRules(policy: Policy, direction: Direction, rules: readonly Rule[]): Policy {
  return { ...policy, [direction]: rules };
}

/** The format in which a policy's rules are written. */
export type Language = 'calico' | 'kubernetes' | 'cluster' | 'admin';

/** Returns the language of an object's rules; undefined for objects that can't be edited. */
export function languageOf(object: ObjectRef): Language | undefined {
  if (object.source !== 'resource') return undefined;
  const { apiVersion, kind } = object;
  if (apiVersion === 'networking.k8s.io/v1' && kind === 'NetworkPolicy') return 'kubernetes';
  if (apiVersion.startsWith('policy.networking.k8s.io/')) return LANGUAGES.get(kind);
  const isCalico = apiVersion.includes('projectcalico.org/');
  return isCalico && (kind === 'NetworkPolicy' || kind === 'GlobalNetworkPolicy') ? 'calico' : undefined;
}
