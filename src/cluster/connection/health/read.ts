import * as l10n from '@vscode/l10n';
import type * as z from 'zod/mini';
import { parseJson } from '../../../base/json';
import { ClusterError } from '../errors';
import type { HttpClient } from '../http/client';

/** Measures the milliseconds that work takes. */
export async function timed<T>(work: Promise<T>): Promise<readonly [T, number]> {
  const began = performance.now();
  return [await work, performance.now() - began];
}

/**
 * Reads a path.
 * @throws ClusterError if it is refused or not what the service would answer.
 */
export async function read<T>(
  http: HttpClient,
  url: string,
  schema: z.ZodMiniType<T>,
  what: string,
  signal: AbortSignal,
): Promise<T> {
  const { status: code, data } = await http.request({ url, signal });
  const { address } = http.options;
  if (code === 401)
    throw new ClusterError(
      'unauthorized',
      l10n.t('{0} at {1} requires credentials.', what, address),
      l10n.t('Set them with “Set Credentials…”.'),
    );
  if (code === 403)
    throw new ClusterError(
      'forbidden',
      l10n.t('The user of {0} at {1} does not have permission to query it.', what, address),
      l10n.t('Grant the permission, or set another user with “Set Credentials…”.'),
    );
  const parsed = schema.safeParse(parseJson(data));
  if (code !== 200 || !parsed.success)
    throw new ClusterError(
      'unexpected-answer',
      l10n.t('The server at {0} is not {1} (status {2}).', address, what, code),
      l10n.t('Check the address and its port.'),
      data,
    );
  return parsed.data;
}

/** Reads a path that the service may lack or refuse. */
export async function readIfThere<T>(
  http: HttpClient,
  url: string,
  schema: z.ZodMiniType<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  const { status: code, data } = await http.request({ url, signal });
  return code === 200 ? schema.safeParse(parseJson(data)).data : undefined;
}

/** Returns the HTTP status of a path. */
export async function statusOf(http: HttpClient, url: string, signal: AbortSignal): Promise<number> {
  return (await http.request({ url, signal })).status;
}
