import assert from 'node:assert/strict';
import { MatrixPublisher } from '../../../src/features/matrix/matrix-publisher';
import { matrixState } from '../../../src/features/matrix/model';
import {
  isToHost,
  isToPage,
  type MatrixState,
  type Question,
  type ToPage,
  readPanelCluster,
} from '../../../src/features/matrix/protocol';
import { receive, type Received } from '../../../webview/matrix/received';
import { answered, app, demo, UI_OPEN, UI_TO_PROBE } from '../graph/demo-cluster';

const ON_9000: Question = { protocol: 'tcp', port: 9000 };
const closed = matrixState(demo({ observation: answered([]) }), ON_9000);
const open = matrixState(
  demo({ inbound: { client: [UI_TO_PROBE], backend: [UI_TO_PROBE] }, observation: answered([]) }),
  ON_9000,
);

function follow(): {
  readonly feed: MatrixPublisher;
  readonly messages: ToPage[];
  readonly page: () => MatrixState | undefined;
} {
  const messages: ToPage[] = [];
  let received: Received | undefined;
  const feed = new MatrixPublisher((message) => {
    assert.ok(isToPage(JSON.parse(JSON.stringify(message))));
    messages.push(message);
    received = receive(received, message);
  });
  return { feed, messages, page: () => received?.state };
}

describe('matrix publisher', () => {
  it('tells the page whose matrix it is, which the page saves', () => {
    const messages: ToPage[] = [];
    const feed = new MatrixPublisher(
      (message) => messages.push(message),
      () => ({ name: 'far', id: '1' }),
    );
    feed.start(closed);
    const [state] = messages;
    assert.ok(state?.type === 'state' && isToPage(state));
    assert.deepEqual(readPanelCluster({ cluster: state.cluster, version: 1 }), { name: 'far', id: '1' });
    for (const other of [undefined, {}, { cluster: 'far' }]) assert.equal(readPanelCluster(other), undefined);
  });

  it('sends nothing before the page is ready or without changes, otherwise only changes', () => {
    const { feed, messages, page } = follow();
    feed.update(closed);
    assert.equal(messages.length, 0);
    feed.start(closed);
    feed.update(matrixState(demo({ observation: answered([]) }), ON_9000));
    assert.equal(messages.length, 1);
    feed.update(open);
    const patch = messages[1];
    assert.ok(patch?.type === 'patch');
    assert.equal(patch.allowed.length, 2, 'the two profiles that changed');
    assert.equal(patch.measured, undefined);
    assert.deepEqual(page(), open);
  });

  it('sends only the time and the measurements if only these change', () => {
    const { feed, messages, page } = follow();
    feed.start(closed);
    const later = matrixState(demo({ observation: answered([], [], Date.parse('2016-04-11T13:00:01Z')) }), ON_9000);
    feed.update(later);
    const reached = matrixState(
      demo({ observation: answered(['C→F'], [], Date.parse('2016-04-11T13:00:02Z')) }),
      ON_9000,
    );
    feed.update(reached);
    assert.deepEqual(
      messages
        .slice(1)
        .map((message) => message.type === 'patch' && [message.allowed.length, message.measured?.length]),
      [
        [0, undefined],
        [0, 9],
      ],
    );
    assert.deepEqual(page(), reached);
  });

  it('sends the full state for another query, other workloads, and the end', () => {
    const { feed, messages, page } = follow();
    feed.start(closed);
    for (const state of [
      matrixState(demo({ observation: answered([]) }), { protocol: 'tcp', port: 9001 }),
      matrixState(demo({ marathon: { apps: [app('client')] } }), ON_9000),
      matrixState({ state: 'disconnected' }),
      closed,
    ]) {
      feed.update(state);
      assert.equal(messages.at(-1)?.type, 'state');
      assert.deepEqual(page(), state);
    }
  });

  it('is asked for the full state by a page that missed a patch', () => {
    const { feed, messages } = follow();
    feed.start(closed);
    feed.update(open);
    const [, patch] = messages;
    assert.ok(patch);
    assert.equal(receive({ revision: 7, state: closed }, patch), undefined);
    assert.equal(receive({ revision: 1, state: matrixState({ state: 'disconnected' }) }, patch), undefined);
  });

  it('offers only what it has shown', () => {
    const { feed } = follow();
    feed.start(matrixState({ state: 'disconnected' }));
    assert.equal(feed.offered('startDemo')?.command, 'startDemo');
    assert.equal(feed.offered('openLog'), undefined);
    feed.update(matrixState(demo({ inbound: { 'management-ui': [UI_OPEN] } })));
    assert.equal(feed.offered('startDemo'), undefined);
    assert.equal(feed.shown('calico-mesos-02/libnetwork/libnetwork/e-client')?.name, 'client');
    assert.equal(feed.shown('203.0.113.1')?.name, 'Anyone outside');
    assert.equal(feed.shown('10.0.0.1'), undefined);
    feed.stop();
    assert.equal(feed.shown('203.0.113.1'), undefined);
  });

  it('accepts only known messages from a page', () => {
    assert.ok(isToHost({ type: 'ask', question: ON_9000 }));
    assert.ok(isToHost({ type: 'ready', question: null }));
    for (const wrong of [
      null,
      'ready',
      { type: 'ready' },
      { type: 'ask', question: { protocol: 'sctp', port: 1 } },
      { type: 'ask', question: { protocol: 'tcp', port: 65536 } },
      { type: 'ask', question: { protocol: 'tcp', port: 1.5 } },
      { type: 'explain', from: 'a' },
      { type: 'run', action: {} },
    ]) {
      assert.ok(!isToHost(wrong), JSON.stringify(wrong));
    }
  });
});
