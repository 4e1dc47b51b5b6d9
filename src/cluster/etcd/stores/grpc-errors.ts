import * as l10n from '@vscode/l10n';
import {
  EtcdAuthenticationFailedError,
  EtcdError,
  EtcdInvalidAuthTokenError,
  EtcdPermissionDeniedError,
  GRPCDeadlineExceededError,
  GRPCNotImplementedError,
  GRPCUnauthenticatedError,
  GRPCUnavailableError,
  isRecoverableError,
} from 'etcd3';
import { ClusterError, messageOf } from '../../connection/errors';
import { brokenTls, isRefusal, tlsError } from '../../connection/http/errors';
import { tlsProblem } from '../../connection/tls/tls';

/** etcd's messages for a request without a user if authentication is enabled, and for an expired token. */
const NO_USER =
  /user name is empty|user name not found|invalid auth token|authentication failed|auth: unable to|password.*(?:invalid|not.*match)/i;
/** grpc-js’s introduction to the reason why a handshake failed. Other TLS errors occur after the handshake. */
const NOT_CONNECTED = /\bNo connection established\b/;
const FORBIDDEN = /permission denied|PERMISSION_DENIED/i;

/**
 * Converts a failure of etcd's v3 API to an error for the user.
 * @param change Whether the call was a change, which may have been made without an answer.
 */
export function translateGrpc(error: unknown, address: string, change = false): ClusterError {
  if (error instanceof ClusterError) return error;
  const where = l10n.t('etcd at {0}', address);
  const detail = messageOf(error);
  const certain = { cause: error };
  const options = { cause: error, uncertain: change && error instanceof Error && isRecoverableError(error) };
  const tls = tlsProblem(error);
  if (tls && (isRefusal(tls) || NOT_CONNECTED.test(detail))) return tlsError(tls, { address, service: 'etcd' }, error);
  if (tls) return brokenTls({ address, service: 'etcd' }, error, change);
  if (error instanceof EtcdPermissionDeniedError || FORBIDDEN.test(detail)) {
    return new ClusterError(
      'forbidden',
      l10n.t('The user of {0} does not have permission for this operation.', where),
      l10n.t('Ask etcd’s administrator to grant the permission, or set another user with “Set Credentials…”.'),
      detail,
      certain,
    );
  }
  if (
    error instanceof GRPCUnauthenticatedError ||
    error instanceof EtcdAuthenticationFailedError ||
    error instanceof EtcdInvalidAuthTokenError ||
    NO_USER.test(detail)
  ) {
    const why = /user name is empty/i.test(detail)
      ? l10n.t('requires a user name and password')
      : l10n.t('rejects the user name or password');
    return new ClusterError(
      'unauthorized',
      `${where} ${why}.`,
      l10n.t('Set the etcd credentials with “Set Credentials…”.'),
      detail,
      certain,
    );
  }
  const status = /Received HTTP status code (\d+)/.exec(detail)?.[1];
  if (status !== undefined && !(error instanceof GRPCNotImplementedError)) {
    return new ClusterError(
      Number(status) >= 500 || status === '429' ? 'server' : 'unexpected-answer',
      l10n.t('{0}, or a proxy in front of it, answered a gRPC call with HTTP status {1}.', where, status),
      l10n.t('Check the address, and that any proxy in front of etcd supports gRPC.'),
      detail,
      { cause: error, uncertain: change },
    );
  }
  if (detail.includes('Received message larger than max')) {
    return new ClusterError(
      'unexpected-answer',
      l10n.t('The server at {0} does not support etcd’s v3 API, or its answer is too long.', address),
      l10n.t('Check the address.'),
      detail,
      { cause: error, uncertain: change },
    );
  }
  if (error instanceof GRPCUnavailableError)
    return new ClusterError(
      'unreachable',
      l10n.t('{0} can’t be reached.', where),
      l10n.t('Check the address and that the server is running.'),
      detail,
      options,
    );
  if (error instanceof GRPCDeadlineExceededError)
    return new ClusterError(
      'timeout',
      l10n.t('{0} did not answer in time.', where),
      l10n.t('Check the address and that no firewall or policy drops the connection.'),
      detail,
      options,
    );
  if (error instanceof GRPCNotImplementedError)
    return new ClusterError(
      'unexpected-answer',
      l10n.t('The server at {0} does not support etcd’s v3 API.', address),
      l10n.t('Check the address.'),
      detail,
      certain,
    );
  // A server without a leader doesn't know whether the change will be made.
  return new ClusterError(
    'server',
    l10n.t('{0} failed: {1}', where, detail),
    undefined,
    error instanceof EtcdError ? error.stack : undefined,
    { cause: error, uncertain: change },
  );
}
