import type { DrawnNode } from './drawn';

/** A mark of whom policy lets in or out. */
export interface AccessMark {
  /** `open`: everyone may connect. `isolated`: nobody may connect, it may not connect to anyone, or both. */
  readonly kind: 'open' | 'isolated';
  /** Its outline around the origin. */
  readonly outline: string;
}

const CIRCLE = 'M-8,0a8,8 0 1,0 16,0a8,8 0 1,0 -16,0';
const OPEN: AccessMark = { kind: 'open', outline: `${CIRCLE}M-8,0H8M0,-8a4,8 0 0,1 0,16a4,8 0 0,1 0,-16` };
const ISOLATED = {
  both: { kind: 'isolated', outline: `${CIRCLE}M-4,0H4` },
  inbound: { kind: 'isolated', outline: `${CIRCLE}M-4.5,0H1M-1.5,-3L1.5,0L-1.5,3M4,-4V4` },
  outbound: { kind: 'isolated', outline: `${CIRCLE}M-4,-4V4M-1.5,0H4.5M2,-3L5,0L2,3` },
} as const satisfies Record<string, AccessMark>;

/** Returns what stands out about a star; undefined if policy lets some in and out. */
export function accessMark({ access }: Pick<DrawnNode, 'access'>): AccessMark | undefined {
  if (!access) return undefined;
  if (access.inbound === 'all') return OPEN;
  if (access.inbound === 'none') return access.outbound === 'none' ? ISOLATED.both : ISOLATED.inbound;
  return access.outbound === 'none' ? ISOLATED.outbound : undefined;
}
