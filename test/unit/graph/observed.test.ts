import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { App, ObservedResource, Snapshot } from '../../../src/cluster/model/snapshot';
import { observedGraph } from '../../../src/features/graph/state/observed';
import { scopeOf } from '../../../src/features/graph/state/scope';
import type { CollectorAddress } from '../../../src/cluster/collector/address';
import { exampleResources } from '../../pages/graph/graph-states';
import { answered, app, urlOf } from './demo-cluster';

const SNAPSHOT: Snapshot = {
  policy: { state: 'loading' },
  marathon: { state: 'absent' },
  networks: { state: 'loading' },
  observation: { state: 'none' },
};
const NOWHERE = scopeOf(SNAPSHOT, undefined);
const scopeWith = (apps: readonly App[], address?: CollectorAddress) =>
  scopeOf({ ...SNAPSHOT, marathon: { state: 'ready', data: { apps, groups: [], deployments: [] } } }, address);
const graphOf = (resources: readonly ObservedResource[], scope = NOWHERE, at = 0) =>
  observedGraph({ state: 'answered', at, resources }, scope);
/** The edges between resources, as on the original's page. */
const probes = (graph: ReturnType<typeof graphOf>) =>
  graph.edges.filter(
    ({ kind, to }) => kind === 'probe' && graph.nodes.some((node) => node.id === to && node.kind === 'probe'),
  );
const pairs = (graph: ReturnType<typeof graphOf>, state: string) =>
  probes(graph)
    .filter((edge) => edge.state === state)
    .map(({ from, to }) => from + to);

describe('observed graph', () => {
  it('has 4 stars, a ghost, and 11 edges for the original’s example', () => {
    const graph = graphOf(exampleResources());
    assert.deepEqual(
      graph.nodes.map(({ id, answered: answers }) => [id, answers]),
      [
        ['A', true],
        ['B', true],
        ['C', true],
        ['D', true],
        ['E', false],
        ['□ foobar', true],
        ['★', true],
      ],
    );
    assert.deepEqual(pairs(graph, 'reachable'), ['AB', 'AC', 'AD', 'BA', 'BD']);
    assert.deepEqual(pairs(graph, 'unreachable'), ['BC', 'CA', 'CB', 'CD', 'DA', 'DB']);
    assert.equal(probes(graph).length, 11);
  });

  it('has an edge from the collector to each resource', () => {
    const fetched = graphOf(exampleResources()).edges.filter(({ kind }) => kind === 'fetch');
    assert.deepEqual(
      fetched.map(({ from, to, state }) => [from, to, state]),
      [
        ['★', 'A', 'reachable'],
        ['★', 'B', 'reachable'],
        ['★', 'C', 'reachable'],
        ['★', 'D', 'reachable'],
        ['★', 'E', 'unreachable'],
      ],
    );
  });

  it('uses the last of two targets with the same URL', () => {
    const graph = graphOf([
      {
        id: 'A',
        url: 'http://a/s',
        targets: [
          { url: 'http://b/s', reachable: true },
          { url: 'http://b/s', reachable: false },
        ],
      },
      { id: 'B', url: 'http://b/s', targets: [] },
    ]);
    assert.deepEqual(
      probes(graph).map(({ from, to, state }) => [from, to, state]),
      [['A', 'B', 'unreachable']],
    );
  });

  it('finds a resource by an equivalent URL if none matches exactly, and marks the match', () => {
    const apps = [app('client'), app('frontend')];
    const found = (target: string, url: string) => {
      const [edge] = probes(
        graphOf(
          [
            { id: 'A', targets: [{ url: target, reachable: true }] },
            { id: 'B', url, targets: [] },
          ],
          scopeWith(apps),
        ),
      );
      return edge?.probes.map(({ match }) => match).join();
    };
    assert.equal(found('http://b/s', 'http://b/s'), 'exact');
    assert.equal(found('http://b/s/', 'http://b/s'), 'normalised');
    assert.equal(found('http://B:80', 'http://b/'), 'normalised');
    assert.equal(found('http://192.168.0.1:9000/status', urlOf('client')), 'normalised');
    assert.equal(found('http://client.calico-stars.marathon.mesos:9000/status', urlOf('client')), 'normalised');
    assert.equal(found('http://b:8080/s', 'http://b/s'), 'host');
    assert.equal(found('https://b/s', 'http://b/s'), 'host');
    assert.equal(found(urlOf('frontend'), urlOf('client')), undefined);
  });

  it('merges targets on one path, reachable if any of them is', () => {
    const targets = ['http://b:1/', 'http://b:2/', 'http://b/'].map((url) => ({
      url,
      reachable: url === 'http://b:2/',
    }));
    const [edge, ...others] = probes(
      graphOf([
        { id: 'A', targets },
        { id: 'B', url: 'http://b/', targets: [] },
      ]),
    );
    assert.deepEqual(others, []);
    assert.deepEqual(
      [edge?.state, edge?.probes.map(({ url, state }) => `${url} ${state}`)],
      ['reachable', ['http://b/ unreachable', 'http://b:1/ unreachable', 'http://b:2/ reachable']],
    );
  });

  it('has a node for each host that is not a resource', () => {
    const graph = graphOf(
      [
        {
          id: 'A',
          targets: ['http://out/1', 'http://out/2', 'http://else/', 'nonsense', urlOf('client')].map((url) => ({
            url,
            reachable: true,
          })),
        },
      ],
      scopeWith([app('client')]),
    );
    assert.deepEqual(
      graph.nodes.filter(({ kind }) => kind === 'outside').map(({ name, app: of }) => [name, of]),
      [
        ['out', undefined],
        ['else', undefined],
        ['nonsense', undefined],
        ['client', '/calico-stars/client'],
      ],
    );
    assert.deepEqual(
      graph.edges.filter(({ kind }) => kind === 'probe').map(({ probes: asked }) => asked.length),
      [1, 1, 2, 1].sort(),
    );
  });

  it('has an edge from the load balancer to the collector, if it is reached through one', () => {
    const address = { address: 'http://172.24.197.101', virtualHost: 'my.marathon.app' };
    const graph = graphOf([{ id: 'A', targets: [] }], scopeWith([app('management-ui')], address));
    assert.deepEqual(
      graph.edges
        .filter(({ kind }) => kind === 'access')
        .map(({ from, to, probes: asked }) => [from, to, asked[0]?.url]),
      [['⇄', '★', 'http://192.168.255.254:9001/']],
    );
  });

  it('has a unique key for the collector', () => {
    const ids = graphOf([
      { id: '★', targets: [] },
      { id: '★★', targets: [] },
    ]).nodes.map(({ id }) => id);
    assert.deepEqual(ids, ['★', '★★', '★★★']);
  });

  it('treats the targets of an unresponsive probe as not measured', () => {
    const observation = answered([], ['C']);
    assert.ok(observation.state === 'answered');
    const graph = observedGraph(observation, scopeWith([app('client')]));
    assert.deepEqual(pairs(graph, 'unknown'), ['CB', 'CF']);
  });

  it('treats targets as not measured until a probe’s first period has passed', () => {
    const started = Date.parse('2016-04-11T12:00:00Z');
    const states = (age: number) => {
      const observation = answered([], [], started + age);
      assert.ok(observation.state === 'answered');
      return new Set(
        probes(observedGraph(observation, scopeWith([app('client')])))
          .filter(({ from }) => from === 'C')
          .map(({ state }) => state),
      );
    };
    assert.deepEqual(states(4000), new Set(['unknown']));
    assert.deepEqual(states(5000), new Set(['unreachable']));
    assert.deepEqual(states(-60_000), new Set(['unreachable']), 'the clock is wrong');
  });

  it('finds the app by a task’s address too', () => {
    const graph = graphOf(
      [{ id: 'C', url: 'http://192.168.0.1:9000/status', targets: null }],
      scopeWith([app('client')]),
    );
    assert.equal(graph.nodes[0]?.name, 'client');
  });

  it('equals a naive double loop for any responses', () => {
    const url = fc.constantFrom('http://a', 'http://b', 'http://c', urlOf('client'), 'nonsense', '');
    const resource = fc
      .record({
        id: fc.constantFrom('A', 'B', 'C', '__proto__', '★'),
        url: fc.option(url, { nil: undefined }),
        targets: fc.option(fc.array(fc.record({ url, reachable: fc.boolean() }))),
      })
      .map(({ id, url: of, targets }): ObservedResource => ({ id, ...(of !== undefined && { url: of }), targets }));
    fc.assert(
      fc.property(fc.uniqueArray(resource, { selector: ({ id }) => id }), (resources) => {
        const expected = resources.flatMap((n) =>
          resources.flatMap((m) => {
            const last =
              n === m || m.url === undefined ? undefined : n.targets?.findLast((target) => target.url === m.url);
            return last ? [`${n.id} ${m.id} ${String(last.reachable)}`] : [];
          }),
        );
        const found = probes(graphOf(resources)).flatMap(({ from, to, probes: asked }) =>
          asked
            .filter(({ match }) => match === 'exact')
            .map(({ state }) => `${from} ${to} ${String(state === 'reachable')}`),
        );
        assert.deepEqual(found.toSorted(), expected.toSorted());
      }),
    );
  });

  it('keeps every target in any spelling, on one path or as a resource itself', () => {
    const url = fc.oneof(
      fc.webUrl(),
      fc.string(),
      fc.constantFrom(
        'http://a',
        'http://A:80/',
        'http://a/?',
        'HTTP://a',
        'http://[::1]:9000/status',
        urlOf('client'),
        'http://192.168.0.1:9000/status',
      ),
    );
    const resource = fc
      .record({
        id: fc.string(),
        url: fc.option(url, { nil: undefined }),
        targets: fc.option(fc.array(fc.record({ url, reachable: fc.boolean() }))),
      })
      .map(({ id, url: of, targets }): ObservedResource => ({ id, ...(of !== undefined && { url: of }), targets }));
    fc.assert(
      fc.property(fc.uniqueArray(resource, { selector: ({ id }) => id }), (resources) => {
        const graph = graphOf(resources, scopeWith([app('client'), app('frontend')]));
        const ids = new Set(graph.nodes.map(({ id }) => id));
        assert.equal(ids.size, graph.nodes.length);
        assert.ok(graph.edges.every(({ from, to }) => ids.has(from) && ids.has(to) && from !== to));
        for (const { id, url: own, targets } of resources) {
          const asked = new Set(
            graph.edges
              .filter(({ from, kind }) => from === id && kind === 'probe')
              .flatMap(({ probes: all }) => all.map((probe) => probe.url)),
          );
          for (const target of targets ?? [])
            if (!asked.has(target.url)) assert.ok(own !== undefined, `${target.url} is missing`);
        }
      }),
    );
  });
});
