import * as z from 'zod/mini';

/** A health check with the defaults of Marathon 0.14 (HealthCheck.DefaultX). Times are in seconds. */
export const healthCheckSchema = z.object({
  path: z.optional(z.string()),
  protocol: z._default(z.enum(['HTTP', 'TCP', 'COMMAND']), 'HTTP'),
  /** Index of one of the app's ports; defaults to the first. */
  portIndex: z.optional(z.int()),
  /** A port in place of the app's own. */
  port: z.optional(z.int()),
  command: z.optional(z.object({ value: z.string() })),
  gracePeriodSeconds: z._default(z.int(), 300),
  intervalSeconds: z._default(z.int(), 60),
  timeoutSeconds: z._default(z.int(), 20),
  maxConsecutiveFailures: z._default(z.int(), 3),
  ignoreHttp1xx: z._default(z.boolean(), false),
});

export type HealthCheck = z.infer<typeof healthCheckSchema>;
