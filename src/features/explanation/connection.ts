import * as z from 'zod/mini';
import type { Snapshot } from '../../cluster/model/snapshot';
import { namesOf } from '../../cluster/model/names';
import type { Flow, Party } from '../../policy/model/flow';
import type { CompiledModel } from '../../policy/verdict';

/** A connection to explain. */
const connection = z.object({
  /** An endpoint's name in the compiled policy, or an address. */
  from: z.string(),
  to: z.string(),
  protocol: z.enum(['tcp', 'udp', 'icmp']),
  /** For tcp and udp. */
  port: z.optional(z.int().check(z.minimum(1), z.maximum(65_535))),
});

export type ConnectionRequest = z.infer<typeof connection>;

/** Parses a connection from a page, a link or another extension. Returns undefined if it is invalid. */
export function parseConnection(value: unknown): ConnectionRequest | undefined {
  const { data } = connection.safeParse(value);
  return data && (data.protocol === 'icmp' || data.port !== undefined) ? data : undefined;
}

const knownEnd = z.object({ from: z.optional(z.string()), to: z.optional(z.string()) });

/** One end of a connection to explain; the other is asked for. */
export type KnownEnd = z.infer<typeof knownEnd>;

/** Parses the known end of a connection. */
export function parseEnd(value: unknown): KnownEnd {
  const { data } = knownEnd.safeParse(value);
  return data ?? {};
}

/** Returns the first flow of a connection. */
export function flowOf({ from, to, protocol, port }: ConnectionRequest, { directory }: CompiledModel): Flow {
  const party = (name: string): Party => (directory.member(name) ? { endpoint: name } : { address: name });
  return {
    source: party(from),
    destination: party(to),
    protocol,
    ...(port !== undefined && { destinationPort: port }),
  };
}

/** Formats the two ends, for example `client → frontend`. */
export function formatEnds({ from, to }: Pick<ConnectionRequest, 'from' | 'to'>, snapshot: Snapshot): string {
  const { party = (name: string) => name } = namesOf(snapshot);
  return `${party(from)} → ${party(to)}`;
}

/** Formats protocol and port, for example `tcp 9000`. */
export function formatService({ protocol, port }: Pick<ConnectionRequest, 'protocol' | 'port'>): string {
  return port === undefined ? protocol : `${protocol} ${port}`;
}
