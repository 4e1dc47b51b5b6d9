import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isClusterError } from '../../../src/cluster/connection/errors';
import { MarathonClient } from '../../../src/cluster/marathon/client';
import type { MarathonEvent } from '../../../src/cluster/marathon/events';
import { MarathonSource } from '../../../src/cluster/marathon/source';
import type { Failure, MarathonData } from '../../../src/cluster/model/snapshot';
import { childrenOf } from '../../../src/features/tree/children';
import { rowOf } from '../../../src/features/tree/rows/row';
import { snapshot } from '../../unit/cluster/fixtures';
import { eventually } from '../lab/lab-http';
import { startStub, type Stub, type StubAnswer } from '../stub';

const CASES = path.join(import.meta.dirname, '../../cases/marathon');
const readCase = (name: string): unknown => JSON.parse(readFileSync(path.join(CASES, name), 'utf8'));

const APP = {
  id: '/web',
  instances: 2,
  tasks: [
    { id: 'web.1', host: 'h', startedAt: '2017-01-01T00:00:01.000Z', ipAddresses: [{ ipAddress: '192.168.0.9' }] },
  ],
};

/** An event stream that begins like Marathon's and stays open. */
const EVENTS: StubAnswer = (_request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  response.write('event: event_stream_attached\r\ndata: {"eventType":"event_stream_attached"}\r\n\r\n');
};

const HEALTHY: Record<string, StubAnswer> = {
  '/v2/info': { json: { version: '1.5.2' } },
  '/v2/apps': { json: { apps: [APP] } },
  '/v2/groups': { json: { id: '/', apps: [], groups: [] } },
  '/v2/deployments': { json: [] },
  '/v2/pods': { json: [] },
  '/v2/events': EVENTS,
};

describe('Marathon client with recorded responses of real servers', () => {
  let stub: Stub;
  let client: MarathonClient;
  const start = async (answers: Record<string, StubAnswer> = {}) => {
    stub = await startStub({ ...HEALTHY, ...answers });
    client = new MarathonClient(stub.url);
  };
  afterEach(() => stub.close());

  /** Follows Marathon until `enough` returns true, and returns the last delivery. */
  async function follow(
    enough: (data: MarathonData, problems: readonly Failure[]) => boolean,
    meanwhile?: (source: MarathonSource) => void,
  ): Promise<{ data: MarathonData; problems: readonly Failure[]; deliveries: number }> {
    const end = new AbortController();
    const source = new MarathonSource(client, (error) => assert.fail(String(error)));
    meanwhile?.(source);
    const seen: { data: MarathonData; problems: readonly Failure[] }[] = [];
    const following = source.follow((data, problems = []) => seen.push({ data, problems }), end.signal);
    try {
      await eventually(() =>
        assert.ok(
          seen.some(({ data, problems }) => enough(data, problems)),
          JSON.stringify(seen.at(-1)),
        ),
      );
      return { ...seen.at(-1)!, deliveries: seen.length };
    } finally {
      end.abort();
      await following;
    }
  }

  it('shows everything else when the event stream is rejected (15), reports it once and retries less and less often', async () => {
    await start({ '/v2/events': { text: 'Not authorized', status: 403 } });
    const { data, problems } = await follow((_data, found) => found.length > 0);
    assert.equal(data.apps[0]?.id, '/web');
    assert.deepEqual(
      problems.map(({ kind, message }) => [kind, message]),
      [
        [
          'forbidden',
          'Marathon could not give its event stream: Not authorized. Marathon is polled every 12 s instead.',
        ],
      ],
    );
    const asked = (what: string) => stub.asked.filter((line) => line.includes(what)).length;
    assert.ok(asked('/v2/events') <= 2, stub.asked.join('\n'));
    assert.ok(asked('/v2/apps') <= 2, 'read at the start, and once to report the loss');
  });

  it('subscribes to events without the state of the whole cluster', async () => {
    await start();
    await follow((data) => data.apps.length > 0);
    await eventually(() => assert.ok(stub.asked.includes('GET /v2/events?plan-format=light')));
  });

  it('shows everything else when the version is rejected (15b), and pauses before asking again', async () => {
    await start({ '/v2/info': { json: { message: 'Not Authorized to perform this action!' }, status: 403 } });
    for (let times = 0; times < 5; times += 1) {
      const { data, problems } = await client.read();
      assert.deepEqual([data.version, data.apps.length], [undefined, 1]);
      assert.deepEqual(
        problems.map(({ message }) => message),
        [
          'Marathon could not answer /v2/info: Not Authorized to perform this action! Its version is unknown, so features are detected instead.',
        ],
      );
    }
    assert.equal(stub.asked.filter((line) => line === 'GET /v2/info').length, 1);
  });

  it('shows the message of a 403 about deployments, without advice about credentials (16)', async () => {
    const { status, message } = readCase('16-too-many-deployments.json') as { status: number; message: string };
    await start({ 'PUT /v2/groups/x': { json: { message }, status } });
    await assert.rejects(client.putGroup('/x', { id: '/x', apps: [] }), (error) => {
      assert.ok(isClusterError(error));
      assert.deepEqual(
        [error.kind, error.message, error.advice],
        ['conflict', `Marathon could not launch /x: ${message}`, undefined],
      );
      return true;
    });
  });

  it('distinguishes missing credentials from missing permissions', async () => {
    await start({ '/v2/apps': { json: { message: 'Who are you?' }, status: 401 } });
    await assert.rejects(client.load(), {
      kind: 'unauthorized',
      message: 'Marathon could not answer /v2/apps: Who are you?',
    });
    stub.answers.set('/v2/apps', { json: { message: 'Not you.' }, status: 403 });
    await assert.rejects(client.load(), { kind: 'forbidden', message: 'Marathon could not answer /v2/apps: Not you.' });
  });

  it('names pods, in deployments and in groups that contain only pods (18)', async () => {
    const { deployments } = readCase('18-pods.json') as { deployments: unknown[] };
    await start({
      '/v2/groups': {
        json: { id: '/', apps: [], groups: [{ id: '/pods', apps: [], groups: [], pods: [{ id: '/pods/stars' }] }] },
      },
      '/v2/deployments': { json: deployments },
      '/v2/pods': {
        json: [
          {
            id: '/pods/stars',
            scaling: { kind: 'fixed', instances: 3 },
            containers: [{ name: 'probe' }],
            networks: [{ mode: 'container', name: 'client' }],
          },
        ],
      },
    });
    const data = await client.load();
    assert.deepEqual(data.pods, [{ id: '/pods/stars', instances: 3, containers: ['probe'], networks: ['client'] }]);
    assert.deepEqual(data.deployments, [
      {
        id: 'd1',
        affectedApps: [],
        affectedPods: ['/pods/stars'],
        currentStep: 1,
        totalSteps: 2,
        actions: ['StartPod /pods/stars'],
      },
    ]);
    const state = snapshot({ marathon: data });
    assert.equal(rowOf({ kind: 'group', group: '/pods' }, state)?.description, 'deploying, 1 pod');
    const [pod] = childrenOf({ kind: 'group', group: '/pods' }, state);
    assert.deepEqual(pod, { kind: 'pod', pod: '/pods/stars' });
    assert.deepEqual([rowOf(pod, state)?.label, rowOf(pod, state)?.description], ['stars', 'pod, 3 instances']);
    assert.deepEqual(rowOf({ kind: 'deployment', deployment: 'd1' }, state)?.tooltip, [
      'Deployment d1',
      'Affects the pod /pods/stars',
    ]);
  });

  it('reports no problem with a server without pods', async () => {
    await start({ '/v2/pods': { text: 'URI not found: /v2/pods', status: 500 } });
    const { data, problems } = await client.read();
    assert.deepEqual([data.pods, problems], [undefined, []]);
  });

  it('reads a task without an address (19)', async () => {
    const { tasks } = readCase('19-task-without-ip.json') as { tasks: unknown[] };
    await start({ '/v2/apps': { json: { apps: [{ ...APP, tasks }] } } });
    const { data, problems } = await client.read();
    assert.deepEqual(
      data.apps[0]?.tasks.map(({ id, addresses, state }) => [id, addresses, state]),
      [
        ['ok', ['192.168.0.2'], 'running'],
        ['noip', [], 'running'],
      ],
    );
    assert.deepEqual(problems, []);
    assert.equal(rowOf({ kind: 'task', task: 'noip' }, snapshot({ marathon: data }))?.label, 'no address');
  });

  it('shows each state of a task separately (20)', async () => {
    const { tasks } = readCase('20-unreachable.json') as { tasks: object[] };
    const states = [
      'TASK_STAGING',
      'TASK_STARTING',
      'TASK_RUNNING',
      'TASK_KILLING',
      'TASK_KILLED',
      'TASK_FINISHED',
      'TASK_FAILED',
      'TASK_ERROR',
      'TASK_DROPPED',
      'TASK_LOST',
      'TASK_GONE',
      'TASK_GONE_BY_OPERATOR',
      'TASK_NEVER_HEARD_OF',
    ];
    await start({
      '/v2/apps': {
        json: {
          apps: [
            { ...APP, tasks: [...tasks, ...states.map((state, index) => ({ id: `t${index}`, host: 'h', state }))] },
          ],
        },
      },
    });
    const data = await client.load();
    assert.deepEqual(
      data.apps[0]?.tasks.map(({ state }) => state),
      [
        'unreachable',
        'staging',
        'starting',
        'running',
        'killing',
        'killed',
        'finished',
        'failed',
        'error',
        'dropped',
        'lost',
        'gone',
        'gone',
        'unknown',
      ],
    );
    assert.deepEqual([data.apps[0].running, data.apps[0].staged], [1, 2]);
    const row = rowOf({ kind: 'task', task: 'u' }, snapshot({ marathon: data }));
    assert.deepEqual(
      [row?.description, row?.icon, row?.label],
      ['unreachable on lost-agent', 'debug-disconnect', 'no address'],
    );
  });

  it('drops only an invalid app, task, deployment or port, and names it', async () => {
    await start({
      '/v2/apps': {
        json: {
          apps: [
            { id: 7 },
            { instances: 1 },
            'x',
            {
              ...APP,
              tasks: [{ host: 'h' }, ...APP.tasks],
              ports: 'many',
              labels: { a: 1 },
              container: { docker: 'no' },
              deployments: [null, { id: 'd' }],
            },
          ],
        },
      },
      '/v2/deployments': { json: [null, { id: 'd', affectedApps: ['/web', 3] }] },
    });
    const { data, problems } = await client.read();
    assert.deepEqual(
      data.apps.map(({ id, tasks, labels, deployments }) => [id, tasks.map((task) => task.id), labels, deployments]),
      [['/web', ['web.1'], {}, ['d']]],
    );
    assert.deepEqual(data.deployments, [
      { id: 'd', affectedApps: ['/web'], currentStep: 0, totalSteps: 0, actions: [] },
    ]);
    assert.deepEqual(
      problems.map(({ message }) => message),
      [
        'Marathon returned definitions that can’t be read: the app 1, the app 2, the app 3, the task 1 of /web, the deployment 1. Everything else is shown.',
      ],
    );
  });

  it('skips an oversized or invalid event, and continues with the stream', async () => {
    const received: MarathonEvent[] = [];
    await start({
      '/v2/events': (_request, response) => {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        response.write('event: event_stream_attached\r\ndata: {"eventType":"event_stream_attached"}\r\n\r\n');
        response.write(
          `event: deployment_info\ndata: {"eventType":"deployment_info","plan":"${'x'.repeat(9 * 1024 * 1024)}"}\n\n`,
        );
        response.write('event: odd_event\ndata: [1,\n\n');
        response.write('event: deployment_success\ndata: {"eventType":"deployment_success","id":"d9"}\n\n');
      },
    });
    await follow(
      () => received.some(({ deployment }) => deployment === 'd9'),
      (source) => source.onEvent((event) => received.push(event)),
    );
    assert.deepEqual(
      received.map(({ type }) => type),
      ['event_stream_attached', 'deployment_info', 'odd_event', 'deployment_success'],
    );
  });

  it('reconnects when a leader ends the stream, and reads everything again', async () => {
    let streams = 0;
    await start({
      '/v2/events': (request, response) => {
        streams += 1;
        if (typeof EVENTS === 'function') EVENTS(request, response, '');
        if (streams === 1) response.end();
      },
    });
    const { problems, deliveries } = await follow(() => streams === 2);
    assert.deepEqual(problems, []);
    assert.ok(deliveries <= 4, `${deliveries} deliveries`);
  });

  it('follows a follower’s redirect of the event stream to the leader', async () => {
    const leader = await startStub({ '/v2/events': EVENTS });
    try {
      await start({
        '/v2/events': (_request, response) => response.writeHead(302, { Location: `${leader.url}/v2/events` }).end(),
      });
      await follow(() => leader.asked.length > 0);
    } finally {
      await leader.close();
    }
  });
});
