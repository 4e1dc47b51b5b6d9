import * as z from 'zod/mini';
import { describeProblems, orElse } from '../schema';
import { DockerError } from './docker-error';

const ipam = z.object({ IPv4Address: orElse(z.string(), '') });

const schema = z.object({
  /** ID, ID prefix, or name. */
  Container: z.string(),
  EndpointConfig: z.nullish(z.object({ IPAMConfig: z.nullish(ipam) })),
});

/**
 * Parses the body of `POST /networks/X/connect` and `…/disconnect`: the container, and the fixed address it requests.
 */
export function parseConnectRequest(body: unknown): { readonly container: string; readonly ip: string | undefined } {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new DockerError(400, `invalid connect request: ${describeProblems(parsed.error)}`);
  const { Container: container, EndpointConfig } = parsed.data;
  const address = EndpointConfig?.IPAMConfig?.IPv4Address;
  return { container, ip: address === '' ? undefined : address };
}
