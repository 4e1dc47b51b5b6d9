import { z } from 'zod';
import { DockerError } from './docker-error';

const texts = z.record(z.string(), z.string()).nullish().transform((value) => value ?? {});
const flag = z.boolean().nullish().transform((value) => value ?? false);
const text = z.string().nullish().transform((value) => value ?? '');
const optional = z.string().optional();

const schema = z.object({
  Name: text,
  CheckDuplicate: flag,
  Driver: text,
  EnableIPv6: flag,
  Internal: flag,
  IPAM: z
    .object({
      Driver: text,
      Options: texts,
      Config: z.array(z.object({ Subnet: optional, Gateway: optional, IPRange: optional })).nullish().transform((value) => value ?? []),
    })
    .nullish()
    .transform((value) => value ?? { Driver: '', Options: {}, Config: [] }),
  Options: texts,
  Labels: texts,
});

/** Body of `POST /networks/create`, what was left out filled in. */
export type CreateRequest = z.infer<typeof schema>;

/** @throws DockerError 400 for what is no such body. */
export function parseCreateRequest(body: unknown): CreateRequest {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new DockerError(400, `invalid network configuration: ${z.prettifyError(parsed.error)}`);
  if (parsed.data.Name.trim() === '') throw new DockerError(400, 'network name cannot be empty');
  return parsed.data;
}
