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
import { tlsError } from '../../connection/http/errors';
import { tlsProblem } from '../../connection/tls/tls';

/** What etcd says to a request without a user where users are on, and to a token that it does not know any more. */
const NO_USER =
  /user name is empty|user name not found|invalid auth token|authentication failed|auth: unable to|password.*(?:invalid|not.*match)/i;
const FORBIDDEN = /permission denied|PERMISSION_DENIED/i;

/**
 * A failure of etcd's v3 API, for a person.
 * @param change whether what failed was a change: without an answer it may have been made.
 */
export function translateGrpc(error: unknown, address: string, change = false): ClusterError {
  if (error instanceof ClusterError) return error;
  const where = `etcd at ${address}`;
  const detail = messageOf(error);
  const certain = { cause: error };
  const options = { cause: error, uncertain: change && error instanceof Error && isRecoverableError(error) };
  const tls = tlsProblem(error);
  if (tls) return tlsError(tls, { address, service: 'etcd' }, error);
  if (error instanceof EtcdPermissionDeniedError || FORBIDDEN.test(detail)) {
    return new ClusterError(
      'forbidden',
      `The user of ${where} may not do this.`,
      'Have etcd’s administrator grant its role the right, or set another user with “Set Credentials…”.',
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
      ? 'wants a user name and password'
      : 'refuses the user name or password';
    return new ClusterError(
      'unauthorized',
      `${where} ${why}.`,
      'Set the credentials of etcd with “Set Credentials…”.',
      detail,
      certain,
    );
  }
  const status = /Received HTTP status code (\d+)/.exec(detail)?.[1];
  if (status !== undefined && !(error instanceof GRPCNotImplementedError)) {
    return new ClusterError(
      Number(status) >= 500 || status === '429' ? 'server' : 'unexpected-answer',
      `${where}, or a proxy in front of it, answered a call of gRPC with HTTP status ${status}.`,
      'Check the address, and that a proxy in front of etcd lets gRPC through.',
      detail,
      { cause: error, uncertain: change },
    );
  }
  if (detail.includes('Received message larger than max')) {
    return new ClusterError(
      'unexpected-answer',
      `What answers at ${address} is not etcd’s v3 API, or its answer is longer than can be read.`,
      'Check the address.',
      detail,
      { cause: error, uncertain: change },
    );
  }
  if (error instanceof GRPCUnavailableError)
    return new ClusterError(
      'unreachable',
      `${where} cannot be reached.`,
      'Check the address and that the server is running.',
      detail,
      options,
    );
  if (error instanceof GRPCDeadlineExceededError)
    return new ClusterError(
      'timeout',
      `${where} did not answer in time.`,
      'Check the address and that no firewall or policy drops the connection.',
      detail,
      options,
    );
  if (error instanceof GRPCNotImplementedError)
    return new ClusterError(
      'unexpected-answer',
      `What answers at ${address} is not etcd’s v3 API.`,
      'Check the address.',
      detail,
      certain,
    );
  // A server that has no leader, or lost it, says so without knowing what becomes of the change.
  return new ClusterError(
    'server',
    `${where} failed: ${detail}`,
    undefined,
    error instanceof EtcdError ? error.stack : undefined,
    { cause: error, uncertain: change },
  );
}
