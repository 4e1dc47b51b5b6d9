import assert from 'node:assert/strict';
import fc from 'fast-check';
import { StatePublisher } from '../../../../src/features/graph/panels/state-publisher';
import { diffGraph } from '../../../../src/features/graph/state/patch';
import { isToHost, isToPage, type StateMessage } from '../../../../src/features/graph/protocol/messages';
import type { Graph, GraphState } from '../../../../src/features/graph/protocol/state';
import { graphState } from '../../../../src/features/graph/state/model';
import { patched, receive, type Received } from '../../../../webview/graph/page/received';
import { answered, demo, UI_OPEN } from '../demo-cluster';

const BEGIN = {
  defaults: { markers: true, layout: 'force', labels: 'profile' },
  savedLayout: { pins: {}, colours: {} },
  panel: { cluster: null },
} as const;
/** Messages arrive as plain objects. */
const PLAIN = { noNullPrototype: true };
const id = fc.constantFrom('A', 'B', 'C', 'D', '→', '__proto__');
const arbitraryGraph: fc.Arbitrary<Graph> = fc.record(
  {
    kind: fc.constant('graph' as const),
    observedAt: fc.nat(),
    nodes: fc.uniqueArray(
      fc.record(
        {
          id,
          kind: fc.constant('probe' as const),
          name: fc.string(),
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
          kind: fc.constant('probe' as const),
          state: fc.constantFrom('reachable' as const, 'unreachable' as const, 'unknown' as const),
          probes: fc.array(
            fc.record(
              {
                url: fc.string(),
                state: fc.constant('unknown' as const),
                match: fc.constant('exact' as const),
                changes: fc.nat(),
              },
              PLAIN,
            ),
            { maxLength: 2 },
          ),
        },
        PLAIN,
      ),
      { selector: ({ from, to }) => `${from} ${to}` },
    ),
  },
  PLAIN,
);

const sorted = ({ nodes, edges, ...rest }: Graph) => ({
  ...rest,
  nodes: nodes.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  edges: edges.toSorted((a, b) => (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1)),
});

describe('graph patches', () => {
  it('turn one graph into the other', () => {
    fc.assert(
      fc.property(arbitraryGraph, arbitraryGraph, (before, after) => {
        assert.deepEqual(sorted(patched(before, diffGraph(before, after))), sorted(after));
      }),
    );
  });

  it('keep the identity of unchanged parts', () => {
    fc.assert(
      fc.property(arbitraryGraph, (graph) => {
        const same = patched(graph, diffGraph(graph, { ...graph, observedAt: 7 }));
        assert.equal(same.nodes, graph.nodes);
        assert.equal(same.edges, graph.edges);
      }),
    );
  });
});

describe('state publisher', () => {
  const empty = graphState({ state: 'disconnected' });
  const dark = graphState(
    demo({ inbound: { 'management-ui': [UI_OPEN] }, observation: answered([], ['B', 'C', 'F']) }),
  );
  const lit = graphState(demo({ observation: answered(['C→F']) }));

  function follow(): { publisher: StatePublisher; messages: StateMessage[]; page: () => GraphState | undefined } {
    const messages: StateMessage[] = [];
    let received: Received | undefined;
    const publisher = new StatePublisher(
      (message) => {
        messages.push(message);
        received = receive(received, message);
      },
      () => BEGIN,
    );
    return { publisher, messages, page: () => received?.state };
  }

  it('sends nothing before the page is ready or without changes, otherwise only changes', () => {
    const { publisher, messages, page } = follow();
    publisher.update(dark);
    assert.equal(messages.length, 0);
    publisher.start(empty);
    for (const state of [empty, dark, lit, lit, empty]) {
      publisher.update(state);
      assert.deepEqual(page(), state);
    }
    assert.deepEqual(
      messages.map(({ type }) => type),
      ['state', 'state', 'patch', 'state'],
    );
    assert.ok(messages.every(isToPage));
  });

  it('offers only the actions that it sent last', () => {
    const { publisher } = follow();
    publisher.start(empty);
    assert.equal(publisher.offered('startDemo')?.command, 'startDemo');
    assert.equal(publisher.offered('openLog'), undefined);
    publisher.update(dark);
    assert.equal(publisher.offered('startDemo'), undefined);
    assert.equal(dark.kind === 'graph' && publisher.offered(dark.banner?.actions[0]?.id ?? '')?.command, 'addRule');
    assert.ok(dark.kind === 'graph');
    const stale = { since: 0, title: '', detail: '' };
    publisher.update({ ...dark, stale });
    assert.equal(publisher.offered('try again')?.command, 'refresh');
    assert.equal(publisher.offered('edit cluster'), undefined);
    publisher.update({ ...dark, stale: { ...stale, cluster: 'Prague' } });
    assert.deepEqual(publisher.offered('edit cluster'), {
      id: 'edit cluster',
      title: '',
      command: 'editCluster',
      cluster: 'Prague',
    });
    publisher.stop();
    assert.equal(publisher.offered('startDemo'), undefined);
  });

  it('is asked for the full state by a page that missed a patch', () => {
    const { publisher, messages } = follow();
    publisher.start(dark);
    publisher.update(lit);
    const patch = messages[1];
    assert.ok(patch);
    assert.equal(receive(undefined, patch), undefined);
    assert.equal(receive({ revision: 7, state: dark }, patch), undefined);
    assert.equal(receive({ revision: 1, state: empty }, patch), undefined);
  });
});

describe('messages', () => {
  it('in any other format are rejected on both sides', () => {
    for (const value of [
      undefined,
      null,
      7,
      'ready',
      [],
      {},
      { type: 'run' },
      { type: 'run', action: 7 },
      { type: 'state', revision: 1 },
      { type: 'nonsense' },
    ]) {
      assert.equal(isToHost(value), false);
      assert.equal(isToPage(value), false);
    }
    fc.assert(fc.property(fc.jsonValue(), (value) => !isToPage(value) && !isToHost(value)));
  });

  it('in the agreed formats are accepted', () => {
    assert.ok(isToHost({ type: 'ready' }) && isToHost({ type: 'run', action: 'x' }));
    assert.ok(
      isToPage({ type: 'state', revision: 1, sentAt: 1, state: graphState({ state: 'disconnected' }), ...BEGIN }),
    );
  });
});
