import type { IncomingMessage } from 'node:http';
import { isSameKey } from '../../http/key';
import { ANONYMOUS, AUTHENTICATED, MASTERS, type TokenUser, type User } from '../access/users';
import type { Authorizer } from '../access/authorizer';
import { badRequest, forbidden, StatusError } from '../status-error';

/**
 * Finds out who sends a request, by its bearer token.
 * @throws StatusError 401 for a token that nobody has.
 */
export function authenticate(
  request: IncomingMessage,
  users: readonly TokenUser[],
  warn: (text: string) => void,
): User {
  const [, spaces = '', token = ''] = /^bearer( +)(\S+)/i.exec(request.headers.authorization ?? '') ?? [];
  if (spaces.length > 1) {
    warn('the provided Authorization header contains extra space before the bearer token, and is ignored');
    return ANONYMOUS;
  }
  if (token === '') return ANONYMOUS;
  const user = userOf(token, users);
  if (!user) throw new StatusError(401, 'Unauthorized', 'Unauthorized');
  return user;
}

/** The user of a token. */
export function userOf(token: string, users: readonly TokenUser[]): User | undefined {
  const found = users.find((user) => isSameKey(token, user.token));
  if (!found) return undefined;
  const { token: _token, ...user } = found;
  return { ...user, groups: [...user.groups, AUTHENTICATED] };
}

/**
 * Acts as another user, if the headers ask for it and the user may.
 * @throws StatusError 403
 */
export function impersonated(
  request: IncomingMessage,
  user: User,
  authorizer: Authorizer,
  self: { readonly verb: string; readonly group: string; readonly resource: string; readonly namespace: string },
): User {
  const { headers } = request;
  const name = headers['impersonate-user'];
  const groups = (request.headersDistinct['impersonate-group'] ?? []).slice();
  const uid = headers['impersonate-uid'];
  const extra = Object.entries(request.headersDistinct).flatMap(([header, values]) =>
    header.startsWith('impersonate-extra-') ? [[header.slice('impersonate-extra-'.length), values ?? []] as const] : [],
  );
  if (typeof name !== 'string') {
    if (groups.length === 0 && uid === undefined && extra.length === 0) return user;
    throw badRequest(
      `requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string{${groups.map((group) => JSON.stringify(group)).join(', ')}}, Extra:map[string][]string(nil)} without impersonating a user name`,
    );
  }
  checkImpersonation(user, authorizer, self, [
    ['users', name],
    ...groups.map((group) => ['groups', group] as const),
    ...(typeof uid === 'string' ? [['uids', uid] as const] : []),
    ...extra.flatMap(([key, values]) => values.map((value) => [`userextras/${key}`, value] as const)),
  ]);
  const account = /^system:serviceaccount:([^:]+):/.exec(name)?.[1];
  const implied = account === undefined ? [] : ['system:serviceaccounts', `system:serviceaccounts:${account}`];
  return {
    name,
    ...(typeof uid === 'string' && { uid }),
    groups: [...(groups.length > 0 ? groups : implied), AUTHENTICATED],
    ...(extra.length > 0 && { extra: Object.fromEntries(extra) }),
  };
}

function checkImpersonation(
  user: User,
  authorizer: Authorizer,
  self: { readonly verb: string; readonly group: string; readonly resource: string; readonly namespace: string },
  wanted: readonly (readonly [string, string])[],
): void {
  if (user.groups.includes(MASTERS)) return;
  const mayAny = [...authorizer.rules(user, '')].some(({ rule }) => JSON.stringify(rule).includes('"impersonate"'));
  for (const [resource, name] of wanted) {
    const group = resource === 'users' || resource === 'groups' ? '' : 'authentication.k8s.io';
    if (authorizer.decide(user, { verb: 'impersonate', group, resource, namespace: '', name }).allowed) continue;
    // Kubernetes 1.37 asks for the new, narrower right first, and says so to those who have none.
    if (mayAny) {
      const why = `User "${user.name}" cannot impersonate resource "${resource}" in API group "${group}" at the cluster scope`;
      throw forbidden({ group, what: resource, name }, why);
    }
    const why = `User "${user.name}" cannot impersonate-on:user-info:${self.verb} resource "${self.resource}" in API group "${self.group}" at the cluster scope`;
    throw forbidden({ group: self.group, what: self.resource }, why);
  }
}
