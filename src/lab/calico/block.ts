import * as z from 'zod/mini';
import { formatAddress, parseAddress, type Network } from '../../policy/model/address';

/** Addresses per block, a /26 (pycalico's block.py). */
const BLOCK_SIZE = 64;

const schema = z.object({
  cidr: z.string(),
  strict_affinity: z.boolean(),
  affinity: z.nullable(z.string()),
  allocations: z.array(z.nullable(z.number())).check(z.length(BLOCK_SIZE)),
  attributes: z.array(z.unknown()),
  unallocated: z.array(z.number()),
});

/** A block of addresses as stored in etcd. */
export type Block = Readonly<z.infer<typeof schema>>;

/** Parses a block's JSON; undefined if it is invalid. */
export function parseBlock(value: unknown): Block | undefined {
  return schema.safeParse(value).data;
}

/** Creates an empty block that belongs to a host. */
export function newBlock(cidr: string, host: string): Block {
  return {
    cidr,
    strict_affinity: false,
    affinity: `host:${host}`,
    allocations: new Array<null>(BLOCK_SIZE).fill(null),
    attributes: [],
    unallocated: Array.from({ length: BLOCK_SIZE }, (_, ordinal) => ordinal),
  };
}

/** Allocates one address of a block; undefined if it is already allocated. */
export function take(block: Block, ordinal: number): Block | undefined {
  if (!block.unallocated.includes(ordinal)) return undefined;
  return {
    ...block,
    allocations: block.allocations.with(ordinal, 0),
    // The plugin passes no handle, so all its addresses share one entry.
    attributes: [{ handle_id: null, secondary: {} }],
    unallocated: block.unallocated.filter((free) => free !== ordinal),
  };
}

/** Releases an address; as in the original, it is reused last. */
export function giveBack(block: Block, ordinal: number): Block {
  if (block.unallocated.includes(ordinal)) return block;
  const allocations = block.allocations.with(ordinal, null);
  const attributes = allocations.every((entry) => entry === null) ? [] : block.attributes;
  return { ...block, allocations, attributes, unallocated: [...block.unallocated, ordinal] };
}

/** Returns the block of an IPv4 address, and its position in that block. */
export function locate(address: string): { readonly cidr: string; readonly ordinal: number } {
  const word = parseAddress(address)?.words[0] ?? 0;
  const ordinal = word % BLOCK_SIZE;
  return { cidr: `${text(word - ordinal)}/26`, ordinal };
}

/** Returns the address at a position of a block. */
export function addressAt({ cidr }: Block, ordinal: number): string {
  return text((parseAddress(cidr.replace(/\/.*/, ''))?.words[0] ?? 0) + ordinal);
}

/** Yields the CIDRs of all blocks of a pool, in order. */
export function* blocksOf({ words, prefix }: Network): Generator<string> {
  const size = 2 ** (32 - prefix);
  const first = Math.floor((words[0] ?? 0) / size) * size;
  for (let start = first; start + BLOCK_SIZE <= first + size; start += BLOCK_SIZE) yield `${text(start)}/26`;
}

function text(word: number): string {
  return formatAddress({ version: 4, words: [word] });
}
