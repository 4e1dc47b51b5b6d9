import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { ClusterDefinition } from '../definition';
import { ClusterError, messageOf } from '../errors';
import type { TlsFiles } from './tls';
import type { TlsService, TlsSettings } from './settings';

/**
 * Reads the certificates with which a service of a cluster is spoken to; undefined when the settings name none.
 * @throws ClusterError when a file cannot be read, or a certificate has no key.
 */
export async function readTls(definition: ClusterDefinition, service: TlsService): Promise<TlsFiles | undefined> {
  const { caFile, certFile, keyFile, serverName }: TlsSettings = definition.tls?.[service] ?? definition;
  if (!certFile !== !keyFile)
    throw new ClusterError(
      'invalid',
      `The client certificate for ${service} needs its key, and a key its certificate.`,
      'Give both “certFile” and “keyFile” in the cluster’s settings, or neither.',
    );
  const [ca, cert, key] = await Promise.all([caFile, certFile, keyFile].map(readPem));
  if (!ca && !cert && serverName === undefined) return undefined;
  return {
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
    ...(serverName !== undefined && { serverName }),
  };
}

async function readPem(file: string | undefined): Promise<Buffer | undefined> {
  if (file === undefined) return undefined;
  const found = file.startsWith('~/') ? path.join(homedir(), file.slice(2)) : file;
  try {
    return await readFile(found);
  } catch (error) {
    throw new ClusterError(
      'invalid',
      `The file ${file} cannot be read: ${messageOf(error)}.`,
      'Correct its path in the cluster’s settings.',
      undefined,
      { cause: error },
    );
  }
}
