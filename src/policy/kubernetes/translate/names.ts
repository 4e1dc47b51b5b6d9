/** The profile of all endpoints in a namespace. */
export function namespaceProfile(namespace: string): string {
  return `kns.${namespace}`;
}

/** The profile of pods with a service account. */
export function accountProfile(namespace: string, account: string): string {
  return `ksa.${namespace}.${account}`;
}

/** The service account of pods without one. */
export const DEFAULT_ACCOUNT = 'default';
