import * as z from 'zod/mini';
import { explanation, place } from './protocol';

/** Messages between the explanation page and the host. Both validate what they receive. */

const toPage = z.discriminatedUnion('type', [
  /** The page stores the connection, so that it can be restored. */
  z.object({
    type: z.literal('explanation'),
    explanation,
    connection: z.unknown(),
    /** The cluster's name. */
    cluster: z.optional(z.string()),
  }),
  /** Nothing can be explained right now, with the reason. */
  z.object({
    type: z.literal('nothing'),
    reason: z.string(),
    /** The cluster to connect to for the explanation, by name. */
    connectTo: z.optional(z.string()),
  }),
]);

const toHost = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('reveal'), place }),
  z.object({ type: z.literal('try'), change: z.nullable(z.string()) }),
  z.object({ type: z.literal('apply'), change: z.string() }),
  z.object({ type: z.literal('createPolicy') }),
  /** Connect to the cluster of the explanation. */
  z.object({ type: z.literal('connect') }),
]);

export type ToExplanationPage = z.infer<typeof toPage>;
export type FromExplanationPage = z.infer<typeof toHost>;

/** Whether a value is a message of the host to the page. */
export function isToExplanationPage(value: unknown): value is ToExplanationPage {
  return toPage.safeParse(value).success;
}

/** Whether a value is a message of the page to the host. */
export function isFromExplanationPage(value: unknown): value is FromExplanationPage {
  return toHost.safeParse(value).success;
}
