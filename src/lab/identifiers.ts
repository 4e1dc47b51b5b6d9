import { randomBytes } from 'node:crypto';

/** An identifier of 64 hexadecimal digits, as Docker gives to networks, endpoints and containers. */
export function dockerId(): string {
  return randomBytes(32).toString('hex');
}
