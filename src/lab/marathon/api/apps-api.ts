import type { Express, Request, Response } from 'express';
import * as z from 'zod/mini';
import { queryOf, textBody } from '../../http/json-app';
import { changedApp, newApp, type AppDefinition } from '../definitions/app';
import { parseEmbeds, viewApp } from '../app-info';
import { appSchema, type AppUpdate } from '../definitions/app-schema';
import { beanNotValid, conflict, unknownApp, unknownGroup } from './errors';
import { allApps, findApp, putApp, removeApp } from '../definitions/group';
import { isTrue, matched, sendDeployment } from './http';
import type { Change, Marathon, Writing } from '../marathon';
import { parseBody } from '../definitions/parse';
import { absoluteId, isPathId, parentId } from '../definitions/path-id';
import { validateApp, validateChange } from '../definitions/validation';

const ALL = /^\/v2\/apps\/?$/;
/** All apps of a group and below: `GROUP/*`, with one or two leading slashes. */
const BELOW = /^\/v2\/apps\/(.*?)\/?\*$/;
const ONE = /^\/v2\/apps\/(.+?)\/?$/;
const RESTART = /^\/v2\/apps\/(.+?)\/restart\/?$/;
const VERSIONS = /^\/v2\/apps\/(.+?)\/versions(?:\/([^/]+))?\/?$/;

/** `/v2/apps` (Marathon 0.14 AppsResource, AppVersionsResource). */
export function appsApi(app: Express, marathon: Marathon): void {
  app.get(ALL, (request, response) => {
    const query = queryOf(request);
    response.json({
      apps: marathon.apps
        .filter((candidate) => isWanted(candidate, query))
        .map((wanted) => viewApp(marathon, wanted, parseEmbeds(query))),
    });
  });
  app.post(ALL, (request, response) => create(marathon, request, response));
  app.put(ALL, (request, response) => putSeveral(marathon, request, response));
  app.post(RESTART, (request, response) => restart(marathon, request, response));
  app.get(VERSIONS, (request, response) => getVersions(marathon, request, response));
  app.get(BELOW, (request, response) => {
    const id = absoluteId(matched(request, 0));
    const group = marathon.group(id);
    if (!group) throw unknownGroup(id);
    response.json({
      '*': allApps(group).map((each) => viewApp(marathon, each, { tasks: true, lastTaskFailure: true })),
    });
  });
  app.get(
    ONE,
    (request, response) =>
      void response.json({
        app: viewApp(marathon, existing(marathon, absoluteId(matched(request, 0))), {
          tasks: true,
          lastTaskFailure: true,
        }),
      }),
  );
  app.put(ONE, (request, response) => putOne(marathon, request, response));
  app.delete(ONE, (request, response) => {
    const { id } = existing(marathon, absoluteId(matched(request, 0)));
    // The original's default differs here from everywhere else.
    sendDeployment(
      response,
      marathon.change(parentId(id), (root, version) => removeApp(root, id, version), isTrue(request, 'force', true)),
    );
  });
}

/**
 * Returns the app with an ID.
 * @throws MarathonError 404.
 */
export function existing(marathon: Marathon, id: string): AppDefinition {
  const app = marathon.app(id);
  if (!app) throw unknownApp(id);
  return app;
}

function isWanted({ id, cmd, labels }: AppDefinition, query: URLSearchParams): boolean {
  const [key, value] = (query.get('label') ?? '').split('==');
  const labelled = !key || (key in labels && (value === undefined || labels[key] === value));
  return labelled && id.includes(query.get('id') ?? '') && (cmd ?? '').includes(query.get('cmd') ?? '');
}

async function create(marathon: Marathon, request: Request, response: Response): Promise<void> {
  const update = parseBody(appSchema, await textBody(request));
  validateApp(update, true);
  const id = absoluteId(update.id ?? '');
  if (marathon.app(id)) throw conflict(`An app with id [${id}] already exists.`);
  if (marathon.group(id))
    throw beanNotValid([{ attribute: 'id', error: `Groups and Applications may not have the same identifier: ${id}` }]);
  marathon.change(parentId(id), put(id, update), isTrue(request, 'force'), writing(request, id));
  response
    .status(201)
    .location(`/v2/apps${id}`)
    .json(viewApp(marathon, existing(marathon, id), { tasks: true, lastTaskFailure: false }));
}

async function putOne(marathon: Marathon, request: Request, response: Response): Promise<void> {
  const update = parseBody(appSchema, await textBody(request));
  const path = matched(request, 0);
  const id = absoluteId(path);
  const isNew = !marathon.app(id);
  validateChange(update, marathon.app(id));
  const { version: formerVersion } = update;
  if (formerVersion !== undefined) {
    const former = versionsOf(marathon, id).get(formerVersion);
    if (!former) throw unknownApp(id);
    sendDeployment(
      response,
      marathon.change(parentId(id), put(id, { ...former, version: undefined }), isTrue(request, 'force')),
    );
    return;
  }
  if (!isPathId(path)) validateApp({ ...update, id: path }, isNew);
  validateApp({ ...update, id }, isNew);
  const plan = marathon.change(parentId(id), put(id, update), isTrue(request, 'force'), writing(request, id));
  sendDeployment(response, plan, isNew ? 201 : 200);
}

async function putSeveral(marathon: Marathon, request: Request, response: Response): Promise<void> {
  const updates = parseBody(z.array(z.extend(appSchema, { id: z.string() })), await textBody(request));
  for (const update of updates) {
    const current = marathon.app(absoluteId(update.id));
    validateApp(update, !current);
    validateChange(update, current);
  }
  const change: Change = (root, version) =>
    updates.reduce((tree, update) => put(absoluteId(update.id), update)(tree, version), root);
  sendDeployment(response, marathon.change('/', change, isTrue(request, 'force')));
}

function restart(marathon: Marathon, request: Request, response: Response): void {
  const app = existing(marathon, absoluteId(matched(request, 0)));
  const change: Change = (root, version) =>
    putApp(root, { ...app, version, versionInfo: { ...app.versionInfo, lastConfigChangeAt: version } }, version);
  sendDeployment(response, marathon.change(parentId(app.id), change, isTrue(request, 'force')));
}

function getVersions(marathon: Marathon, request: Request, response: Response): void {
  const { id } = existing(marathon, absoluteId(matched(request, 0)));
  const versions = versionsOf(marathon, id);
  const wanted = matched(request, 1);
  if (wanted === '') {
    response.json({ versions: [...versions.keys()] });
    return;
  }
  const version = versions.get(wanted);
  if (!version) throw unknownApp(id);
  response.json(version);
}

/** Returns all definitions of an app by version, newest first. */
function versionsOf(marathon: Marathon, id: string): Map<string, AppDefinition> {
  const definitions = marathon
    .versionsWith((root) => findApp(root, id))
    .flatMap((version) => {
      const group = marathon.group('/', version);
      const app = group && findApp(group, id);
      return app ? [[app.version, app] as const] : [];
    });
  return new Map(definitions);
}

function put(id: string, update: AppUpdate): Change {
  const dependencies = update.dependencies && {
    dependencies: update.dependencies.map((dependency) => absoluteId(dependency, absoluteId('..', id))),
  };
  return (root, version) => {
    const current = findApp(root, id);
    const complete = { ...update, ...dependencies };
    return putApp(root, current ? changedApp(current, complete, version) : newApp(id, complete, version), version);
  };
}

function writing({ ip, originalUrl }: Request, id: string): Writing {
  return { clientIp: ip, uri: originalUrl, appIds: () => [id] };
}
