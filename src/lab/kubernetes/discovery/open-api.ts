import { createHash } from 'node:crypto';
import { KINDS } from '../kinds';
import { groupVersion, type Kind } from '../kinds/kind';
import type { Fields } from '../objects';
import type { Shape } from '../schema/shape';

/** The OpenAPI documents, by path below `/openapi/v3`; kubectl needs them to create and to explain. */
const GROUP_PATHS: ReadonlyMap<string, readonly Kind[]> = new Map(
  KINDS.map(({ group, version }) => [
    `${group === '' ? 'api' : 'apis'}/${groupVersion({ group, version })}`,
    KINDS.filter((kind) => kind.group === group && kind.version === version),
  ]),
);

/** The index of the documents of OpenAPI v3. */
export function openApiIndex(): Fields {
  return {
    paths: Object.fromEntries([...GROUP_PATHS.keys()].map((path) => [path, { serverRelativeURL: documentPath(path) }])),
  };
}

function documentPath(path: string): string {
  return `/openapi/v3/${path}?hash=${hashOf(JSON.stringify(openApiDocument(path)))}`;
}

/** The hash of a document, as the original writes it. */
export function hashOf(text: string): string {
  return createHash('sha512').update(text).digest('hex').toUpperCase();
}

/** The document of a group's version; undefined if there is none. */
export function openApiDocument(path: string): Fields | undefined {
  const kinds = GROUP_PATHS.get(path);
  if (!kinds) return undefined;
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.37.2' },
    paths: Object.fromEntries(
      kinds.map((kind) => [pathOf(kind), { get: {}, patch: operationOf(kind), post: operationOf(kind) }]),
    ),
    components: { schemas: Object.fromEntries(kinds.map((kind) => [schemaName(kind), schemaOf(kind)])) },
  };
}

/** The path of one object of a kind. */
export function pathOf({ group, version, namespaced, plural }: Kind): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  return `${root}${namespaced ? '/namespaces/{namespace}' : ''}/${plural}/{name}`;
}

function typeOf({ group, version, kind }: Kind): Fields {
  return { group, version, kind };
}

/** How objects of a kind are changed. */
export function operationOf(kind: Kind): Fields {
  const query = (name: string) => ({ name, in: 'query', schema: { type: 'string', uniqueItems: true } });
  return {
    parameters: ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map(query),
    responses: { 200: { description: 'OK' } },
    'x-kubernetes-group-version-kind': typeOf(kind),
  };
}

/** The name under which a kind is described. */
export function schemaName({ group, version, kind }: Kind): string {
  const [name = 'core'] = group.split('.');
  return `io.k8s.api.${name === '' ? 'core' : name}.${version}.${kind}`;
}

/** The fields of a kind. */
export function schemaOf(kind: Kind): Fields {
  return { ...shapeSchema(kind.shape), 'x-kubernetes-group-version-kind': [typeOf(kind)] };
}

function shapeSchema(shape: Shape): Fields {
  switch (shape.type) {
    case 'object':
      return {
        type: 'object',
        properties: Object.fromEntries(Object.entries(shape.fields).map(([name, field]) => [name, shapeSchema(field)])),
        ...(shape.atomic && { 'x-kubernetes-map-type': 'atomic' }),
      };
    case 'map':
      return { type: 'object', additionalProperties: shapeSchema(shape.of) };
    case 'list':
      return {
        type: 'array',
        items: shapeSchema(shape.of),
        ...(Array.isArray(shape.identity)
          ? { 'x-kubernetes-list-map-keys': shape.identity, 'x-kubernetes-list-type': 'map' }
          : { 'x-kubernetes-list-type': shape.identity }),
        ...patchSchema(shape.patch),
      };
    case 'port':
      return { oneOf: [{ type: 'integer' }, { type: 'string' }], format: 'int-or-string' };
    case 'any':
      return {};
    default:
      return { type: shape.type };
  }
}

function patchSchema(keys: readonly string[] | undefined): Fields {
  if (!keys) return {};
  const [key] = keys;
  return { 'x-kubernetes-patch-strategy': 'merge', ...(key !== undefined && { 'x-kubernetes-patch-merge-key': key }) };
}
