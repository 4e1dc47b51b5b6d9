import fc from 'fast-check';
import type { Graph } from '../../../../src/features/graph/protocol/state';

/** Messages and files contain plain objects. */
const PLAIN = { noNullPrototype: true };
const id = fc.constantFrom('A', 'B', 'C', 'D', '→', '__proto__');
const state = fc.constantFrom('reachable' as const, 'unreachable' as const, 'unknown' as const);
const judgement = fc.record(
  {
    expected: fc.constantFrom('allowed' as const, 'denied' as const),
    agreement: fc.constantFrom('agrees' as const, 'pending' as const),
    reasons: fc.constant(new Array<string>()),
  },
  PLAIN,
);
const banner = fc.record(
  {
    reason: fc.constant('some-silent' as const),
    title: fc.string(),
    detail: fc.string(),
    actions: fc.constant(new Array<never>()),
  },
  PLAIN,
);

/** Few stars and edges, so that successive graphs have much in common. */
export const arbitraryGraph: fc.Arbitrary<Graph> = fc.record(
  {
    kind: fc.constant('graph' as const),
    observedAt: fc.nat(),
    nodes: fc.uniqueArray(
      fc.record(
        {
          id,
          kind: fc.constant('probe' as const),
          name: fc.constantFrom('client', 'server'),
          hosts: fc.constant([]),
          addresses: fc.constant([]),
          profiles: fc.constant([]),
          tags: fc.constant([]),
          answered: fc.boolean(),
        },
        PLAIN,
      ),
      { selector: (node) => node.id },
    ),
    edges: fc.uniqueArray(
      fc.record(
        {
          from: id,
          to: id,
          kind: fc.constantFrom('probe' as const, 'fetch' as const),
          state,
          probes: fc.array(
            fc.record(
              {
                url: fc.constantFrom('http://a/', 'http://b/'),
                state,
                match: fc.constant('exact' as const),
                changes: fc.nat(3),
              },
              PLAIN,
            ),
            { maxLength: 1 },
          ),
          judgement,
        },
        { ...PLAIN, requiredKeys: ['from', 'to', 'kind', 'state', 'probes'] },
      ),
      { selector: ({ from, to }) => `${from} ${to}` },
    ),
    banner,
  },
  { ...PLAIN, requiredKeys: ['kind', 'observedAt', 'nodes', 'edges'] },
);

/** A graph in canonical order, without the time of its observation. */
export function sorted({ nodes, edges, observedAt: _, ...rest }: Graph): object {
  return {
    ...rest,
    nodes: nodes.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    edges: edges.toSorted((a, b) => (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1)),
  };
}
