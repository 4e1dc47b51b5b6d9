import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ObservedResource } from '../../../src/cluster/snapshot';
import { observedGraph } from '../../../src/graph/observed';
import type { Scope } from '../../../src/graph/scope';
import { exampleResources } from '../../ui/graph-states';
import { answered, app, urlOf } from './demo-cluster';

const NOWHERE: Scope = { snapshot: { policy: { state: 'loading' }, marathon: { state: 'absent' }, networks: { state: 'loading' }, observation: { state: 'none' } }, apps: [], networks: [], policy: undefined, collector: undefined, allows: undefined };
const graphOf = (resources: readonly ObservedResource[], scope = NOWHERE, at = 0) => observedGraph({ state: 'answered', at, resources }, scope);
const probes = (graph: ReturnType<typeof graphOf>) => graph.edges.filter(({ kind }) => kind === 'probe');
const pairs = (graph: ReturnType<typeof graphOf>, state: string) => probes(graph).filter((edge) => edge.state === state).map(({ from, to }) => from + to);

describe('observed graph', () => {
  it('of the original’s example has 4 stars, a ghost, and 11 edges', () => {
    const graph = graphOf(exampleResources());
    assert.deepEqual(graph.nodes.map(({ id, answered: answers }) => [id, answers]), [['A', true], ['B', true], ['C', true], ['D', true], ['E', false], ['★', true]]);
    assert.deepEqual(pairs(graph, 'reachable'), ['AB', 'AC', 'AD', 'BA', 'BD']);
    assert.deepEqual(pairs(graph, 'unreachable'), ['BC', 'CA', 'CB', 'CD', 'DA', 'DB']);
    assert.equal(probes(graph).length, 11);
  });

  it('has the collector fetch from each resource', () => {
    const fetched = graphOf(exampleResources()).edges.filter(({ kind }) => kind === 'fetch');
    assert.deepEqual(fetched.map(({ from, to, state }) => [from, to, state]), [
      ['★', 'A', 'reachable'], ['★', 'B', 'reachable'], ['★', 'C', 'reachable'], ['★', 'D', 'reachable'], ['★', 'E', 'unreachable'],
    ]);
  });

  it('takes the last of two targets with one URL, and no URL for another that only looks like it', () => {
    const graph = graphOf([
      { id: 'A', url: 'http://a/s', targets: [{ url: 'http://b/s', reachable: true }, { url: 'http://b/s', reachable: false }, { url: 'http://c/s/', reachable: true }] },
      { id: 'B', url: 'http://b/s', targets: [] },
      { id: 'C', url: 'http://c/s', targets: [] },
    ]);
    assert.deepEqual(probes(graph).map(({ from, to, state }) => [from, to, state]), [['A', 'B', 'unreachable']]);
  });

  it('has a key for the collector that no resource can take', () => {
    const ids = graphOf([{ id: '★', targets: [] }, { id: '★★', targets: [] }]).nodes.map(({ id }) => id);
    assert.deepEqual(ids, ['★', '★★', '★★★']);
  });

  it('knows what a silent probe is told to measure as not measured', () => {
    const observation = answered([], ['C']);
    assert.ok(observation.state === 'answered');
    const graph = observedGraph(observation, { ...NOWHERE, apps: [app('client')] });
    assert.deepEqual(pairs(graph, 'unknown'), ['CB', 'CF']);
  });

  it('does not take “not yet” for “no”: a probe’s first round comes one period after its start', () => {
    const started = Date.parse('2016-04-11T12:00:00Z');
    const states = (age: number) => {
      const observation = answered([], [], started + age);
      assert.ok(observation.state === 'answered');
      return new Set(probes(observedGraph(observation, { ...NOWHERE, apps: [app('client')] })).filter(({ from }) => from === 'C').map(({ state }) => state));
    };
    assert.deepEqual(states(4000), new Set(['unknown']));
    assert.deepEqual(states(5000), new Set(['unreachable']));
    assert.deepEqual(states(-60_000), new Set(['unreachable']), 'a clock that is wrong');
  });

  it('finds the app by a task’s address too', () => {
    const graph = graphOf([{ id: 'C', url: 'http://192.168.0.1:9000/status', targets: null }], { ...NOWHERE, apps: [app('client')] });
    assert.equal(graph.nodes[0]?.name, 'client');
  });

  it('is that of a plain double loop, whatever the responses', () => {
    const url = fc.constantFrom('http://a', 'http://b', 'http://c', urlOf('client'), 'nonsense', '');
    const resource = fc.record({ id: fc.constantFrom('A', 'B', 'C', '__proto__', '★'), url: fc.option(url, { nil: undefined }), targets: fc.option(fc.array(fc.record({ url, reachable: fc.boolean() }))) })
      .map(({ id, url: of, targets }): ObservedResource => ({ id, ...(of !== undefined && { url: of }), targets }));
    fc.assert(fc.property(fc.uniqueArray(resource, { selector: ({ id }) => id }), (resources) => {
      const expected = resources.flatMap((n) => resources.flatMap((m) => {
        const last = n === m || m.url === undefined ? undefined : n.targets?.findLast((target) => target.url === m.url);
        return last ? [`${n.id} ${m.id} ${String(last.reachable)}`] : [];
      }));
      const found = probes(graphOf(resources)).map(({ from, to, state }) => `${from} ${to} ${String(state === 'reachable')}`);
      assert.deepEqual(found.toSorted(), expected.toSorted());
    }));
  });
});
