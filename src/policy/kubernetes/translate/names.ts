/** The profile that every endpoint of a namespace has. */
export function namespaceProfile(namespace: string): string {
  return `kns.${namespace}`;
}

/** The profile that pods of a service account have. */
export function accountProfile(namespace: string, account: string): string {
  return `ksa.${namespace}.${account}`;
}

/** The account of pods that name none. */
export const DEFAULT_ACCOUNT = 'default';
