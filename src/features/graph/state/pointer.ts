import * as z from 'zod/mini';
import type { GraphNode } from '../protocol/elements';

const pointer = z.object({
  /** What the stars belong to, as people know it. */
  name: z.string(),
  /** The filter that finds the stars if there are several. */
  filter: z.string(),
  addresses: z.optional(z.array(z.string())),
  /** A Marathon ID. */
  app: z.optional(z.string()),
  /** The stored name of a profile. */
  profile: z.optional(z.string()),
});

/** Stars to find in a graph, by the first of these that any star has: an address, an app, a profile. */
export type StarPointer = z.infer<typeof pointer>;

/** Parses the argument of the command that shows stars. Returns undefined if it is none. */
export function parsePointer(value: unknown): StarPointer | undefined {
  const { data } = pointer.safeParse(value);
  return data;
}

/** Returns the IDs of the stars that a pointer means. */
export function starsOf(
  { addresses = [], app, profile }: StarPointer,
  nodes: readonly Pick<GraphNode, 'id' | 'addresses' | 'app' | 'profiles'>[],
): readonly string[] {
  const tests: readonly ((node: (typeof nodes)[number]) => boolean)[] = [
    (node) => node.addresses.some((address) => addresses.includes(address)),
    (node) => app !== undefined && node.app === app,
    (node) => profile !== undefined && node.profiles.some(({ id }) => id === profile),
  ];
  return tests.map((test) => nodes.filter(test).map(({ id }) => id)).find((found) => found.length > 0) ?? [];
}
