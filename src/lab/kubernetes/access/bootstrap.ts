import { AUTHENTICATED, MASTERS } from './users';
import type { Fields } from '../objects';

const GROUP = 'rbac.authorization.k8s.io';
const PUBLIC = ['/healthz', '/livez', '/readyz', '/version', '/version/'];
const DISCOVERY = [
  '/api',
  '/api/*',
  '/apis',
  '/apis/*',
  '/healthz',
  '/livez',
  '/openapi',
  '/openapi/*',
  '/readyz',
  '/version',
  '/version/',
];

/** A role that every cluster has, and the groups it is bound to. */
interface BootstrapRole {
  readonly name: string;
  readonly rules: readonly Fields[];
  readonly groups: readonly string[];
}

const ROLES: readonly BootstrapRole[] = [
  {
    name: 'cluster-admin',
    rules: [
      { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
      { verbs: ['*'], nonResourceURLs: ['*'] },
    ],
    groups: [MASTERS],
  },
  {
    name: 'system:basic-user',
    rules: [
      {
        verbs: ['create'],
        apiGroups: ['authorization.k8s.io'],
        resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
      },
      { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
    ],
    groups: [AUTHENTICATED],
  },
  {
    name: 'system:discovery',
    rules: [{ verbs: ['get'], nonResourceURLs: DISCOVERY }],
    groups: [AUTHENTICATED],
  },
  {
    name: 'system:public-info-viewer',
    rules: [{ verbs: ['get'], nonResourceURLs: PUBLIC }],
    groups: [AUTHENTICATED, 'system:unauthenticated'],
  },
];

/** The roles and bindings that a new cluster has, as bodies for their creation, with the plural of their kind. */
export function bootstrapAccess(): (readonly [string, Fields])[] {
  return ROLES.flatMap(({ name, rules, groups }) => [
    ['clusterroles', { metadata: { name }, rules }] as const,
    [
      'clusterrolebindings',
      {
        metadata: { name },
        roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name },
        subjects: groups.map((group) => ({ kind: 'Group', apiGroup: GROUP, name: group })),
      },
    ] as const,
  ]);
}
