import * as z from 'zod/mini';
import { orElse, texts } from '../../schema';
import { healthCheckSchema } from '../health/health-check-schema';

const port = z._default(z.int(), 0);

const docker = z.object({
  image: z.string(),
  network: orElse(z.nullable(z.enum(['HOST', 'BRIDGE', 'NONE'])), null),
  portMappings: orElse(
    z.nullable(
      z.array(
        z.object({ containerPort: port, hostPort: port, servicePort: port, protocol: z._default(z.string(), 'tcp') }),
      ),
    ),
    null,
  ),
  privileged: z._default(z.boolean(), false),
  parameters: orElse(z.array(z.object({ key: z.string(), value: z.string() })), []),
  forcePullImage: z._default(z.boolean(), false),
});

const anything = z.record(z.string(), z.unknown());

const container = z.object({
  type: z._default(z.enum(['DOCKER', 'MESOS']), 'DOCKER'),
  volumes: orElse(z.array(anything), []),
  docker: orElse(z.nullable(docker), null),
});

const discoveryPort = z.object({ number: z.int(), name: z.string(), protocol: z.enum(['tcp', 'udp']) });

const ipAddress = z.object({
  groups: z._default(z.array(z.string()), []),
  labels: z._default(texts, {}),
  discovery: z._default(z.object({ ports: z._default(z.array(discoveryPort), []) }), { ports: [] }),
});

const strings = z.array(z.string());
const text = z.optional(z.string());
const integer = z.optional(z.int());
const number = z.optional(z.number());

/** An app in a request, either new or changed (Marathon 0.14 AppUpdate). Unknown keys are ignored, as by 0.14. */
export const appSchema = z.object({
  id: text,
  cmd: z.nullish(z.string().check(z.refine((line) => line.length > 0, 'error.minLength'))),
  args: z.nullish(strings),
  user: z.nullish(z.string()),
  env: z.optional(texts),
  instances: integer,
  cpus: z.optional(z.number().check(z.refine((cpus) => cpus !== 0, 'value must be greater than 0.0'))),
  mem: number,
  disk: number,
  executor: text,
  constraints: z.optional(z.array(strings)),
  uris: z.optional(strings),
  storeUrls: z.optional(strings),
  ports: z.optional(z.array(z.int())),
  requirePorts: z.optional(z.boolean()),
  backoffSeconds: number,
  backoffFactor: number,
  maxLaunchDelaySeconds: number,
  container: z.nullish(container),
  healthChecks: z.optional(z.array(healthCheckSchema)),
  dependencies: z.optional(strings),
  upgradeStrategy: z.optional(
    z.object({ minimumHealthCapacity: z._default(z.number(), 1), maximumOverCapacity: z._default(z.number(), 1) }),
  ),
  labels: z.optional(texts),
  acceptedResourceRoles: z.nullish(strings.check(z.refine((roles) => roles.length > 0, 'set must not be empty'))),
  ipAddress: z.nullish(ipAddress),
  version: text,
});

type Parsed = z.infer<typeof appSchema>;

/** All fields of an app. */
export type AppFields = { readonly [Key in keyof Parsed]-?: Exclude<Parsed[Key], undefined> };

/** The fields of an app in a request; omitted ones are missing or undefined. */
export type AppUpdate = { readonly [Key in keyof AppFields]?: AppFields[Key] | undefined };
