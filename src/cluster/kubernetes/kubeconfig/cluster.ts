import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import type { KubeCluster } from './context';
import { isGiven } from './given';
import type { Entry } from './parse';
import { pemOf } from './pem';

/** The extension of a cluster that is meant for credential plugins. */
const FOR_PLUGINS = 'client.authentication.k8s.io/exec';

export const clusterEntry = z.object({
  server: z.string(),
  'certificate-authority': z.nullish(z.string()),
  'certificate-authority-data': z.nullish(z.string()),
  'insecure-skip-tls-verify': z.nullish(z.boolean()),
  'tls-server-name': z.nullish(z.string()),
  'proxy-url': z.nullish(z.string()),
  extensions: z.catch(z.nullish(z.array(z.object({ name: z.string(), extension: z.unknown() }))), undefined),
});

export function clusterOf(name: string, entry: z.infer<typeof clusterEntry>, folder: string): Entry<KubeCluster> {
  const isUnchecked = entry['insecure-skip-tls-verify'] === true;
  const authority = pemOf(entry['certificate-authority-data'], entry['certificate-authority'], folder);
  if (authority === 'wrong') return { problem: l10n.t('Its “certificate-authority-data” is not Base64.') };
  if (authority && isUnchecked)
    return {
      problem: l10n.t('It has both a certificate authority and “insecure-skip-tls-verify”. Remove one of them.'),
    };
  const server = serverOf(entry.server, authority !== undefined || isUnchecked);
  if (server === undefined) return { problem: l10n.t('Its “server” is not a valid address.') };
  // A password in an address would end up in messages and in the log.
  if (hasPassword(server)) return { problem: l10n.t('Its “server” must not contain a user name or password.') };
  const proxy = proxyOf(entry['proxy-url']);
  if (proxy !== undefined && 'problem' in proxy) return proxy;
  const tlsServerName = entry['tls-server-name'] ?? '';
  const pluginConfig = entry.extensions?.find((extension) => extension.name === FOR_PLUGINS)?.extension;
  return {
    value: {
      name,
      ...withoutKey(server),
      isUnchecked,
      ...(authority && { authority }),
      ...(tlsServerName !== '' && { tlsServerName }),
      ...(proxy && { proxy: proxy.value }),
      ...(pluginConfig !== undefined && { pluginConfig }),
    },
  };
}

/** Returns the address with a scheme and without a slash at its end. kubectl adds the scheme that TLS settings imply. */
function serverOf(written: string, hasTls: boolean): string | undefined {
  if (written === '') return undefined;
  const address = written.includes('://') ? written : `${hasTls ? 'https' : 'http'}://${written}`;
  if (!URL.canParse(address)) return undefined;
  const { protocol } = new URL(address);
  return protocol === 'http:' || protocol === 'https:' ? address.replace(/\/+$/, '') : undefined;
}

/** The key of the embedded cluster, which kubectl sends only as a part of the address. */
const KEY_IN_PATH = /^(http:\/\/127\.0\.0\.1:\d+)(\/key\/[\w-]{32})$/;

function withoutKey(server: string): Pick<KubeCluster, 'server' | 'secretPath'> {
  const [, address, secretPath] = KEY_IN_PATH.exec(server) ?? [];
  return address === undefined || secretPath === undefined ? { server } : { server: address, secretPath };
}

function hasPassword(address: string): boolean {
  const { username, password } = new URL(address);
  return username !== '' || password !== '';
}

function proxyOf(written: string | null | undefined): Entry<string> | undefined {
  if (!isGiven(written)) return undefined;
  const protocol = URL.canParse(written) ? new URL(written).protocol : '';
  if (protocol === 'http:' || protocol === 'https:') return { value: written };
  return {
    problem: protocol.startsWith('socks5')
      ? l10n.t('Its “proxy-url” is a SOCKS proxy, which is not supported. Use a proxy with an http or https address.')
      : l10n.t('Its “proxy-url” is not a valid http or https address.'),
  };
}
