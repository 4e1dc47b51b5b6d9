import * as l10n from '@vscode/l10n';

/** Returns the display name of the object at a key of Calico v1; the key itself for an unknown kind. */
export function nameOfKey(key: string): string {
  const [, tier, policy] = /^\/calico\/v1\/policy\/tier\/([^/]+)\/policy\/([^/]+)$/.exec(key) ?? [];
  if (tier !== undefined && policy !== undefined)
    return l10n.t('policy {0} of tier {1}', unescapeElement(policy), unescapeElement(tier));
  const [, kind, name] = /^\/calico\/v1\/policy\/(tier|profile)\/([^/]+)\//.exec(key) ?? [];
  if (name !== undefined)
    return kind === 'tier' ? l10n.t('tier {0}', unescapeElement(name)) : l10n.t('profile {0}', unescapeElement(name));
  const [, host, endpoint] = /^\/calico\/v1\/host\/([^/]+)\/endpoint\/([^/]+)$/.exec(key) ?? [];
  return host !== undefined && endpoint !== undefined
    ? l10n.t('host endpoint {0} of {1}', unescapeElement(endpoint), unescapeElement(host))
    : key;
}

/** The inverse of `escapeElement`. */
function unescapeElement(element: string): string {
  return element.replaceAll('%2f', '/').replaceAll('%25', '%');
}
