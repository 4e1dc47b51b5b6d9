import * as z from 'zod/mini';
import { describeProblems, orElse, texts } from '../schema';
import { DockerError } from './docker-error';

const text = orElse(z.string(), '');
const flag = orElse(z.boolean(), false);
const options = orElse(texts, {});
const optional = z.optional(z.string());

const config = z.object({ Subnet: optional, Gateway: optional, IPRange: optional });

const schema = z.object({
  Name: text,
  CheckDuplicate: flag,
  Driver: text,
  EnableIPv6: flag,
  Internal: flag,
  IPAM: orElse(z.object({ Driver: text, Options: options, Config: orElse(z.array(config), []) }), {
    Driver: '',
    Options: {},
    Config: [],
  }),
  Options: options,
  Labels: options,
});

/** Body of `POST /networks/create`, with defaults. */
export type CreateRequest = z.infer<typeof schema>;

/** @throws DockerError 400 for an invalid body. */
export function parseCreateRequest(body: unknown): CreateRequest {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new DockerError(400, `invalid network configuration: ${describeProblems(parsed.error)}`);
  if (parsed.data.Name.trim() === '') throw new DockerError(400, `invalid name: ${parsed.data.Name}`);
  return parsed.data;
}
