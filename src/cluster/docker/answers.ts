import * as z from 'zod/mini';
import type { Network, NetworkContainer } from '../model/snapshot';
import { isSubnet } from './subnet';

/** Schemas of Docker's answers, tolerant of version differences. */

const text = z.catch(z.string(), '');

const container = z.object({ Name: text, EndpointID: text, IPv4Address: text });

export const networkAnswer = z.object({
  Id: z.string().check(z.minLength(1)),
  Name: text,
  Driver: text,
  Scope: text,
  IPAM: z.catch(
    z.nullish(z.object({ Config: z.nullish(z.array(z.object({ Subnet: z.nullish(z.string()) }))) })),
    undefined,
  ),
  Containers: z.catch(z.nullish(z.record(z.string(), container)), undefined),
});
export type NetworkAnswer = z.infer<typeof networkAnswer>;

export const createdAnswer = z.object({ Id: z.string() });

/** The name prefix of other hosts' containers: `ep-<endpoint id>` (moby#21160). */
const ELSEWHERE = 'ep-';

/** Whether a list contains the members of networks. From API 1.28 on it contains `{}` for each. */
export function hasMembers({ Containers }: NetworkAnswer): boolean {
  return Object.keys(Containers ?? {}).length > 0;
}

export function toNetwork({ Id, Name, Driver, Scope, IPAM, Containers }: NetworkAnswer): Network {
  return {
    id: Id,
    name: Name,
    driver: Driver,
    scope: Scope,
    subnets: (IPAM?.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []).filter(isSubnet),
    containers: Object.entries(Containers ?? {}).map(([id, { Name: name, EndpointID, IPv4Address }]) => ({
      id,
      name,
      endpointId: EndpointID || endpointIn(id),
      ipv4: IPv4Address,
    })),
  };
}

/** Returns one row per endpoint across hosts. Each host lists the others' as `ep-…`, and its own by container. */
export function joinContainers(containers: readonly NetworkContainer[]): readonly NetworkContainer[] {
  const joined = new Map<string, NetworkContainer>();
  for (const container of containers) {
    const known = joined.get(container.endpointId);
    if (!known || known.id.startsWith(ELSEWHERE)) joined.set(container.endpointId, container);
  }
  return [...joined.values()];
}

function endpointIn(id: string): string {
  return id.startsWith(ELSEWHERE) ? id.slice(ELSEWHERE.length) : id;
}
