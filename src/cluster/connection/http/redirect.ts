/** Where a redirect leads, in the eyes of whoever holds the secrets. */
export type Redirect =
  /** Another place of the same cluster: the request is repeated there with all that it carries. */
  | { readonly kind: 'follow'; readonly url: URL }
  /** A stranger: the request may be repeated there, but without secrets. */
  | { readonly kind: 'foreign'; readonly url: URL }
  /** A page where a person would have to log in. */
  | { readonly kind: 'sign-in'; readonly host: string };

const STATUSES = new Set([301, 302, 303, 307, 308]);

const SIGN_IN =
  /(?:^|[/._-])(?:log-?in|sign-?in|sso|saml2?|oauth2?|openid(?:-connect)?|oidc|authorize|authenticate)(?:[/._?-]|$)/i;

/**
 * What an answer's redirect means; undefined when it is none.
 * @param from the address that was asked.
 * @param trustedHosts further hosts of the cluster: `host`, `host:port` or `*.domain`.
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
  // From TLS to plain text nothing secret is carried, whoever asks for it.
  const isDowngrade = from.protocol === 'https:' && url.protocol === 'http:';
  const isSame = url.host === from.host && url.protocol === from.protocol;
  const isUpgrade = url.hostname === from.hostname && from.protocol === 'http:' && url.protocol === 'https:';
  const isTrusted = trustedHosts.some((host) => isHost(host.toLowerCase(), url));
  return { kind: isSame || (!isDowngrade && (isUpgrade || isTrusted)) ? 'follow' : 'foreign', url };
}

/** The hosts of a cluster's addresses, to which its services may redirect. */
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
