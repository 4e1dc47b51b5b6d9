import { answerReview, REVIEWS } from '../access/reviews';
import { apply } from '../api/apply';
import { required, type Place } from '../api/cluster';
import { create } from '../api/create';
import { remove, removeAll } from '../api/delete';
import { list, selectionOf, waitFor } from '../api/list';
import { patch, PATCH_TYPES, type PatchType } from '../api/patch';
import { scaleOf } from '../api/scale';
import { update } from '../api/update';
import { findKind } from '../kinds';
import { resourceOf, subjectOf, type Kind, type Subresource } from '../kinds/kind';
import { fieldsOf, numberOf } from '../objects';
import { badRequest, internal, methodNotAllowed, noSuchResource, notFound, StatusError } from '../status-error';
import { answerForm } from './accept';
import { sendObject } from './answer';
import { userOf } from './authentication';
import { authorize } from './authorization';
import { deleteOptions, writeOptions } from './options';
import { parseYamlBody, readBytes } from './read-body';
import { parsePatch, readDeleteBody, readObjectBody } from './resource-body';
import type { ResourceExchange } from './resource-exchange';
import { FORMS, sendList, sendResult } from './send-resource';
import { sendWatch } from './watch-stream';

/** Answers a request for a resource. @throws StatusError */
export async function handleResource(exchange: ResourceExchange): Promise<void> {
  const { info, parts } = exchange;
  const review = REVIEWS.find(({ group, plural }) => group === info.group && plural === info.resource);
  if (review && info.version === 'v1') return handleReview(exchange, review);
  const kind = findKind(info.group, info.version, info.resource);
  if (!kind) throw noSuchResource();
  if (info.name === '..' || info.rest.includes('..')) throw internal(`invalid key: "/${info.resource}/${info.name}"`);
  if (kind.namespaced && info.namespace === '' && info.name !== '') throw noSuchResource();
  const place = { kind, namespace: kind.namespaced ? info.namespace : '', name: info.name };
  if (info.subresource === 'proxy' && kind.subresources?.includes('proxy')) {
    const path = `/${info.rest.map(encodeURIComponent).join('/')}${/\?.*/.exec(exchange.request.url ?? '')?.[0] ?? ''}`;
    parts.proxy(exchange.request, exchange.response, { namespace: info.namespace, service: info.name, path });
    return undefined;
  }
  if (info.subresource !== undefined) return handleSubresource(exchange, place, info.subresource);
  return info.name === '' ? handleCollection(exchange, place) : handleObject(exchange, place);
}

async function handleReview(exchange: ResourceExchange, review: (typeof REVIEWS)[number]): Promise<void> {
  const { request, response, info, query, user, authorizer, parts, warn } = exchange;
  if (request.method !== 'POST' || info.name !== '') throw methodNotAllowed();
  const form = answerForm(request.headers.accept, []);
  const { manager } = writeOptions('CreateOptions', query, request.headers['user-agent'], warn);
  const { value } = await readObjectBody(exchange, review.kind);
  const answer = answerReview(review, value, manager, {
    user,
    namespace: info.namespace,
    authorizer,
    userOf: (token) => userOf(token, parts.users),
  });
  sendObject(response, 201, answer, form);
}

async function handleCollection(exchange: ResourceExchange, place: Place): Promise<void> {
  const { request, info, query, parts, warn } = exchange;
  const { kind, namespace } = place;
  switch (request.method) {
    case 'GET': {
      if (info.verb === 'watch') {
        sendWatch(exchange, kind, namespace);
        return;
      }
      sendList(exchange, kind, await list(parts.store, kind, namespace, query));
      return;
    }
    case 'POST': {
      if (kind.namespaced && namespace === '') throw methodNotAllowed();
      answerForm(request.headers.accept, FORMS);
      const options = writeOptions('CreateOptions', query, request.headers['user-agent'], warn);
      const body = await readObjectBody(exchange, kind.kind);
      sendResult(exchange, kind, create(parts.store, place, body, options), 201);
      return;
    }
    case 'DELETE': {
      if ((kind.namespaced && namespace === '') || kind.collection === false) throw methodNotAllowed();
      const options = deleteOptions(query, await readDeleteBody(exchange));
      const { matches } = selectionOf(kind, query);
      const items = parts.store.list(resourceOf(kind), namespace).filter(matches);
      const { revision } = parts.store;
      removeAll(parts.store, place, items, options);
      sendList(exchange, kind, { items, metadata: { resourceVersion: String(revision) } });
      return;
    }
    default:
      throw methodNotAllowed();
  }
}

async function handleObject(exchange: ResourceExchange, place: Place): Promise<void> {
  const { request, query, parts, warn } = exchange;
  const { kind } = place;
  const agent = request.headers['user-agent'];
  switch (request.method) {
    case 'GET': {
      const version = query.get('resourceVersion') ?? '';
      if (version !== '' && !/^\d+$/.test(version)) {
        throw internal(
          `resourceVersion: Invalid value: ${JSON.stringify(version)}: strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`,
        );
      }
      await waitFor(parts.store, Number(version));
      sendResult(exchange, kind, required(parts.store, place), 200);
      return;
    }
    case 'PUT': {
      const options = writeOptions('UpdateOptions', query, agent, warn);
      const body = await readObjectBody(exchange, kind.kind);
      sendResult(exchange, kind, update(parts.store, place, body, options), 200);
      return;
    }
    case 'PATCH':
      return handlePatch(exchange, place);
    case 'DELETE': {
      const options = deleteOptions(query, await readDeleteBody(exchange));
      const outcome = remove(parts.store, place, options);
      sendObject(exchange.response, 200, outcome, answerForm(request.headers.accept, []));
      return undefined;
    }
    default:
      throw methodNotAllowed();
  }
}

async function handlePatch(exchange: ResourceExchange, place: Place, subresource?: 'status'): Promise<void> {
  const { request, query, parts, warn, info, user, authorizer } = exchange;
  const { kind } = place;
  const type = patchType(request.headers['content-type'], kind);
  const options = writeOptions('PatchOptions', query, request.headers['user-agent'], warn, type === 'apply');
  const text = (await readBytes(request)).toString('utf8');
  if (type !== 'apply') {
    const object = patch(parts.store, place, type, parsePatch(text), options, subresource);
    sendResult(exchange, kind, object, 200);
    return;
  }
  const body = parseYamlBody(text, (why) => badRequest(`error encoding patch: ${why}`));
  const checkCreate = (): void => authorize(authorizer, user, info, 'create');
  const { object, isNew } = apply(parts.store, place, body, { ...options, checkCreate }, subresource);
  sendResult(exchange, kind, object, isNew ? 201 : 200);
}

/** Custom resources can't be patched strategically. @throws StatusError 415 */
function patchType(header: string | undefined, { schema }: Kind): PatchType {
  const types = Object.entries(PATCH_TYPES).filter(([, type]) => !schema || type !== 'strategic');
  const found = types.find(([name]) => name === (header ?? '').split(';')[0]?.trim())?.[1];
  if (found) return found;
  if (!schema) throw new StatusError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', { details: {} });
  const names = types.map(([name]) => name).join(', ');
  const message = `the body of the request was in an unknown format - accepted media types include: ${names}`;
  throw new StatusError(415, 'UnsupportedMediaType', message);
}

async function handleSubresource(exchange: ResourceExchange, place: Place, name: string): Promise<void> {
  const { request, query, parts, warn } = exchange;
  const { kind } = place;
  if (!kind.subresources?.includes(name as Subresource))
    throw kind.schema ? notFound(subjectOf(kind, place.name)) : noSuchResource();
  const agent = request.headers['user-agent'];
  if (name === 'scale') return handleScale(exchange, place);
  if (request.method === 'GET' && name === 'status') {
    sendResult(exchange, kind, required(parts.store, place), 200);
    return;
  }
  if (request.method === 'PATCH' && name === 'status') return handlePatch(exchange, place, 'status');
  if (request.method !== 'PUT') throw methodNotAllowed();
  const options = writeOptions('UpdateOptions', query, agent, warn);
  const body = await readObjectBody(exchange, kind.kind);
  const object = update(parts.store, place, body, options, name === 'status' ? 'status' : 'finalize');
  sendResult(exchange, kind, object, 200);
}

async function handleScale(exchange: ResourceExchange, place: Place): Promise<void> {
  const { request, response, query, parts, warn } = exchange;
  const form = answerForm(request.headers.accept, []);
  const old = required(parts.store, place);
  if (request.method === 'GET') {
    sendObject(response, 200, scaleOf(old), form);
    return;
  }
  if (request.method !== 'PATCH' && request.method !== 'PUT') throw methodNotAllowed();
  const options = writeOptions('PatchOptions', query, request.headers['user-agent'], warn);
  const { value } = parsePatch((await readBytes(request)).toString('utf8'));
  const replicas = numberOf(value, 'spec', 'replicas');
  if (replicas === undefined || !Number.isInteger(replicas) || replicas < 0)
    throw badRequest('spec.replicas has to be a number from 0 on');
  const next = { value: { ...old, spec: { ...fieldsOf(old, 'spec'), replicas } }, duplicates: [] };
  sendObject(response, 200, scaleOf(update(parts.store, place, next, options, 'scale')), form);
}
