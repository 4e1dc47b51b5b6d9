import type { Authorizer } from '../access/authorizer';
import type { User } from '../access/users';
import { forbidden, StatusError } from '../status-error';
import type { RequestInfo } from './request-info';

/**
 * Checks that a user may do what a request asks for. Whether it exists is no matter.
 * @throws StatusError 403
 */
export function authorize(authorizer: Authorizer, user: User, info: RequestInfo, verb = info.verb): void {
  if (!info.isResource) {
    if (authorizer.decide(user, { verb, path: info.path }).allowed) return;
    const message = `forbidden: User "${user.name}" cannot ${verb} path "${info.path}"`;
    throw new StatusError(403, 'Forbidden', message, { details: {} });
  }
  const { group, resource, subresource, namespace, name } = info;
  const attributes = { verb, group, resource, namespace, name, ...(subresource !== undefined && { subresource }) };
  if (authorizer.decide(user, attributes).allowed) return;
  const whole = subresource === undefined ? resource : `${resource}/${subresource}`;
  const scope = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const why = `User "${user.name}" cannot ${verb} resource "${whole}" in API group "${group}" ${scope}`;
  throw forbidden({ group, what: resource, name }, why);
}
