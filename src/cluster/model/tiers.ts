import * as z from 'zod/mini';
import { parseJson } from '../../base/json';
import { byOrder } from '../../policy/calico1/order';
import type { Enforcement, PolicyData } from './snapshot';

/** A tier of Calico v1, with its policies in the order in which they are asked. */
export interface Tier {
  readonly name: string;
  /** Undefined: after all that have one. */
  readonly order: number | undefined;
  readonly policies: readonly Policy[];
}

interface Policy {
  readonly name: string;
  readonly order: number | undefined;
  readonly selector: string;
  /** As stored, with `inbound_rules` and `outbound_rules`. */
  readonly rules: string;
}

const metadata = z.object({ order: z.catch(z.optional(z.number()), undefined) });
const policy = z.object({ order: z.catch(z.optional(z.number()), undefined), selector: z.string() });

const known = new WeakMap<Enforcement, readonly Tier[]>();

/** The tiers of a cluster in order (docs/protocols.md, Tiers). A policy without a selector counts as absent, as for Felix. */
export function tiersOf({ enforcement }: Pick<PolicyData, 'enforcement'>): readonly Tier[] {
  if (!enforcement) return [];
  let tiers = known.get(enforcement);
  if (!tiers) known.set(enforcement, (tiers = readTiers(enforcement)));
  return tiers;
}

function readTiers({ tiers }: Enforcement): readonly Tier[] {
  return tiers
    .map(({ name, metadata: text, policies }): Tier => {
      const read = metadata.safeParse(text === undefined ? undefined : parseJson(text));
      return {
        name,
        order: read.success ? read.data.order : undefined,
        policies: policies.flatMap((stored) => readPolicy(stored) ?? []).sort(byOrder),
      };
    })
    .sort(byOrder);
}

function readPolicy({ name, text }: { readonly name: string; readonly text: string }): Policy | undefined {
  const read = policy.safeParse(parseJson(text));
  return read.success ? { name, order: read.data.order, selector: read.data.selector, rules: text } : undefined;
}
