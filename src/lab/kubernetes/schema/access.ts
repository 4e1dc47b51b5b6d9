import { head } from './metadata';
import { always, any, atomicList, object, string, type ObjectShape } from './shape';

const rules = atomicList(
  object('PolicyRule', {
    verbs: atomicList(string),
    apiGroups: atomicList(string),
    resources: atomicList(string),
    resourceNames: atomicList(string),
    nonResourceURLs: atomicList(string),
  }),
);

const binding = {
  ...head,
  subjects: atomicList(
    object('Subject', { kind: always(string), apiGroup: string, name: always(string), namespace: string }),
  ),
  roleRef: object(
    'RoleRef',
    { apiGroup: always(string), kind: always(string), name: always(string) },
    { atomic: true, always: true },
  ),
};

export const role: ObjectShape = object('Role', { ...head, rules });
export const clusterRole: ObjectShape = object('ClusterRole', { ...head, aggregationRule: any, rules });
export const roleBinding: ObjectShape = object('RoleBinding', binding);
export const clusterRoleBinding: ObjectShape = object('ClusterRoleBinding', binding);
