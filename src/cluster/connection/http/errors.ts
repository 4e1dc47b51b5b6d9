import * as l10n from '@vscode/l10n';
import { ClientRequest } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { Certificate } from '../tls/certificate';
import { ClusterError, messageOf } from '../errors';
import { tlsProblem, type TlsProblem } from '../tls/tls';

/** The server, for messages. */
interface ServerName {
  readonly address: string;
  readonly service: string;
}

const unreachable = () =>
  new Map([
    ['ECONNREFUSED', l10n.t('nothing is listening there')],
    ['ENOENT', l10n.t('the socket does not exist')],
    ['EACCES', l10n.t('the current user does not have permission to use the socket')],
    ['ENOTFOUND', l10n.t('the host name does not exist')],
    ['EAI_AGAIN', l10n.t('the host name could not be resolved')],
    ['EHOSTUNREACH', l10n.t('there is no route to the host')],
    ['ENETUNREACH', l10n.t('there is no route to the network')],
    ['ECONNRESET', l10n.t('the connection was closed')],
    ['EPIPE', l10n.t('the connection was closed')],
  ]);

/** Connection failures after which the server can't have seen the request. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOENT', 'EACCES', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/**
 * Converts a failure before the complete answer to an error for the user.
 * @param isChange Whether the request was not read-only.
 */
export function requestError(error: unknown, { address, service }: ServerName, isChange: boolean): ClusterError {
  if (error instanceof ClusterError) return error;
  const code = codeOf(error);
  const where = l10n.t('{0} at {1}', service, address);
  const options = { cause: error, uncertain: isChange && !NOT_SENT.has(code) };
  if (code === 'ERR_CANCELED')
    return new ClusterError(
      'cancelled',
      l10n.t('The request to {0} was canceled.', where),
      undefined,
      undefined,
      options,
    );
  if (code === 'ECONNABORTED' || code === 'ETIMEDOUT') {
    return new ClusterError(
      'timeout',
      l10n.t('{0} did not answer in time.', where),
      l10n.t('Check the address and that no firewall or policy drops the connection.'),
      messageOf(error),
      options,
    );
  }
  const tls = tlsProblem(error);
  // The handshake comes before the request, so nothing was sent. Only TLS 1.3 rejects a client certificate later.
  if (tls && (!isSecured(error) || isRefusal(tls))) return tlsError(tls, { address, service }, error);
  if (tls) return brokenTls({ address, service }, error, isChange);
  const why = unreachable().get(code);
  if (why !== undefined) {
    // A server without TLS may close the connection on an invalid request.
    const orPlain =
      code === 'ECONNRESET' && address.startsWith('https:')
        ? l10n.t(' If it does not use TLS there, start its address with http:// instead of https://.')
        : '';
    return new ClusterError(
      'unreachable',
      l10n.t('{0} can’t be reached: {1}.', where, why),
      l10n.t('Check the address and that the server is running.{0}', orPlain),
      messageOf(error),
      options,
    );
  }
  return new ClusterError(
    'unexpected-answer',
    l10n.t('{0} did not answer with valid HTTP: {1}.', where, messageOf(error)),
    l10n.t('Check the address.'),
    undefined,
    options,
  );
}

/** Creates the error of a TLS failure. @param certificate The server's certificate, if it was inspected. */
export function tlsError(
  { kind, message, advice }: TlsProblem,
  { address, service }: ServerName,
  cause: unknown,
  certificate?: Certificate,
): ClusterError {
  const since =
    kind === 'expired' && certificate
      ? l10n.t(' (on {0})', day(certificate.validTo))
      : kind === 'not-yet-valid' && certificate
        ? l10n.t(' (from {0})', day(certificate.validFrom))
        : '';
  return new ClusterError(
    'tls',
    l10n.t('{0} at {1} can’t be reached securely: {2}{3}.', service, address, message, since),
    advice,
    messageOf(cause),
    { cause },
  );
}

/** Whether the server rejected the client's certificate. TLS 1.3 reports it after the handshake, before the request. */
export function isRefusal({ kind }: TlsProblem): boolean {
  return kind === 'client-certificate' || kind === 'client-refused';
}

/** Creates the error of a connection that broke after its handshake. A change may have been made. */
export function brokenTls({ address, service }: ServerName, cause: unknown, isChange: boolean): ClusterError {
  return new ClusterError(
    'unexpected-answer',
    l10n.t('{0} at {1} sent data that is not valid TLS.', service, address),
    l10n.t('Check for a proxy or firewall that modifies the connection.'),
    messageOf(cause),
    { cause, uncertain: isChange },
  );
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** Whether the handshake of the failed request's connection had succeeded. */
function isSecured(error: unknown): boolean {
  if (!(error instanceof Error) || !('request' in error)) return false;
  const { request } = error;
  if (!(request instanceof ClientRequest) || !(request.socket instanceof TLSSocket)) return false;
  const { authorized, authorizationError } = request.socket;
  // A certificate that is not checked has an error, too, but another one ended the connection.
  return authorized || (Boolean(authorizationError) && String(authorizationError) !== codeOf(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
