import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseResponses } from '../../../src/cluster/collector/answers';
import { graphState } from '../../../src/features/graph/state/model';
import type { GraphState } from '../../../src/features/graph/protocol/state';
import { observed } from '../../pages/graph/graph-states';

/** The product's result for a collector's answer; undefined if it isn't one. */
function graphOfText(text: string): GraphState | undefined {
  const answers = parseResponses(text);
  const resources =
    answers &&
    [...answers].map(([id, answer]) => ({ id, ...(answer && { url: answer.url }), targets: answer?.targets ?? null }));
  return (
    resources && graphState({ state: 'connected', name: 'test', policySince: 0, snapshot: observed(resources, 0) })
  );
}

/**
 * The edges on star-collect's own page, derived from the JSON in plain loops (docs/protocols.md, The original page).
 */
function pageEdges(text: string): string[] {
  const { responses } = JSON.parse(text) as {
    responses: Record<
      string,
      { url: string; json: { status: { targets: { url: string; reachable: boolean }[] } } } | null
    >;
  };
  const found: string[] = [];
  for (const [n, from] of Object.entries(responses)) {
    for (const [m, to] of Object.entries(responses)) {
      if (n === m || !from || !to) continue;
      const target = from.json.status.targets.findLast(({ url }) => url === to.url);
      if (target) found.push(`${n} ${m} ${target.reachable}`);
    }
  }
  return found.sort();
}

function drawnEdges(state: GraphState | undefined): string[] {
  if (state?.kind !== 'graph') return [];
  return state.edges
    .flatMap(({ from, to, kind, probes }) =>
      probes.flatMap(({ match, state: of }) =>
        kind === 'probe' && match === 'exact' && !to.startsWith('□') ? [`${from} ${to} ${of === 'reachable'}`] : [],
      ),
    )
    .sort();
}

const url = fc.constantFrom(
  'http://a:9000/status',
  'http://a:9000/status/',
  'HTTP://A:9000/status',
  'http://10.0.0.1:9000/status',
  'http://[::1]/',
  'a',
  '',
  '__proto__',
  'http://a:99999/',
  'http://ü.example/',
  'javascript:0',
);
const target = fc.record({ url, reachable: fc.boolean() });
const answer = fc.record({
  url,
  statusCode: fc.nat(),
  json: fc.record({ status: fc.record({ targets: fc.array(target) }) }),
});
const id = fc.constantFrom('A', 'B', 'C', 'constructor', '__proto__', '★', '⇄', '', ' ', '1');

describe('graph of any responses', () => {
  it('has the edges of star-collect’s own page, each once', () => {
    fc.assert(
      fc.property(fc.dictionary(id, fc.option(answer)), (responses) => {
        const text = JSON.stringify({ responses });
        assert.deepEqual(drawnEdges(graphOfText(text)), pageEdges(text));
      }),
      { numRuns: 1_000 },
    );
  });

  it('exists for any JSON, with edges only between its nodes', () => {
    const odd = fc.oneof(
      fc.jsonValue(),
      answer,
      fc.record({ url, json: fc.jsonValue() }),
      fc.record({ url, json: fc.record({ targets: fc.array(fc.oneof(target, fc.jsonValue())) }) }),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), odd), (responses) => {
        const state = graphOfText(JSON.stringify({ responses }));
        if (state?.kind !== 'graph') {
          assert.equal(Object.keys(responses).length, 0);
          return;
        }
        const ids = new Set(state.nodes.map((node) => node.id));
        assert.equal(ids.size, state.nodes.length);
        for (const name of Object.keys(responses)) assert.ok(ids.has(name));
        for (const { from, to } of state.edges) assert.ok(ids.has(from) && ids.has(to));
      }),
    );
  });

  it('uses the later of two responses with the same ID, like any JSON parser', () => {
    const one = (targets: string) =>
      `"A":{"url":"http://a","statusCode":200,"json":{"status":{"targets":[${targets}]}}}`;
    const text = `{"responses":{${one('')},${one('{"url":"http://b","reachable":true}')},"B":{"url":"http://b","json":{"status":{"targets":[]}}}}}`;
    assert.deepEqual(drawnEdges(graphOfText(text)), ['A B true']);
  });

  it('is complete for 5 MB', () => {
    const name = (index: number) => `http://probe-${index}.calico-stars.marathon.mesos:9000/status`;
    const [stars, degree] = [500, 120];
    const responses = Object.fromEntries(
      Array.from({ length: stars }, (_, from) => [
        `n${from}`,
        {
          url: name(from),
          statusCode: 200,
          json: {
            status: {
              targets: Array.from({ length: degree }, (__, step) => ({
                reachable: step % 2 === 0,
                url: name((from + step + 1) % stars),
              })),
            },
          },
        },
      ]),
    );
    const text = JSON.stringify({ responses });
    assert.ok(text.length > 5_000_000, `${text.length} characters`);
    const edges = drawnEdges(graphOfText(text));
    assert.equal(edges.length, stars * degree);
    assert.equal(edges.filter((edge) => edge.endsWith('true')).length, (stars * degree) / 2);
  });
});
