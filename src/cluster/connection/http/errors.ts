import type { Certificate } from '../tls/certificate';
import { ClusterError, messageOf } from '../errors';
import { tlsProblem, type TlsProblem } from '../tls/tls';

/** Who was asked, for messages. */
interface Asked {
  readonly address: string;
  readonly service: string;
}

const UNREACHABLE = new Map([
  ['ECONNREFUSED', 'nothing listens there'],
  ['ENOENT', 'there is no such socket'],
  ['EACCES', 'this user may not use that socket'],
  ['ENOTFOUND', 'no such host name'],
  ['EAI_AGAIN', 'the host name could not be resolved'],
  ['EHOSTUNREACH', 'no route to that host'],
  ['ENETUNREACH', 'no route to that network'],
  ['ECONNRESET', 'the connection was broken off'],
  ['EPIPE', 'the connection was broken off'],
]);

/** Failures to connect, after which the server cannot have seen the request. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOENT', 'EACCES', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** What failed before an answer was there in full, for a person. @param isChange whether the request was no mere reading. */
export function requestError(error: unknown, { address, service }: Asked, isChange: boolean): ClusterError {
  if (error instanceof ClusterError) return error;
  const code = codeOf(error);
  const where = `${service} at ${address}`;
  const options = { cause: error, uncertain: isChange && !NOT_SENT.has(code) };
  if (code === 'ERR_CANCELED')
    return new ClusterError('cancelled', `The request to ${where} was cancelled.`, undefined, undefined, options);
  if (code === 'ECONNABORTED' || code === 'ETIMEDOUT') {
    return new ClusterError(
      'timeout',
      `${where} did not answer in time.`,
      'Check the address and that no firewall or policy drops the connection.',
      messageOf(error),
      options,
    );
  }
  const tls = tlsProblem(error);
  // Hands are shaken before anything is sent; only a client certificate may be refused later, in TLS 1.3, and unheard too.
  if (tls) return tlsError(tls, { address, service }, error);
  const why = UNREACHABLE.get(code);
  if (why !== undefined) {
    // A server without TLS may break off what it takes for nonsense.
    const orPlain =
      code === 'ECONNRESET' && address.startsWith('https:')
        ? ' If it speaks no TLS there, begin its address with http:// instead of https://.'
        : '';
    return new ClusterError(
      'unreachable',
      `${where} cannot be reached: ${why}.`,
      `Check the address and that the server is running.${orPlain}`,
      messageOf(error),
      options,
    );
  }
  return new ClusterError(
    'unexpected-answer',
    `${where} did not answer as an HTTP server should: ${messageOf(error)}.`,
    'Check the address.',
    undefined,
    options,
  );
}

/** A failure of TLS. @param certificate the one that the server showed, when it was looked at. */
export function tlsError(
  { kind, message, advice }: TlsProblem,
  { address, service }: Asked,
  cause: unknown,
  certificate?: Certificate,
): ClusterError {
  const since =
    kind === 'expired' && certificate
      ? ` (on ${day(certificate.validTo)})`
      : kind === 'not-yet-valid' && certificate
        ? ` (from ${day(certificate.validFrom)})`
        : '';
  return new ClusterError(
    'tls',
    `${service} at ${address} cannot be reached securely: ${message}${since}.`,
    advice,
    messageOf(cause),
    { cause },
  );
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
