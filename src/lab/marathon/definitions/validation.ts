import { isGiven } from './app';
import type { AppUpdate } from './app-schema';
import { beanNotValid, illegalArgument, type BeanError } from '../api/errors';
import type { GroupUpdate } from './group-schema';
import { absoluteId, isPathId, parentId } from './path-id';

/** The maximum number of segments of an ID. The original has no limit, but no such IDs occur in practice. */
const MAX_SEGMENTS = 100;

const OPERATORS = ['CLUSTER', 'GROUP_BY', 'LIKE', 'UNIQUE', 'UNLIKE'];

/** Reports an error of an attribute. */
type Report = (attribute: string, error: string) => void;

/**
 * Validates a group as Marathon 0.14's bean validation does.
 * @param id The group's future ID.
 * @throws MarathonError 422 with all errors.
 */
export function validateGroup(update: GroupUpdate, id: string): void {
  const errors: BeanError[] = [];
  checkGroup(update, id, '', (attribute, error) => errors.push({ attribute, error }));
  if (errors.length > 0) throw beanNotValid(errors);
}

/**
 * Validates one app.
 * @param isNew A change may omit existing fields.
 * @throws MarathonError 422 with all errors.
 */
export function validateApp(update: AppUpdate, isNew: boolean): void {
  const errors: BeanError[] = [];
  checkApp(update, '', isNew, (attribute, error) => errors.push({ attribute, error }));
  if (errors.length > 0) throw beanNotValid(errors);
}

/**
 * Validates an app after an update.
 * @throws MarathonError 422 for a health check on a port that the app lacks, or for a version combined with other
 * changes.
 */
export function validateChange(update: AppUpdate, current: AppUpdate | undefined): void {
  const { id: _id, version, ...others } = update;
  if (version !== undefined && definedCount(others) > 0)
    throw illegalArgument("requirement failed: The 'version' field may only be combined with the 'id' field.");
  if (!healthChecksHavePorts({ ...current, ...update })) throw beanNotValid([{ attribute: '', error: NO_SUCH_PORT }]);
}

function checkGroup(update: GroupUpdate, id: string, prefix: string, report: Report): void {
  const { id: ownId, apps = [], groups = [], dependencies = [] } = update;
  for (const alone of ['version', 'scaleBy'] as const) {
    if (update[alone] !== undefined && definedCount(update) > 1)
      report(`${prefix}${alone}`, 'not allowed in conjunction with other properties');
  }
  if (segmentCount(id) > MAX_SEGMENTS) report(`${prefix}id`, `must not have more than ${MAX_SEGMENTS} segments`);
  if (ownId !== undefined && !isPathId(ownId)) report(`${prefix}id`, WRONG_ID);
  dependencies.forEach((dependency, i) => {
    if (!isPathId(dependency)) report(`${prefix}dependencies[${i}]`, WRONG_ID);
  });
  const seen = new Set<string>();
  apps.forEach((app, i) => {
    const attribute = `${prefix}apps[${i}].`;
    checkApp(app, attribute, true, report);
    const appId = absoluteId(app.id ?? '', id);
    if (isPathId(app.id ?? '') && parentId(appId) !== id)
      report(`${attribute}id`, `identifier ${appId} is not child of ${id}. Hint: use relative paths.`);
    if (seen.has(appId)) report(`${prefix}apps`, `Elements must be unique: there is more than one ${appId}`);
    seen.add(appId);
  });
  groups.forEach((group, i) => {
    const groupId = absoluteId(group.id ?? '', id);
    const attribute = `${prefix}groups[${i}].`;
    if (group.id === undefined) report(`${attribute}id`, 'must not be empty');
    else if (parentId(groupId) !== id)
      report(`${attribute}id`, `identifier ${groupId} is not child of ${id}. Hint: use relative paths.`);
    if (seen.has(groupId))
      report(`${prefix}groups`, `Groups and Applications may not have the same identifier: ${groupId}`);
    checkGroup(group, groupId, attribute, report);
  });
}

const NO_SUCH_PORT = 'Health check port indices must address an element of the ports array or container port mappings.';

const WRONG_ID = 'path contains invalid characters (allowed: lowercase letters, digits, hyphens, ".", "..")';

function checkApp(app: AppUpdate, prefix: string, isNew: boolean, report: Report): void {
  const { id, cmd, args, container } = app;
  if (id !== undefined && segmentCount(id) > MAX_SEGMENTS)
    report(`${prefix}id`, `must not have more than ${MAX_SEGMENTS} segments`);
  if (isNew && !id) report(`${prefix}id`, 'must not be empty');
  if (id !== undefined && !isPathId(id)) report(`${prefix}id`, WRONG_ID);
  const runsSomething = isGiven(cmd) || isGiven(args) || isGiven(container?.docker);
  if ((isNew && !runsSomething) || (isGiven(cmd) && isGiven(args))) {
    report(
      prefix.replace(/\.$/, ''),
      "AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'.",
    );
  }
  if (container?.type === 'DOCKER' && container.docker === null)
    report(`${prefix}container`, 'A container of type DOCKER must have docker parameters.');
  if (container?.docker?.image === '') report(`${prefix}container.docker.image`, 'must not be empty');
  checkNumbers(app, prefix, report);
  checkPorts(app, prefix, report);
  if (!healthChecksHavePorts(app)) report(prefix.replace(/\.$/, ''), NO_SUCH_PORT);
  (app.constraints ?? []).forEach(([field, operator], i) => {
    if (!field || !OPERATORS.includes(operator ?? ''))
      report(
        `${prefix}constraints[${i}]`,
        `Missing field and operator, or the operator is not one of ${OPERATORS.join(', ')}`,
      );
  });
}

function checkNumbers(
  {
    instances = 0,
    cpus = 0,
    mem = 0,
    disk = 0,
    backoffSeconds = 0,
    backoffFactor = 1,
    maxLaunchDelaySeconds = 0,
    upgradeStrategy,
  }: AppUpdate,
  prefix: string,
  report: Report,
): void {
  const amounts = { instances, cpus, mem, disk, backoffSeconds, maxLaunchDelaySeconds };
  for (const [name, amount] of Object.entries(amounts))
    if (amount < 0) report(`${prefix}${name}`, 'must be greater than or equal to 0');
  if (backoffFactor < 1) report(`${prefix}backoffFactor`, 'must be greater than or equal to 1');
  for (const [name, share] of Object.entries(upgradeStrategy ?? {})) {
    if (share < 0 || share > 1) report(`${prefix}upgradeStrategy.${name}`, 'is not within the range of 0.0 to 1.0');
  }
}

function checkPorts({ ports, ipAddress, container }: AppUpdate, prefix: string, report: Report): void {
  const fixed = (ports ?? []).filter((port) => port !== 0);
  if (fixed.some((port) => port < 0 || port > 65_535)) report(`${prefix}ports`, 'must be between 0 and 65535');
  if (new Set(fixed).size < fixed.length) report(`${prefix}ports`, 'Elements must be unique');
  if (ipAddress && ports && ports.length > 0)
    report(prefix.replace(/\.$/, ''), 'AppDefinition must not contain both ipAddress and ports');
  const discovery = ipAddress?.discovery.ports ?? [];
  discovery.forEach(({ number }, i) => {
    if (number < 0 || number > 65_535)
      report(`${prefix}ipAddress.discovery.ports[${i}].number`, 'must be between 0 and 65535');
  });
  for (const by of ['name', 'number'] as const) {
    const values = discovery.map((port) => `${port[by]}/${port.protocol}`);
    if (new Set(values).size < values.length)
      report(`${prefix}ipAddress.discovery.ports`, `Port ${by}s are not unique`);
  }
  (container?.docker?.portMappings ?? []).forEach(({ containerPort, hostPort }, i) => {
    if ([containerPort, hostPort].some((port) => port < 0 || port > 65_535))
      report(`${prefix}container.docker.portMappings[${i}]`, 'must be between 0 and 65535');
  });
}

/** An app with its own address has no ports for Marathon to check. */
function healthChecksHavePorts({ healthChecks = [], container, ipAddress, ports }: AppUpdate): boolean {
  const count = container?.docker?.portMappings?.length ?? (ipAddress ? 0 : (ports?.length ?? 1));
  return healthChecks.every(
    ({ protocol, port, portIndex = 0 }) =>
      protocol === 'COMMAND' || port !== undefined || (portIndex >= 0 && portIndex < count),
  );
}

function definedCount(update: object): number {
  return Object.values(update).filter((value) => value !== undefined && value !== null).length;
}

function segmentCount(id: string): number {
  return id.split('/').filter(Boolean).length;
}
