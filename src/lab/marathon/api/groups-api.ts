import type { Express, Request, Response } from 'express';
import { textBody } from '../../http/json-app';
import { conflict, invalidJson, unknownGroup } from './errors';
import { findGroup, removeGroup, updateGroup } from '../definitions/group';
import { groupSchema, type GroupUpdate } from '../definitions/group-schema';
import { applyGroupUpdate, effectiveId, scaleGroup } from '../definitions/group-update';
import { isTrue, matched, sendDeployment } from './http';
import type { Change, Marathon, Writing } from '../marathon';
import { parseBody } from '../definitions/parse';
import { absoluteId, isPathId, parentId } from '../definitions/path-id';
import { validateGroup } from '../definitions/validation';
import { viewGroup, viewStep } from './views';

const PATH = /^\/v2\/groups(?:\/(.*?))?\/?$/;
const VERSIONS = /^\/v2\/groups(?:\/(.+?))?\/versions(?:\/([^/]+))?\/?$/;

/** `/v2/groups` (Marathon 0.14 GroupsResource). */
export function groupsApi(app: Express, marathon: Marathon): void {
  app.get(VERSIONS, (request, response) => getVersions(marathon, request, response));
  app.get(PATH, (request, response) => {
    const id = absoluteId(matched(request, 0));
    const group = marathon.group(id);
    if (!group) throw unknownGroup(id);
    response.json(viewGroup(group));
  });
  app.put(PATH, (request, response) => put(marathon, request, response));
  app.post(PATH, (request, response) => post(marathon, request, response));
  app.delete(PATH, (request, response) => {
    const id = absoluteId(matched(request, 0));
    if (!marathon.group(id)) throw unknownGroup(id);
    sendDeployment(
      response,
      marathon.change(parentId(id), (root, version) => removeGroup(root, id, version), isTrue(request, 'force')),
    );
  });
}

function getVersions(marathon: Marathon, request: Request, response: Response): void {
  const id = absoluteId(matched(request, 0));
  const wanted = matched(request, 1);
  if (wanted === '') {
    if (!marathon.group(id)) throw unknownGroup(id);
    response.json(marathon.versionsWith((root) => findGroup(root, id)));
    return;
  }
  const group = marathon.group(id, wanted);
  if (!group) throw unknownGroup(id, wanted);
  response.json(viewGroup(group));
}

async function put(marathon: Marathon, request: Request, response: Response): Promise<void> {
  const update = parseBody(groupSchema, await textBody(request));
  const id = checkedId(marathon, update, absoluteId(matched(request, 0)));
  const change = changeOf(marathon, update, id);
  if (isTrue(request, 'dryRun')) {
    response.json({ steps: marathon.dryRun(change).steps.map(viewStep) });
    return;
  }
  sendDeployment(response, marathon.change(id, change, isTrue(request, 'force'), writing(request, id)));
}

async function post(marathon: Marathon, request: Request, response: Response): Promise<void> {
  const update = parseBody(groupSchema, await textBody(request));
  const path = absoluteId(matched(request, 0));
  if (update.id === undefined && path === '/') throw invalidJson([{ path: '/id', errors: ['error.path.missing'] }]);
  const id = checkedId(marathon, update, path);
  if (marathon.group(id)) throw conflict(`Group ${id} is already created. Use PUT to change this group.`);
  const plan = marathon.change(id, changeOf(marathon, update, id), isTrue(request, 'force'), writing(request, id));
  response.location(`/v2/groups${id}`);
  sendDeployment(response, plan, 201);
}

/** Returns the ID of the updated group, after validating the whole update. */
function checkedId(marathon: Marathon, update: GroupUpdate, path: string): string {
  const id = isPathId(update.id ?? '') ? effectiveId(update, path) : path;
  validateGroup(update, id);
  if (id !== '/' && marathon.app(id)) throw conflict(`An app with the path ${id} already exists.`);
  return id;
}

function changeOf(marathon: Marathon, update: GroupUpdate, id: string): Change {
  const { version: formerVersion, scaleBy } = update;
  if (formerVersion !== undefined) {
    const former = marathon.group(id, formerVersion);
    if (!former) throw unknownGroup(id, formerVersion);
    return (root, version) => updateGroup(root, id, version, () => ({ ...former, version }));
  }
  if (scaleBy !== undefined) {
    if (!marathon.group(id)) throw unknownGroup(id);
    return (root, version) => updateGroup(root, id, version, (group) => scaleGroup(group, scaleBy, version));
  }
  return (root, version) => updateGroup(root, id, version, (group) => applyGroupUpdate(group, update, version));
}

/** A request writes each app of its group. */
function writing({ ip, originalUrl }: Request, id: string): Writing {
  return { clientIp: ip, uri: originalUrl, appIds: (root) => (findGroup(root, id)?.apps ?? []).map((app) => app.id) };
}
