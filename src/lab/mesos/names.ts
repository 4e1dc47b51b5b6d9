/** Which forms of a task's name resolve. */
export type Spelling = 'both' | 'dashed' | 'dotted';

const DOMAIN = 'marathon.mesos';

/** The maximum length of a DNS label. */
const MAX_LABEL = 63;

/** Returns Marathon's name for an app's tasks: the segments of its ID in reverse order, joined by dots. */
export function taskName(appId: string): string {
  return appId.split('/').filter(Boolean).reverse().join('.');
}

/**
 * Returns the Mesos-DNS names of an app's running tasks. Tasks with discovery information have dotted names, those
 * without have dashed names, joined into one label; releases from 0.5.2 on support both.
 */
export function dnsNames(appId: string, spelling: Spelling = 'both'): string[] {
  const dotted = taskName(appId);
  const dashed = dotted.replace(/[._]/g, '-').slice(0, MAX_LABEL).replace(/-+$/, '');
  const names = { dashed: [dashed], dotted: [dotted], both: [dotted, dashed] }[spelling];
  return [...new Set(names)].map((name) => `${name}.${DOMAIN}`);
}
