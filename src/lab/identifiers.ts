import { randomBytes } from 'node:crypto';

/** Creates an ID of 64 hexadecimal digits, as Docker uses for networks, endpoints and containers. */
export function dockerId(): string {
  return randomBytes(32).toString('hex');
}
