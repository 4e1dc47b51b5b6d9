import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { CORE, failure, FakeApi, json } from './fake-api';
import { eventually } from '../lab/lab-http';
import { apiOf, Following, namesOf } from './following';

const PODS = '/api/v1/pods';
const POLICIES = '/apis/networking.k8s.io/v1/networkpolicies';

const pod = (name: string, more: object = {}) => ({
  metadata: { name, namespace: 'stars', labels: { role: name } },
  spec: { nodeName: 'node-1' },
  status: { phase: 'Running', podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }] },
  ...more,
});
const policy = (name: string, ingress: readonly object[] = []) => ({
  metadata: { name, namespace: 'stars', managedFields: [{ manager: 'kubectl' }] },
  spec: { podSelector: {}, policyTypes: ['Ingress'], ...(ingress.length > 0 && { ingress }) },
});

describe('Following a Kubernetes cluster', () => {
  let fake: FakeApi;
  let following: Following | undefined;
  beforeEach(async () => {
    fake = await FakeApi.start();
    fake.put(PODS, pod('backend'));
    fake.put(POLICIES, policy('deny'));
  });
  afterEach(async () => {
    await following?.stop().catch(() => undefined);
    following = undefined;
    await fake.close();
  });
  const follow = (...parameters: Parameters<typeof apiOf> extends [string, ...infer Rest] ? Rest : never) =>
    (following = new Following(apiOf(fake.url, ...parameters)));
  const settled = (watching: Following) => watching.until(({ data }) => data.objects.size > 0);
  const open = (path: string) => eventually(() => assert.ok(fake.watches(path) > 0, `no watch of ${path}`));
  /** Answers the first requests that match. */
  const refuseOnce = (isMeant: (url: URL) => boolean, answer: (response: ServerResponse) => void, times = 1) => {
    let left = times;
    fake.interventions.push((_, url, response) => {
      if (left === 0 || !isMeant(url)) return false;
      left -= 1;
      answer(response);
      return true;
    });
  };

  it('delivers all objects at once, then each change', async () => {
    const watching = follow();
    const first = await settled(watching);
    assert.deepEqual(namesOf(first, 'pods'), ['stars/backend']);
    assert.deepEqual(namesOf(first, 'networkpolicies.networking.k8s.io'), ['stars/deny']);
    assert.deepEqual(first.problems, []);
    assert.equal(first.data.apis.version, 'v1.37.2');
    await open(PODS);
    const changed = watching.next();
    fake.put(PODS, pod('frontend'));
    assert.deepEqual(namesOf(await changed, 'pods'), ['stars/backend', 'stars/frontend']);
    const removed = watching.next();
    fake.remove(PODS, 'backend', 'stars');
    assert.deepEqual(namesOf(await removed, 'pods'), ['stars/frontend']);
  });

  it('keeps whole policies without what managers of fields have noted, and of pods what policy depends on', async () => {
    const last = { 'kubectl.kubernetes.io/last-applied-configuration': '{}' };
    fake.put(POLICIES, {
      ...policy('annotated'),
      metadata: { ...policy('annotated').metadata, annotations: { ...last, a: 'b' } },
    });
    fake.put(
      PODS,
      pod('owned', {
        metadata: {
          name: 'owned',
          namespace: 'stars',
          annotations: { ...last, noise: 'x', 'cni.projectcalico.org/podIPs': '' },
          ownerReferences: [{ kind: 'ReplicaSet', name: 'web-1', controller: true }],
        },
      }),
    );
    const { data } = await settled(follow());
    const annotated = data.objects.get('networkpolicies.networking.k8s.io')?.find(({ id }) => id.name === 'annotated');
    assert.ok(annotated);
    assert.deepEqual(annotated.value?.['metadata'], {
      name: 'annotated',
      namespace: 'stars',
      uid: 'uid-stars/annotated',
      resourceVersion: annotated.resourceVersion,
      annotations: { a: 'b' },
    });
    const owned = data.objects.get('pods')?.find(({ id }) => id.name === 'owned');
    assert.ok(owned);
    assert.equal(owned.value, undefined);
    assert.deepEqual(owned.owner, { kind: 'ReplicaSet', name: 'web-1' });
    assert.ok(owned.read.state === 'decoded');
    assert.deepEqual(owned.read.object.metadata.annotations, { 'cni.projectcalico.org/podIPs': '' });
  });

  it('keeps an object that can’t be read, with the reason', async () => {
    fake.put(POLICIES, { metadata: { name: 'odd', namespace: 'stars' }, spec: { podSelector: 5 } });
    const { data } = await settled(follow());
    const odd = data.objects.get('networkpolicies.networking.k8s.io')?.find(({ id }) => id.name === 'odd');
    assert.ok(odd?.read.state === 'broken');
    assert.match(odd.read.problems.join(), /spec\.podSelector: Expected an object, got 5/);
  });

  it('leaves objects as they are that have not changed, and says nothing of a pod’s heartbeat', async () => {
    const watching = follow();
    const first = await settled(watching);
    await open(PODS);
    const count = watching.deliveries.length;
    fake.put(PODS, pod('backend', { status: { ...pod('').status, conditions: [{ type: 'Ready' }] } }));
    const next = watching.next();
    fake.put(PODS, pod('frontend'));
    const second = await next;
    assert.equal(watching.deliveries.length, count + 1);
    assert.equal(second.data.objects.get('pods')?.[0], first.data.objects.get('pods')?.[0]);
    assert.equal(second.data.objects.get('nodes'), first.data.objects.get('nodes'));
  });

  it('reads long lists in pages', async () => {
    for (let index = 0; index < 1_200; index += 1) fake.put(PODS, pod(`p${index}`));
    assert.equal(namesOf(await settled(follow()), 'pods').length, 1_201);
    assert.deepEqual(
      fake.asked.filter((line) => line.startsWith(`GET ${PODS}?limit`)),
      [`GET ${PODS}?limit=500`, `GET ${PODS}?limit=500&continue=500`, `GET ${PODS}?limit=500&continue=1000`],
    );
  });

  it('lists anew if a continuation has expired', async () => {
    for (let index = 0; index < 600; index += 1) fake.put(PODS, pod(`p${index}`));
    refuseOnce(
      ({ searchParams }) => searchParams.has('continue'),
      (response) => json(response, failure(410, 'Expired', 'The provided continue parameter is too old'), 410),
    );
    const first = await settled(follow());
    assert.equal(namesOf(first, 'pods').length, 601);
    assert.deepEqual(first.problems, []);
  });

  for (const [form, expire] of [
    [
      'an event',
      (response: ServerResponse) =>
        void response
          .writeHead(200, { 'Content-Type': 'application/json' })
          .end(
            `${JSON.stringify({ type: 'ERROR', object: failure(410, 'Expired', 'too old resource version: 1 (2)') })}\n`,
          ),
    ],
    [
      'a status',
      (response: ServerResponse) => json(response, failure(410, 'Expired', 'too old resource version'), 410),
    ],
  ] as const) {
    it(`lists anew if ${form} says that a watch is too old`, async () => {
      refuseOnce(({ pathname, searchParams }) => pathname === PODS && searchParams.has('watch'), expire);
      const watching = follow();
      await settled(watching);
      await open(PODS);
      assert.equal(fake.asked.filter((line) => line.startsWith(`GET ${PODS}?limit`)).length, 2);
      const changed = watching.next();
      fake.put(PODS, pod('frontend'));
      assert.deepEqual((await changed).problems, []);
    });
  }

  it('lists less and less often if every watch is too old', async () => {
    refuseOnce(
      ({ pathname, searchParams }) => pathname === PODS && searchParams.has('watch'),
      (response) => json(response, failure(410, 'Expired', 'too old resource version'), 410),
      100,
    );
    const { problems } = await follow().until((delivery) => delivery.problems.length > 0);
    assert.match(
      problems[0]?.message ?? '',
      /watch pods: too old resource version\. Changes of pods are seen every 10 s/,
    );
    assert.ok(fake.asked.filter((line) => line.startsWith(`GET ${PODS}?limit`)).length <= 3);
  });

  it('goes on where it stopped if the server ends a watch', async () => {
    const watching = follow();
    await settled(watching);
    await open(PODS);
    fake.say(
      PODS,
      JSON.stringify({ type: 'BOOKMARK', object: { kind: 'Pod', metadata: { resourceVersion: '4711' } } }),
    );
    fake.endWatches();
    await open(PODS);
    const [asked] = fake.asked.filter((line) => line.includes('resourceVersion=4711'));
    assert.match(
      asked ?? '',
      /^GET \/api\/v1\/pods\?watch=1&resourceVersion=4711&allowWatchBookmarks=true&timeoutSeconds=\d+$/,
    );
    assert.equal(fake.asked.filter((line) => line.startsWith(`GET ${PODS}?limit`)).length, 1);
  });

  it('watches anew if a watch is silent, and lists anew if that one is, too', async () => {
    const watching = follow({ longestSilence: 100 });
    await settled(watching);
    await open(PODS);
    const missed = watching.next(({ data }) => data.objects.get('pods')?.length === 2);
    // Not even the store’s own version need have grown: it may have been restored from a backup.
    fake.interventions.push((_, url, response) => {
      if (url.pathname !== PODS || url.searchParams.has('watch')) return false;
      json(response, { kind: 'PodList', metadata: { resourceVersion: '7' }, items: [pod('backend'), pod('frontend')] });
      return true;
    });
    await missed;
    const [list, first, second] = fake.asked.filter((line) => line.startsWith(`GET ${PODS}?`));
    assert.match(list ?? '', /limit/);
    assert.deepEqual(
      [first, second].map((line) => new URL(line?.slice(4) ?? '', fake.url).searchParams.get('watch')),
      ['1', '1'],
    );
  });

  it('goes on where it stopped after a failure, without reading everything again', async () => {
    const watching = follow();
    const first = await settled(watching);
    await open(POLICIES);
    await watching.stop();
    watching.start();
    const again = await watching.next();
    assert.equal(again.data.objects.get('pods'), first.data.objects.get('pods'));
    assert.equal(fake.asked.filter((line) => line.startsWith(`GET ${PODS}?limit`)).length, 1);
  });

  it('waits for a server that is starting up', async () => {
    refuseOnce(
      ({ pathname }) => pathname === POLICIES,
      (response) =>
        json(response, failure(429, 'TooManyRequests', 'storage is (re)initializing', { retryAfterSeconds: 1 }), 429, {
          'Retry-After': '1',
        }),
    );
    const first = await settled(follow());
    assert.deepEqual(first.problems, []);
    assert.deepEqual(namesOf(first, 'networkpolicies.networking.k8s.io'), ['stars/deny']);
  });

  const forbid = (path: string) =>
    fake.interventions.push((_, url, response) => {
      if (!url.pathname.startsWith(path)) return false;
      json(
        response,
        failure(
          403,
          'Forbidden',
          'nodes is forbidden: User "viewer" cannot list resource "nodes" in API group "" at the cluster scope',
        ),
        403,
      );
      return true;
    });

  it('names what may not be listed, and shows the rest', async () => {
    forbid('/api/v1/nodes');
    const { problems, ...first } = await settled(follow());
    assert.deepEqual(namesOf({ ...first, problems }, 'pods'), ['stars/backend']);
    assert.deepEqual(
      problems.map(({ kind, message }) => [kind, message.replace(fake.url, 'SERVER')]),
      [
        [
          'forbidden',
          'Kubernetes at SERVER could not list nodes: nodes is forbidden: User "viewer" cannot list resource "nodes" in API group "" at the cluster scope. nodes are not shown, or not their current state.',
        ],
      ],
    );
  });

  it('fails if nothing may be listed', async () => {
    for (const path of ['/api/v1', '/apis/networking.k8s.io/v1']) forbid(path);
    await assert.rejects(follow().running, { kind: 'forbidden' });
  });

  it('reads only the named namespaces', async () => {
    fake.put('/api/v1/namespaces', { metadata: { name: 'stars' } });
    fake.put('/api/v1/namespaces', { metadata: { name: 'other' } });
    fake.put(PODS, { ...pod('elsewhere'), metadata: { name: 'elsewhere', namespace: 'other' } });
    following = new Following(apiOf(fake.url), { namespaces: ['stars', 'client'] });
    const first = await settled(following);
    assert.deepEqual(namesOf(first, 'pods'), ['stars/backend']);
    assert.deepEqual(namesOf(first, 'namespaces'), ['stars']);
    assert.ok(fake.asked.includes('GET /api/v1/namespaces/client/pods?limit=500'));
    assert.ok(fake.asked.includes('GET /api/v1/namespaces?fieldSelector=metadata.name%3Dstars&limit=500'));
    assert.ok(!fake.asked.some((line) => line.startsWith(`GET ${PODS}?`)));
  });

  it('polls what can’t be watched, and says so', async () => {
    refuseOnce(
      ({ pathname, searchParams }) => pathname === PODS && searchParams.has('watch'),
      (response) => json(response, failure(403, 'Forbidden', 'pods is forbidden: cannot watch'), 403),
      100,
    );
    const { problems } = await follow().until((delivery) => delivery.problems.length > 0);
    assert.match(
      problems[0]?.message ?? '',
      /watch pods: pods is forbidden: cannot watch\. Changes of pods are seen every 10 s\./,
    );
  });

  it('fails if the credentials are refused, or the server can’t be reached', async () => {
    fake.interventions.push((_, __, response) => {
      json(response, failure(401, 'Unauthorized', 'Unauthorized'), 401);
      return true;
    });
    await assert.rejects(follow().running, { kind: 'unauthorized', message: /could not list its APIs: Unauthorized/ });
    const nowhere = new Following(apiOf('http://127.0.0.1:1'));
    await assert.rejects(nowhere.running, { kind: 'unreachable', advice: /context test in kubeconfig/ });
  });

  it('fails if the connection is lost, and only then', async () => {
    const watching = follow();
    await settled(watching);
    await open(PODS);
    fake.endWatches('cut');
    await open(PODS);
    fake.interventions.push((request) => {
      request.socket.destroy();
      return true;
    });
    fake.endWatches('cut');
    await assert.rejects(watching.running, { kind: 'unreachable' });
  });

  it('says of a server that it is not one of Kubernetes', async () => {
    fake.interventions.push((_, __, response) => {
      response.end('<html>welcome</html>');
      return true;
    });
    await assert.rejects(follow().running, { kind: 'unexpected-answer', message: /is not a Kubernetes API server/ });
  });

  it('follows resources that appear later, and leaves those that vanish', async () => {
    const watching = follow();
    await settled(watching);
    await open(PODS);
    const v1 = { ...CORE['v1'] };
    delete v1['nodes'];
    fake.served = { ...CORE, v1, 'projectcalico.org/v3': { tiers: 'Tier', networkpolicies: 'NetworkPolicy' } };
    fake.put('/apis/projectcalico.org/v3/tiers', { metadata: { name: 'security' }, spec: { order: 5 } });
    const changed = watching.next(
      ({ data }) => data.objects.has('tiers.projectcalico.org') && !data.objects.has('nodes'),
    );
    // The removal of a resource ends its watches.
    fake.endWatches();
    const delivery = await changed;
    assert.deepEqual(namesOf(delivery, 'tiers.projectcalico.org'), ['security']);
    assert.equal(delivery.data.apis.calico, 'native-crd');
    assert.deepEqual(delivery.problems, []);
  });

  it('sends its credentials with every request, and asks for plain watches', async () => {
    await settled(follow());
    await open(PODS);
    assert.ok(fake.headers.every(({ authorization }) => authorization === 'Bearer secret'));
    const watch = fake.headers[fake.asked.findIndex((line) => line.startsWith(`GET ${PODS}?watch`))];
    assert.equal(watch?.['accept-encoding'], 'identity');
    const list = fake.headers[fake.asked.findIndex((line) => line.startsWith(`GET ${PODS}?limit`))];
    assert.match(list?.['accept-encoding'] ?? '', /gzip/);
  });
});
