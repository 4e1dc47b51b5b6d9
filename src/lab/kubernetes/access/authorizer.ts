import { at, listOf, textOf, type KubeObject } from '../objects';
import type { Store } from '../store/store';
import { MASTERS, type User } from './users';

/** What someone wants to do: with a resource, or at a path that is none. */
export type Attributes =
  | {
      readonly verb: string;
      readonly group: string;
      readonly resource: string;
      readonly subresource?: string;
      /** Empty for all namespaces, and for resources of the cluster. */
      readonly namespace: string;
      readonly name: string;
    }
  | { readonly verb: string; readonly path: string };

/** Whether it is allowed, and by which binding. */
export interface Decision {
  readonly allowed: boolean;
  readonly reason?: string;
}

/** A rule of a role, and where it holds. */
export interface GrantedRule {
  readonly rule: unknown;
  readonly reason: string;
}

const ROLES = 'roles.rbac.authorization.k8s.io';
const CLUSTER_ROLES = 'clusterroles.rbac.authorization.k8s.io';
const BINDINGS = 'rolebindings.rbac.authorization.k8s.io';
const CLUSTER_BINDINGS = 'clusterrolebindings.rbac.authorization.k8s.io';

/** Role-based access control with the roles and bindings of the store. */
export class Authorizer {
  constructor(private readonly store: Store) {}

  decide(user: User, attributes: Attributes): Decision {
    if (user.groups.includes(MASTERS)) return { allowed: true };
    const namespace = 'path' in attributes ? '' : attributes.namespace;
    for (const { rule, reason } of this.rules(user, namespace)) {
      if (allows(rule, attributes)) return { allowed: true, reason };
    }
    return { allowed: false };
  }

  /** The rules that hold for a user in a namespace, or for the whole cluster only if it is empty. */
  *rules(user: User, namespace: string): Generator<GrantedRule> {
    for (const binding of this.store.list(CLUSTER_BINDINGS)) yield* this.#granted(user, binding, '');
    if (namespace === '') return;
    for (const binding of this.store.list(BINDINGS, namespace)) yield* this.#granted(user, binding, namespace);
  }

  *#granted(user: User, binding: KubeObject, namespace: string): Generator<GrantedRule> {
    const subject = listOf(binding, 'subjects').find((candidate) => isSubject(candidate, user, namespace));
    if (subject === undefined) return;
    const kind = textOf(binding, 'roleRef', 'kind') ?? '';
    const name = textOf(binding, 'roleRef', 'name') ?? '';
    const role =
      kind === 'ClusterRole'
        ? this.store.get({ resource: CLUSTER_ROLES, namespace: '', name })
        : this.store.get({ resource: ROLES, namespace, name });
    const { metadata } = binding;
    const bound = `${binding.kind} "${metadata.name}${namespace === '' ? '' : `/${namespace}`}"`;
    const to = `${textOf(subject, 'kind') ?? ''} "${textOf(subject, 'name') ?? ''}"`;
    const reason = `RBAC: allowed by ${bound} of ${kind} "${name}" to ${to}`;
    for (const rule of listOf(role, 'rules')) yield { rule, reason };
  }
}

function isSubject(subject: unknown, { name, groups }: User, namespace: string): boolean {
  const named = textOf(subject, 'name') ?? '';
  switch (textOf(subject, 'kind')) {
    case 'User':
      return named === name;
    case 'Group':
      return groups.includes(named);
    case 'ServiceAccount':
      return name === `system:serviceaccount:${textOf(subject, 'namespace') ?? namespace}:${named}`;
    default:
      return false;
  }
}

function allows(rule: unknown, attributes: Attributes): boolean {
  if (!contains(rule, 'verbs', attributes.verb)) return false;
  if ('path' in attributes) {
    return listOf(rule, 'nonResourceURLs').some((pattern) => {
      const text = String(pattern);
      return text.endsWith('*') ? attributes.path.startsWith(text.slice(0, -1)) : attributes.path === text;
    });
  }
  const { group, resource, subresource, name } = attributes;
  const whole = subresource === undefined ? resource : `${resource}/${subresource}`;
  return (
    contains(rule, 'apiGroups', group) &&
    (contains(rule, 'resources', whole) ||
      (subresource !== undefined && listOf(rule, 'resources').includes(`*/${subresource}`))) &&
    (at(rule, 'resourceNames') === undefined || listOf(rule, 'resourceNames').includes(name))
  );
}

function contains(rule: unknown, field: string, value: string): boolean {
  const values = listOf(rule, field);
  return values.includes('*') || values.includes(value);
}
