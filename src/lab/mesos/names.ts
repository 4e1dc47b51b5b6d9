/** Which spellings of a task's name resolve. */
export type Spelling = 'both' | 'dashed' | 'dotted';

const DOMAIN = 'marathon.mesos';

/** The longest label of a DNS name. */
const MAX_LABEL = 63;

/** Marathon's name for an app's tasks: the segments of its id from the last to the first, joined by dots. */
export function taskName(appId: string): string {
  return appId.split('/').filter(Boolean).reverse().join('.');
}

/**
 * The names that Mesos-DNS gives to an app's running tasks. Dotted is what tasks with discovery information have, and
 * dashed, squeezed into one label, what those without have; releases from 0.5.2 on know both.
 */
export function dnsNames(appId: string, spelling: Spelling = 'both'): string[] {
  const dotted = taskName(appId);
  const dashed = dotted.replace(/[._]/g, '-').slice(0, MAX_LABEL).replace(/-+$/, '');
  const names = { dashed: [dashed], dotted: [dotted], both: [dotted, dashed] }[spelling];
  return [...new Set(names)].map((name) => `${name}.${DOMAIN}`);
}
