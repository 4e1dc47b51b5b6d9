import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import type { TlsFiles } from './tls';

/** The content of a certificate. */
export interface Certificate {
  /** Milliseconds since the epoch. */
  readonly validFrom: number;
  readonly validTo: number;
  readonly issuer: string;
  readonly subject: string;
}

const DAY = 24 * 60 * 60 * 1000;

/** Milliseconds for one check. */
const PATIENCE = 3_000;

/**
 * Returns the certificate that a server presents, trusted or not; undefined if there is none. Performs only the
 * handshake: sends no request and no client certificate.
 */
export function certificateAt(
  address: string,
  tls: Pick<TlsFiles, 'serverName'> = {},
): Promise<Certificate | undefined> {
  if (!URL.canParse(address) || new URL(address).protocol !== 'https:') return Promise.resolve(undefined);
  const { hostname, port } = new URL(address);
  const host = hostname.replace(/^\[|\]$/g, '');
  const servername = tls.serverName ?? (isIP(host) === 0 ? host : undefined);
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port: port === '' ? 443 : Number(port),
      rejectUnauthorized: false,
      ...(servername !== undefined && { servername }),
    });
    const end = (certificate: Certificate | undefined) => {
      socket.destroy();
      resolve(certificate);
    };
    socket.setTimeout(PATIENCE, () => end(undefined));
    socket.once('error', () => end(undefined));
    socket.once('close', () => end(undefined));
    socket.once('secureConnect', () => {
      const shown = socket.getPeerX509Certificate();
      end(shown && describe(shown));
    });
  });
}

/** Returns the first certificate of a PEM text; undefined if there is none. */
export function certificateIn(pem: Buffer): Certificate | undefined {
  try {
    return describe(new X509Certificate(pem));
  } catch {
    return undefined;
  }
}

/** Returns the whole days until a certificate expires; negative after that. */
export function daysLeft({ validTo }: Pick<Certificate, 'validTo'>, now: number): number {
  return Math.floor((validTo - now) / DAY);
}

function describe({ validFrom, validTo, issuer, subject }: X509Certificate): Certificate {
  return {
    validFrom: Date.parse(validFrom),
    validTo: Date.parse(validTo),
    issuer: oneLine(issuer),
    subject: oneLine(subject),
  };
}

function oneLine(name: string): string {
  return name.split('\n').join(', ');
}
