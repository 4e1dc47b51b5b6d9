/** The proxy settings of VS Code and of the environment. */
export interface ProxySettings {
  /** Whether proxies are used at all. */
  readonly enabled: boolean;
  /** From VS Code's settings. Takes precedence over the environment. */
  readonly proxy?: string;
  /** The proxy of one server, with an http or https address. Takes precedence over everything else. */
  readonly only?: string;
  /** Hosts reached without a proxy, in addition to those of the environment. */
  readonly noProxy?: readonly string[];
  /** The environment variables, such as `process.env`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Returns the proxy settings of the environment, for programs outside VS Code. */
export function environmentProxy(): ProxySettings {
  return { enabled: true, environment: process.env };
}

/** Returns the proxy for an address, or undefined to connect directly. Loopback addresses use only a proxy of their own. */
export function proxyFor(
  address: string,
  { enabled, proxy, only, noProxy = [], environment }: ProxySettings,
): string | undefined {
  if (only !== undefined) return only;
  if (!enabled || !URL.canParse(address)) return undefined;
  const { protocol, hostname, port } = new URL(address);
  if (protocol !== 'http:' && protocol !== 'https:') return undefined;
  const host = hostname.toLowerCase().replace(/^\[|\]$/g, '');
  if (isLoopback(host)) return undefined;
  const exceptions = [...noProxy, ...(read('no_proxy') ?? '').split(/[\s,]+/)];
  const actualPort = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  if (exceptions.some((exception) => excepts(exception.trim().toLowerCase(), host, actualPort))) return undefined;
  const chosen = [proxy, read(protocol === 'https:' ? 'https_proxy' : 'http_proxy'), read('all_proxy')].find(
    (candidate) => candidate !== undefined && candidate !== '',
  );
  if (chosen === undefined) return undefined;
  const url = chosen.includes('://') ? chosen : `http://${chosen}`;
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? url : undefined;

  function read(name: string): string | undefined {
    return environment[name] ?? environment[name.toUpperCase()];
  }
}

/** Whether a host is this machine. */
function isLoopback(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    /^127(?:\.\d+){3}$/.test(host) ||
    host === '::1' ||
    host === '::ffff:7f00:1'
  );
}

/**
 * Whether an entry of NO_PROXY matches: `*`, a host, `host:port`, a domain such as `.example.com` or `*.example.com`,
 * or a network such as `10.0.0.0/8`.
 */
function excepts(entry: string, host: string, port: string): boolean {
  if (entry === '') return false;
  if (entry === '*') return true;
  const network = /^(?<base>\d+(?:\.\d+){3})\/(?<bits>\d+)$/.exec(entry)?.groups;
  if (network) return isWithin(host, network['base'] ?? '', Number(network['bits']));
  const [, name = entry, onlyPort] = /^(.*?)(?::(\d+))?$/.exec(entry.replace(/^\*(?=\.)/, '')) ?? [];
  if (onlyPort !== undefined && onlyPort !== port) return false;
  const bare = name.replace(/^\./, '').replace(/^\[|\]$/g, '');
  return host === bare || host.endsWith(`.${bare}`);
}

function isWithin(host: string, base: string, bits: number): boolean {
  const [address, network] = [host, base].map(numberOf);
  if (address === undefined || network === undefined || bits > 32) return false;
  const size = 2 ** (32 - bits);
  return Math.floor(address / size) === Math.floor(network / size);
}

function numberOf(address: string): number | undefined {
  const parts = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)?.slice(1).map(Number);
  return parts?.reduce((sum, part) => sum * 256 + part, 0);
}
