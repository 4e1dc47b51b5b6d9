import * as l10n from '@vscode/l10n';

/** TLS options for a server, as PEM texts: an authority, a client certificate with its key, and the expected name. */
export interface TlsFiles {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  /** The name in the server's certificate, if it differs from the address. */
  readonly serverName?: string;
  /** The server's certificate is not checked. */
  readonly isUnchecked?: true;
}

/** What is wrong with a TLS connection, as the end of a sentence that begins with the server, and what to do. */
export interface TlsProblem {
  readonly kind:
    | 'untrusted'
    | 'expired'
    | 'not-yet-valid'
    | 'wrong-name'
    | 'client-certificate'
    | 'client-refused'
    | 'not-tls'
    | 'wants-tls'
    | 'files'
    | 'broken-off'
    | 'handshake';
  readonly message: string;
  readonly advice: string;
}

const problems = (): readonly (readonly [pattern: RegExp, TlsProblem])[] => [
  [
    /SELF_SIGNED|UNABLE_TO_(?:VERIFY_LEAF|GET_ISSUER)|self[- ]signed certificate|unable to (?:verify the first|get (?:local )?issuer) certificate/i,
    {
      kind: 'untrusted',
      message: l10n.t('its certificate is signed by an authority that is not trusted'),
      advice: l10n.t('Set “caFile” in the cluster settings to that authority’s certificate.'),
    },
  ],
  [
    /certificate required|ALERT_CERTIFICATE_REQUIRED|bad certificate|ALERT_BAD_CERTIFICATE|handshake failure|ALERT_HANDSHAKE_FAILURE/i,
    {
      kind: 'client-certificate',
      message: l10n.t('it requires a client certificate'),
      advice: l10n.t(
        'Set “certFile” and “keyFile” in the cluster settings to a certificate that it accepts and its key.',
      ),
    },
  ],
  [
    /alert (?:unknown ca|certificate unknown|unsupported certificate|certificate expired|certificate revoked|access denied)|ALERT_(?:UNKNOWN_CA|CERTIFICATE_UNKNOWN|UNSUPPORTED_CERTIFICATE|CERTIFICATE_EXPIRED|CERTIFICATE_REVOKED|ACCESS_DENIED)/i,
    {
      kind: 'client-refused',
      message: l10n.t('it rejects the client certificate'),
      advice: l10n.t('Check that “certFile” has not expired and is signed by an authority that the server trusts.'),
    },
  ],
  [
    /CERT_HAS_EXPIRED|certificate has expired/i,
    {
      kind: 'expired',
      message: l10n.t('its certificate has expired'),
      advice: l10n.t('Renew the server’s certificate, and check this machine’s clock.'),
    },
  ],
  [
    /CERT_NOT_YET_VALID|certificate is not yet valid/i,
    {
      kind: 'not-yet-valid',
      message: l10n.t('its certificate is not valid yet'),
      advice: l10n.t('Check the clocks of the server and of this machine.'),
    },
  ],
  [
    /ALTNAME_INVALID|does not match certificate's altnames|Hostname\/IP does not match/i,
    {
      kind: 'wrong-name',
      message: l10n.t('its certificate is for a different name'),
      advice: l10n.t(
        'Use an address with a name from the certificate, or set that name as “serverName” in the cluster settings.',
      ),
    },
  ],
  [
    /WRONG_VERSION_NUMBER|wrong version number|packet length too long|PACKET_LENGTH_TOO_LONG|http request\b.*SSL/i,
    {
      kind: 'not-tls',
      message: l10n.t('it does not use TLS there'),
      advice: l10n.t('Start its address with http:// instead of https://, or correct the port.'),
    },
  ],
  [
    /OSSL_PEM|PEM_read|PEM routines|no start line|KEY_VALUES_MISMATCH|key values mismatch|BAD_DECRYPT|interrupted or cancelled|ASN1|bad end line|UNSUPPORTED.*decod/i,
    {
      kind: 'files',
      message: l10n.t('the certificate files can’t be used'),
      advice: l10n.t(
        'Check that “caFile”, “certFile” and “keyFile” are PEM files, that the certificate and key belong together, and that the key has no passphrase.',
      ),
    },
  ],
  [
    /before secure TLS connection was established/i,
    {
      kind: 'broken-off',
      message: l10n.t('it closed the connection during the TLS handshake'),
      advice: l10n.t('If it does not use TLS there, start its address with http:// instead of https://.'),
    },
  ],
  [
    /ERR_SSL|EPROTO|SSL routines|ERR_TLS/i,
    {
      kind: 'handshake',
      message: l10n.t('a TLS connection could not be established'),
      advice: l10n.t('Check the address and the certificate files in the cluster settings. See the log for details.'),
    },
  ],
];

/** Responses to plain HTTP on a TLS port, as sent by Go, nginx, and HAProxy and similar servers. */
const WANTS_TLS =
  /HTTP request to an HTTPS server|plain HTTP request was sent to HTTPS port|speaking plain HTTP to an SSL-enabled/i;

/** The problem of using plain HTTP with a server that requires TLS. */
export const tlsWanted = (): TlsProblem => ({
  kind: 'wants-tls',
  message: l10n.t('it accepts only TLS'),
  advice: l10n.t('Start its address with https:// in the cluster settings.'),
});

/**
 * Returns the TLS problem of a failed connection; undefined if it failed for another reason. Supports Node's errors and
 * gRPC's messages.
 */
export function tlsProblem(error: unknown): TlsProblem | undefined {
  if (!(error instanceof Error)) return undefined;
  const text = `${'code' in error ? String(error.code) : ''} ${error.message}`;
  const found = problems().find(([pattern]) => pattern.test(text))?.[1];
  if (found?.kind !== 'wrong-name') return found;
  const names = /altnames: (?:.*?is not in the cert's (?:altnames|list): |.*?is not cert's )(?<names>.*)$/im.exec(
    error.message,
  )?.groups?.['names'];
  return names === undefined ? found : { ...found, message: `${found.message} (${names.slice(0, 300)})` };
}

/** Whether a response indicates that plain HTTP was used where TLS is required. */
export function wantsTls(status: number, body: string): TlsProblem | undefined {
  return status === 400 && WANTS_TLS.test(body) ? tlsWanted() : undefined;
}
