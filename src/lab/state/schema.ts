import { z } from 'zod';
import type { NetworkDefinition } from '../docker/network';
import type { AppDefinition } from '../marathon/app';
import { newApp } from '../marathon/app';
import { appSchema } from '../marathon/app-schema';
import type { Group } from '../marathon/group';

const texts = z.record(z.string(), z.string());

const networkSchema: z.ZodType<NetworkDefinition> = z.object({
  id: z.string(),
  name: z.string(),
  driver: z.string(),
  created: z.string(),
  ipamDriver: z.string(),
  ipamOptions: texts,
  ipamConfig: z.array(z.object({ Subnet: z.string().optional(), Gateway: z.string().optional(), IPRange: z.string().optional() })),
  options: texts,
  labels: texts,
  internal: z.boolean(),
  enableIpv6: z.boolean(),
});

const definitionSchema: z.ZodType<AppDefinition> = appSchema
  .extend({ id: z.string(), version: z.string(), versionInfo: z.object({ lastScalingAt: z.string(), lastConfigChangeAt: z.string() }) })
  .transform(({ version, versionInfo, ...app }) => ({ ...newApp(app.id, app, version), versionInfo }));

const groupSchema: z.ZodType<Group> = z.object({
  id: z.string(),
  apps: z.array(definitionSchema),
  get groups() {
    return z.array(groupSchema);
  },
  dependencies: z.array(z.string()),
  version: z.string(),
});

/** What survives a restart of the lab. */
export const stateSchema = z.object({
  format: z.literal(1),
  etcd: z.object({
    index: z.number(),
    keys: z.array(z.object({ key: z.string(), value: z.string(), expires: z.number().optional() })),
  }),
  networks: z.array(networkSchema),
  marathon: z.object({ root: groupSchema, versions: z.array(groupSchema) }),
});

export type LabState = z.infer<typeof stateSchema>;
