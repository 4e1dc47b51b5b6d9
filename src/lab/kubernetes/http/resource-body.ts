import { parseJson } from '../../json';
import type { Body } from '../api/body';
import { isFields, type Fields } from '../objects';
import { badRequest, StatusError } from '../status-error';
import { decodeProtobuf } from './protobuf';
import { parseJsonBody, parseYamlBody, readBytes } from './read-body';
import type { ResourceExchange } from './resource-exchange';

/** Reads the body of a POST or PUT: JSON unless it says that it is YAML. @throws StatusError */
export async function readObjectBody(exchange: ResourceExchange, kind: string): Promise<Body> {
  const { request } = exchange;
  const type = (request.headers['content-type'] ?? 'application/json').split(';')[0]?.trim().toLowerCase() ?? '';
  const bytes = await readBytes(request);
  if (type === 'application/json') return parseJsonBody(bytes.toString('utf8'), kind);
  if (type === 'application/vnd.kubernetes.protobuf') return { value: decodeProtobuf(bytes, kind), duplicates: [] };
  if (type === 'application/yaml') {
    return parseYamlBody(bytes.toString('utf8'), (why) =>
      badRequest(
        `the object provided is unrecognized (must be of type ${kind}): ${why} (${bytes.toString('hex').slice(0, 60)})`,
      ),
    );
  }
  const message =
    'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf';
  throw new StatusError(415, 'UnsupportedMediaType', message);
}

/** Reads the options in the body of a DELETE, which may be empty. @throws StatusError */
export async function readDeleteBody({ request }: ResourceExchange): Promise<Fields | undefined> {
  const text = (await readBytes(request)).toString('utf8');
  if (text.trim() === '') return undefined;
  try {
    const value = parseJson(text);
    return isFields(value) ? value : {};
  } catch {
    throw badRequest("couldn't get version/kind; json parse error: unexpected end of JSON input");
  }
}

/** Parses the body of a patch. @throws StatusError */
export function parsePatch(text: string): Body {
  try {
    return { value: parseJson(text), duplicates: [] };
  } catch {
    throw badRequest('invalid JSON patch');
  }
}
