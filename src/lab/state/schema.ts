import * as z from 'zod/mini';
import type { NetworkDefinition } from '../docker/network';
import { newApp, type AppDefinition } from '../marathon/definitions/app';
import { appSchema } from '../marathon/definitions/app-schema';
import type { Group } from '../marathon/definitions/group';
import { texts } from '../schema';

const networkSchema: z.ZodMiniType<NetworkDefinition> = z.object({
  id: z.string(),
  name: z.string(),
  driver: z.string(),
  created: z.string(),
  ipamDriver: z.string(),
  ipamOptions: texts,
  ipamConfig: z.array(
    z.object({ Subnet: z.optional(z.string()), Gateway: z.optional(z.string()), IPRange: z.optional(z.string()) }),
  ),
  options: texts,
  labels: texts,
  internal: z.boolean(),
  enableIpv6: z.boolean(),
});

const definitionSchema: z.ZodMiniType<AppDefinition> = z.pipe(
  z.extend(appSchema, {
    id: z.string(),
    version: z.string(),
    versionInfo: z.object({ lastScalingAt: z.string(), lastConfigChangeAt: z.string() }),
  }),
  z.transform(({ versionInfo, ...app }) => ({ ...newApp(app.id, app, app.version), versionInfo })),
);

const groupSchema: z.ZodMiniType<Group> = z.object({
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
    keys: z.array(z.object({ key: z.string(), value: z.string(), expires: z.optional(z.number()) })),
  }),
  networks: z.array(networkSchema),
  marathon: z.object({ root: groupSchema, versions: z.array(groupSchema) }),
});

export type LabState = z.infer<typeof stateSchema>;
