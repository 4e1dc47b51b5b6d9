import { compare } from '../apply/compare';
import { recordUpdate, writeEntries } from '../apply/managed';
import { at, fieldsOf, isFields, listOf, textOf, timestamp, type Fields } from '../objects';
import { invalidValue } from '../causes';
import { any, atomicList, map, object, string } from '../schema/shape';
import { decode } from '../schema/decode';
import { badRequest, invalid } from '../status-error';
import type { Attributes, Authorizer } from './authorizer';
import { AUTHENTICATED, type User } from './users';

/** A question that is answered and never stored. */
export interface Review {
  readonly group: 'authorization.k8s.io' | 'authentication.k8s.io';
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly answer: (asked: Asked) => Fields;
}

/** Who asks what. */
interface Asked {
  readonly spec: Fields;
  readonly user: User;
  /** Of the path and the body. */
  readonly namespace: string;
  readonly stated: string | undefined;
  readonly authorizer: Authorizer;
  readonly userOf: (token: string) => User | undefined;
}

const AUTHORIZATION = { group: 'authorization.k8s.io', namespaced: false } as const;
const AUDIENCE = 'https://kubernetes.default.svc.cluster.local';

/** The reviews, in the order of discovery. */
export const REVIEWS: readonly Review[] = [
  {
    group: 'authentication.k8s.io',
    kind: 'SelfSubjectReview',
    plural: 'selfsubjectreviews',
    namespaced: false,
    answer: ({ user }) => ({ metadata: { creationTimestamp: timestamp() }, status: { userInfo: userInfo(user) } }),
  },
  {
    group: 'authentication.k8s.io',
    kind: 'TokenReview',
    plural: 'tokenreviews',
    namespaced: false,
    answer: ({ spec, userOf }) => {
      const user = userOf(textOf(spec, 'token') ?? '');
      const status = user
        ? { authenticated: true, user: userInfo(user), audiences: [AUDIENCE] }
        : { user: {}, error: 'invalid bearer token' };
      return { metadata: {}, spec, status };
    },
  },
  {
    ...AUTHORIZATION,
    kind: 'LocalSubjectAccessReview',
    plural: 'localsubjectaccessreviews',
    namespaced: true,
    answer: (asked) => {
      const { spec, namespace, stated = namespace } = asked;
      const inSpec = textOf(spec, 'resourceAttributes', 'namespace') ?? '';
      if (inSpec !== stated)
        throw refused('spec.resourceAttributes.namespace', inSpec, 'must match metadata.namespace');
      return { metadata: { namespace }, spec, status: decided(asked, subjectUser(spec)) };
    },
  },
  {
    ...AUTHORIZATION,
    kind: 'SelfSubjectAccessReview',
    plural: 'selfsubjectaccessreviews',
    answer: (asked) => ({ metadata: {}, spec: asked.spec, status: decided(asked, asked.user) }),
  },
  {
    ...AUTHORIZATION,
    kind: 'SelfSubjectRulesReview',
    plural: 'selfsubjectrulesreviews',
    answer: ({ spec, user, authorizer }) => {
      const namespace = textOf(spec, 'namespace') ?? '';
      if (namespace === '') throw badRequest('no namespace on request');
      return { metadata: {}, spec: {}, status: rulesOf(authorizer, user, namespace) };
    },
  },
  {
    ...AUTHORIZATION,
    kind: 'SubjectAccessReview',
    plural: 'subjectaccessreviews',
    answer: (asked) => ({ metadata: {}, spec: asked.spec, status: decided(asked, subjectUser(asked.spec)) }),
  },
];

const attributes = Object.fromEntries(
  ['namespace', 'verb', 'group', 'version', 'resource', 'subresource', 'name'].map((name) => [name, string]),
);

/** Everything that a review can state. */
const REVIEW = object('SelfSubjectAccessReview', {
  metadata: object('ObjectMeta', { namespace: string, name: string }, { open: true, always: true }),
  spec: object(
    'SelfSubjectAccessReviewSpec',
    {
      resourceAttributes: object('ResourceAttributes', { ...attributes, fieldSelector: any, labelSelector: any }),
      nonResourceAttributes: object('NonResourceAttributes', { path: string, verb: string }),
      user: string,
      groups: atomicList(string),
      extra: map(atomicList(string)),
      uid: string,
      namespace: string,
      token: string,
      audiences: atomicList(string),
    },
    { always: true },
  ),
});

/**
 * Answers a review.
 * @throws StatusError 422 for a question that makes no sense.
 */
export function answerReview(
  review: Review,
  body: unknown,
  manager: string,
  asked: Omit<Asked, 'spec' | 'stated'>,
): Fields {
  const { value } = decode(REVIEW, isFields(body) ? body : {});
  const spec = fieldsOf(value, 'spec');
  if (textOf(value, 'metadata', 'name') !== undefined)
    throw refused('metadata', fieldsOf(value, 'metadata'), 'must be empty');
  const answer = review.answer({ ...asked, spec, stated: textOf(value, 'metadata', 'namespace') });
  const apiVersion = `${review.group}/v1`;
  const comparison = compare(REVIEW, { metadata: {}, spec: {} }, { metadata: {}, spec });
  const owners = writeEntries(recordUpdate([], { manager, operation: 'Update', apiVersion }, comparison, timestamp()));
  return {
    kind: review.kind,
    apiVersion,
    ...answer,
    metadata: { ...fieldsOf(answer, 'metadata'), ...(owners.length > 0 && { managedFields: owners }) },
  };
}

function userInfo({ name, uid, groups, extra }: User): Fields {
  return { username: name, ...(uid !== undefined && { uid }), groups, ...(extra && { extra }) };
}

function subjectUser(spec: Fields): User {
  const name = textOf(spec, 'user') ?? '';
  const groups = listOf(spec, 'groups').map(String);
  if (name === '' && groups.length === 0)
    throw refused('spec.user', '', 'at least one of user or group must be specified');
  return { name, groups };
}

function decided({ spec, authorizer }: Asked, user: User): Fields {
  const { allowed, reason } = authorizer.decide(user, attributesOf(spec));
  return { allowed, ...(reason !== undefined && { reason }) };
}

function attributesOf(spec: Fields): Attributes {
  const resource = at(spec, 'resourceAttributes');
  const path = at(spec, 'nonResourceAttributes');
  if ((resource === undefined) === (path === undefined))
    throw refused('spec', path ?? null, 'exactly one of nonResourceAttributes or resourceAttributes must be specified');
  if (path !== undefined) return { verb: textOf(path, 'verb') ?? '', path: textOf(path, 'path') ?? '' };
  const text = (name: string) => textOf(resource, name) ?? '';
  const subresource = textOf(resource, 'subresource');
  return {
    verb: text('verb'),
    group: text('group'),
    resource: text('resource'),
    ...(subresource !== undefined && { subresource }),
    namespace: text('namespace'),
    name: text('name'),
  };
}

/** The original leaves out the kind of a review that it refuses. */
function refused(field: string, value: unknown, why: string): Error {
  return invalid({ group: 'authorization.k8s.io', what: '' }, [invalidValue(field, value, why)]);
}

function rulesOf(authorizer: Authorizer, user: User, namespace: string): Fields {
  const rules = [...authorizer.rules({ ...user, groups: [...user.groups, AUTHENTICATED] }, namespace)].map(
    ({ rule }) => rule,
  );
  const part = (names: readonly string[]) => (rule: unknown) =>
    Object.fromEntries(Object.entries(isFields(rule) ? rule : {}).filter(([name]) => names.includes(name)));
  return {
    resourceRules: rules
      .filter((rule) => listOf(rule, 'apiGroups').length > 0)
      .map(part(['verbs', 'apiGroups', 'resources', 'resourceNames'])),
    nonResourceRules: rules
      .filter((rule) => listOf(rule, 'nonResourceURLs').length > 0)
      .map(part(['verbs', 'nonResourceURLs'])),
    incomplete: false,
  };
}
