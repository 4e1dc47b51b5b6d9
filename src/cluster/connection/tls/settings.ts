/**
 * The services of a cluster that may use TLS. The collector's settings also apply to the load balancer in front of it.
 */
export const TLS_SERVICES = ['etcd', 'marathon', 'docker', 'collector'] as const;
export type TlsService = (typeof TLS_SERVICES)[number];

/** The PEM files with the certificates of a service. */
export interface TlsSettings {
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  /** The name in the server's certificate, if it differs from the address. */
  readonly serverName?: string;
}

const FIELDS = ['caFile', 'certFile', 'keyFile', 'serverName'] as const;

/** Reads `tls` of a cluster in the settings. Returns undefined if it is missing, `wrong` if it is invalid. */
export function parseTlsSettings(value: unknown): Partial<Record<TlsService, TlsSettings>> | undefined | 'wrong' {
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || value === null) return 'wrong';
  const parsed: Partial<Record<TlsService, TlsSettings>> = {};
  for (const [name, fields] of Object.entries(value) as [string, unknown][]) {
    const service = TLS_SERVICES.find((candidate) => candidate === name);
    const settings = fieldsOf(fields);
    if (!service || !settings) return 'wrong';
    parsed[service] = settings;
  }
  return Object.keys(parsed).length > 0 ? parsed : undefined;
}

function fieldsOf(value: unknown): TlsSettings | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const given = new Map<string, unknown>(Object.entries(value));
  const fields = FIELDS.filter((field) => given.has(field)).map((field) => [field, given.get(field)] as const);
  if (fields.length < given.size || !fields.every(([, text]) => typeof text === 'string')) return undefined;
  return Object.fromEntries(fields.filter(([, text]) => text !== ''));
}
