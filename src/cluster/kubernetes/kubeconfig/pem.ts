import path from 'node:path';
import type { Pem } from './context';
import { isGiven } from './given';

/** Returns PEM text given as Base64 or as a file; undefined if there is neither. Data takes precedence, as in kubectl. */
export function pemOf(
  data: string | null | undefined,
  file: string | null | undefined,
  folder: string,
): Pem | undefined | 'wrong' {
  if (isGiven(data)) {
    const compact = data.replaceAll(/\s+/g, '');
    return /^[A-Za-z0-9+/]+={0,2}$/.test(compact) ? { kind: 'data', data: Buffer.from(compact, 'base64') } : 'wrong';
  }
  return isGiven(file) ? { kind: 'file', path: path.resolve(folder, file) } : undefined;
}
