import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { output } from '../../scripts/process';

/** A certificate and its key, as files and as text. */
export interface Pair {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** An authority that issues certificates in a temporary folder. */
export interface Authority extends Pair {
  /** @param name The subject. `alt` contains the names that it is valid for; `days` is negative for an expired one. */
  issue(name: string, options?: { readonly alt?: string; readonly from?: string; readonly to?: string }): Promise<Pair>;
  close(): Promise<void>;
}

const LOCAL = 'DNS:localhost,IP:127.0.0.1';

/** Creates a new authority with openssl. */
export async function authority(name = 'Calico Stars Test CA'): Promise<Authority> {
  const folder = await mkdtemp(path.join(tmpdir(), 'calico-stars-ca-'));
  const at = (file: string) => path.join(folder, file);
  const openssl = (...args: string[]) => output('openssl', args, { cwd: folder });
  const pair = async (base: string): Promise<Pair> => {
    const [certFile, keyFile] = [at(`${base}.crt`), at(`${base}.key`)];
    return { certFile, keyFile, cert: await readFile(certFile), key: await readFile(keyFile) };
  };
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await openssl('req', '-x509', ...ec, '-keyout', 'ca.key', '-out', 'ca.crt', '-days', '30', '-subj', `/CN=${name}`);
  await writeFile(at('index.txt'), '');
  await writeFile(
    at('ca.conf'),
    '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nnew_certs_dir=.\nrand_serial=yes\ndefault_md=sha256\npolicy=p\nunique_subject=no\ncopy_extensions=copy\n[p]\ncommonName=supplied\n',
  );
  let count = 0;
  return {
    ...(await pair('ca')),
    issue: async (subject, { alt = LOCAL, from, to } = {}) => {
      const base = `c${(count += 1)}`;
      await openssl(
        'req',
        '-new',
        ...ec,
        '-keyout',
        `${base}.key`,
        '-out',
        `${base}.csr`,
        '-subj',
        `/CN=${subject}`,
        '-addext',
        `subjectAltName=${alt}`,
        '-addext',
        'extendedKeyUsage=serverAuth,clientAuth',
      );
      const times = from === undefined || to === undefined ? ['-days', '20'] : ['-startdate', from, '-enddate', to];
      await openssl(
        'ca',
        '-batch',
        '-notext',
        '-config',
        'ca.conf',
        '-cert',
        'ca.crt',
        '-keyfile',
        'ca.key',
        '-in',
        `${base}.csr`,
        '-out',
        `${base}.crt`,
        ...times,
      );
      return pair(base);
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
