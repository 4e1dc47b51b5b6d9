import * as l10n from '@vscode/l10n';
import { ClusterError } from '../../connection/errors';
import type { Etcd2Failure } from './etcd2-answers';

/** etcd's error codes (error.go of etcd 2.3). */
export const NOT_FOUND = 100;
export const COMPARE_FAILED = 101;
export const NODE_EXISTS = 105;
export const DIRECTORY_NOT_EMPTY = 108;
export const NOT_A_DIRECTORY = 104;
const INSUFFICIENT_CREDENTIALS = 110;
export const INDEX_CLEARED = 401;

/**
 * Converts an error answer.
 * @param failed The parsed answer, if it is etcd's.
 * @param uncertain Whether a change may have been made.
 */
export function etcd2Error(
  address: string,
  status: number,
  data: string,
  key: string,
  failed: Etcd2Failure | undefined,
  uncertain: boolean,
): ClusterError {
  const where = l10n.t('etcd at {0}', address);
  if (status === 401 || failed?.errorCode === INSUFFICIENT_CREDENTIALS)
    return new ClusterError(
      'unauthorized',
      l10n.t('{0} requires a user with permission for {1}.', where, key),
      l10n.t('Set the etcd credentials with “Set Credentials…”.'),
      data.slice(0, 500),
    );
  if (failed)
    return new ClusterError(
      status >= 500 ? 'server' : 'invalid',
      status >= 500
        ? l10n.t('{0} failed: {1} ({2}).', where, failed.message, failed.cause)
        : l10n.t('{0} refused: {1} ({2}).', where, failed.message, failed.cause),
      undefined,
      data.slice(0, 500),
      { uncertain },
    );
  if (status === 403)
    return new ClusterError(
      'forbidden',
      l10n.t('{0}, or a proxy in front of it, does not allow this (status 403).', where),
      l10n.t('Ask its administrator.'),
      data.slice(0, 500),
    );
  if (status === 429 || status >= 500)
    return new ClusterError(
      'server',
      l10n.t('{0}, or a proxy in front of it, failed (status {1}).', where, status),
      l10n.t('Check that etcd is running at that address and has a leader.'),
      data.slice(0, 500),
      { uncertain },
    );
  return new ClusterError(
    'unexpected-answer',
    l10n.t('The server at {0} does not support etcd’s v2 keys API (status {1}).', address, status),
    l10n.t('Check the address. In etcd 3.4 and 3.5, enable that API with --enable-v2.'),
    data.slice(0, 500),
    { uncertain },
  );
}
