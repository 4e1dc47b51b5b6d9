/** The target of a redirect, by whether it may get secrets. */
export type Redirect =
  /** A host of the same cluster: the request is repeated there unchanged. */
  | { readonly kind: 'follow'; readonly url: URL }
  /** A host outside the cluster: the request may be repeated there, but without secrets. */
  | { readonly kind: 'foreign'; readonly url: URL }
  /** A sign-in page. */
  | { readonly kind: 'sign-in'; readonly host: string };

const STATUSES = new Set([301, 302, 303, 307, 308]);

const SIGN_IN =
  /(?:^|[/._-])(?:log-?in|sign-?in|sso|saml2?|oauth2?|openid(?:-connect)?|oidc|authorize|authenticate)(?:[/._?-]|$)/i;

/**
 * Classifies the redirect of an answer. Returns undefined if there is none.
 * @param from The requested address.
 * @param trustedHosts Other hosts of the cluster: `host`, `host:port` or `*.domain`.
 */
export function redirectOf(
  status: number,
  location: unknown,
  from: URL,
  trustedHosts: readonly string[] = [],
): Redirect | undefined {
  if (!STATUSES.has(status) || typeof location !== 'string' || !URL.canParse(location, from.href)) return undefined;
  const url = new URL(location, from);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  if (SIGN_IN.test(url.pathname) || SIGN_IN.test(url.hostname)) return { kind: 'sign-in', host: url.host };
  // Secrets are never sent from TLS to plain text.
  const isDowngrade = from.protocol === 'https:' && url.protocol === 'http:';
  const isSame = url.host === from.host && url.protocol === from.protocol;
  const isUpgrade = url.hostname === from.hostname && from.protocol === 'http:' && url.protocol === 'https:';
  const isTrusted = trustedHosts.some((host) => isHost(host.toLowerCase(), url));
  return { kind: isSame || (!isDowngrade && (isUpgrade || isTrusted)) ? 'follow' : 'foreign', url };
}

/** Returns the hosts of a cluster's addresses, to which its services may redirect. */
export function hostsOf(addresses: readonly (string | undefined)[]): readonly string[] {
  return [
    ...new Set(
      addresses
        .flatMap((address) => (address !== undefined && URL.canParse(address) ? new URL(address).hostname : []))
        .filter((host) => host !== ''),
    ),
  ];
}

function isHost(trusted: string, { hostname, host }: URL): boolean {
  return trusted.startsWith('*.') ? hostname.endsWith(trusted.slice(1)) : trusted === hostname || trusted === host;
}
