import { existsSync } from 'node:fs';
import { run } from './process';

/** A program or file from a Debian package. */
interface Need {
  readonly package: string;
  readonly file: string;
}

const NEEDS = {
  browser: [
    { package: 'chromium', file: '/usr/bin/chromium' },
    { package: 'fonts-liberation', file: '/usr/share/fonts/truetype/liberation' },
  ],
  etcd: [{ package: 'etcd-server', file: '/usr/bin/etcd' }],
  docker: [{ package: 'docker.io', file: '/usr/sbin/dockerd' }],
  haproxy: [{ package: 'haproxy', file: '/usr/sbin/haproxy' }],
  python: [{ package: 'python3', file: '/usr/bin/python3' }],
  /** Kubernetes' client for Python. */
  'kubernetes for python': [{ package: 'python3-kubernetes', file: '/usr/lib/python3/dist-packages/kubernetes' }],
  /** For real packets between network namespaces. */
  kernel: [
    { package: 'iproute2', file: '/usr/sbin/ip' },
    { package: 'iptables', file: '/usr/sbin/iptables' },
    { package: 'ipset', file: '/usr/sbin/ipset' },
    { package: 'fping', file: '/usr/bin/fping' },
  ],
  /** To build the native modules of the browser host. */
  toolchain: [
    { package: 'g++', file: '/usr/bin/g++' },
    { package: 'make', file: '/usr/bin/make' },
    { package: 'python3', file: '/usr/bin/python3' },
    { package: 'libkrb5-dev', file: '/usr/include/gssapi/gssapi.h' },
  ],
} as const satisfies Record<string, readonly Need[]>;

/**
 * Installs missing Debian packages for a purpose, if the user has the right to.
 * @throws Error that names the packages and the command otherwise.
 */
export async function ensurePackages(...purposes: readonly (keyof typeof NEEDS)[]): Promise<void> {
  const missing = purposes.flatMap((purpose) =>
    NEEDS[purpose].filter(({ file }) => !existsSync(file)).map((need) => need.package),
  );
  if (missing.length === 0) return;
  const command = `apt-get install -y ${missing.join(' ')}`;
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) {
    throw new Error(`Missing: ${missing.join(', ')}. On Debian or Ubuntu run: sudo ${command}`);
  }
  console.error(`Installing ${missing.join(', ')}…`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'] };
  const updated = await run('apt-get', ['update', '-qq'], options);
  const installed =
    updated === 0 ? await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], options) : 1;
  if (installed !== 0) throw new Error(`${command} failed: see above.`);
}
