import { z } from 'zod';

const texts = z.record(z.string(), z.string());

const docker = z.object({
  image: z.string(),
  network: z.enum(['HOST', 'BRIDGE', 'NONE']).nullish().transform((value) => value ?? null),
  portMappings: z
    .array(z.object({
      containerPort: z.int().default(0),
      hostPort: z.int().default(0),
      servicePort: z.int().default(0),
      protocol: z.string().default('tcp'),
    }))
    .nullish()
    .transform((value) => value ?? null),
  privileged: z.boolean().default(false),
  parameters: z.array(z.object({ key: z.string(), value: z.string() })).nullish().transform((value) => value ?? []),
  forcePullImage: z.boolean().default(false),
});

const container = z.object({
  type: z.enum(['DOCKER', 'MESOS']).default('DOCKER'),
  volumes: z.array(z.record(z.string(), z.unknown())).nullish().transform((value) => value ?? []),
  docker: docker.nullish().transform((value) => value ?? null),
});

const discoveryPort = z.object({ number: z.int(), name: z.string(), protocol: z.enum(['tcp', 'udp']) });

const ipAddress = z.object({
  groups: z.array(z.string()).default([]),
  labels: texts.default({}),
  discovery: z.object({ ports: z.array(discoveryPort).default([]) }).default({ ports: [] }),
});

/**
 * An app as a request describes it, for a new app or for a change of one (Marathon 0.14 AppUpdate). Keys that 0.14
 * does not know are ignored, as it ignores them.
 */
export const appSchema = z.object({
  id: z.string().optional(),
  cmd: z.string().nullish(),
  args: z.array(z.string()).nullish(),
  user: z.string().nullish(),
  env: texts.optional(),
  instances: z.int().optional(),
  cpus: z.number().optional(),
  mem: z.number().optional(),
  disk: z.number().optional(),
  executor: z.string().optional(),
  constraints: z.array(z.array(z.string())).optional(),
  uris: z.array(z.string()).optional(),
  storeUrls: z.array(z.string()).optional(),
  ports: z.array(z.int()).optional(),
  requirePorts: z.boolean().optional(),
  backoffSeconds: z.number().optional(),
  backoffFactor: z.number().optional(),
  maxLaunchDelaySeconds: z.number().optional(),
  container: container.nullish(),
  healthChecks: z.array(z.record(z.string(), z.unknown())).optional(),
  dependencies: z.array(z.string()).optional(),
  upgradeStrategy: z
    .object({ minimumHealthCapacity: z.number().default(1), maximumOverCapacity: z.number().default(1) })
    .optional(),
  labels: texts.optional(),
  acceptedResourceRoles: z.array(z.string()).nullish(),
  ipAddress: ipAddress.nullish(),
  version: z.string().optional(),
});

type Parsed = z.infer<typeof appSchema>;

/** The fields of an app, none left out. */
export type AppFields = { readonly [Key in keyof Parsed]-?: Exclude<Parsed[Key], undefined> };

/** What a request says about an app; what it left out is not there or undefined. */
export type AppUpdate = { readonly [Key in keyof AppFields]?: AppFields[Key] | undefined };
