import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { RetryBackoff } from '../../../src/base/backoff';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; reading it fails the test if it is invalid. */
  readonly json: unknown;
}

/** Sends a raw HTTP request, with a JSON body if given. */
export async function http(
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<HttpAnswer> {
  const content = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
  const response = await fetch(url, {
    method,
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...headers },
    ...content,
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    get json() {
      return JSON.parse(text) as unknown;
    },
  };
}

/**
 * Repeats a request until the answer meets the condition. Fails with the last error if it never does. Pauses grow from a
 * millisecond: what is about to happen is seen at once, and what takes long is not slowed down by being asked about.
 */
export async function eventually<T>(ask: () => T | Promise<T>, withinMs = 8000): Promise<T> {
  const end = Date.now() + withinMs;
  const pauses = new RetryBackoff(1, 50);
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > end) throw error;
      await delay(pauses.next());
    }
  }
}

/** Fails unless the status is the expected one. */
export function expectStatus(answer: HttpAnswer, status: number): HttpAnswer {
  assert.equal(answer.status, status, answer.text);
  return answer;
}
