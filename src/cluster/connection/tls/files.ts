import * as l10n from '@vscode/l10n';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { MesosDefinition } from '../definition';
import { ClusterError, messageOf } from '../errors';
import type { TlsFiles } from './tls';
import type { TlsService, TlsSettings } from './settings';

/**
 * Reads the certificates for a service of a cluster. Returns undefined if none are configured.
 * @throws ClusterError if a file can't be read, or a certificate has no key.
 */
export async function readTls(definition: MesosDefinition, service: TlsService): Promise<TlsFiles | undefined> {
  const { caFile, certFile, keyFile, serverName }: TlsSettings = definition.tls?.[service] ?? definition;
  if (!certFile !== !keyFile)
    throw new ClusterError(
      'invalid',
      l10n.t('A client certificate for {0} requires both a certificate and its key.', service),
      l10n.t('Set both “certFile” and “keyFile” in the cluster settings, or neither.'),
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
      l10n.t('The file {0} can’t be read: {1}.', file, messageOf(error)),
      l10n.t('Correct its path in the cluster settings.'),
      undefined,
      { cause: error },
    );
  }
}
