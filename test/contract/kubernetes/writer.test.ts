import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { isClusterError } from '../../../src/cluster/connection/errors';
import { KubernetesWriter, mayChangePolicy, StatusError, type StoredObject } from '../../../src/cluster/kubernetes';
import { discover } from '../../../src/cluster/kubernetes/api/discovery';
import { CORE, failure, FakeApi, json } from './fake-api';
import { apiOf, Following } from './following';

const POLICIES = '/apis/networking.k8s.io/v1/networkpolicies';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

const policy = (name: string, spec: object = { podSelector: {} }, metadata: object = {}) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'stars', ...metadata },
  spec,
});

describe('Writing to a Kubernetes cluster', () => {
  let fake: FakeApi;
  beforeEach(async () => {
    fake = await FakeApi.start({
      ...CORE,
      'projectcalico.org/v3': { networkpolicies: 'NetworkPolicy', tiers: 'Tier' },
    });
  });
  afterEach(() => fake.close());

  const writing = async (options: Parameters<typeof apiOf>[1] = {}) => {
    const api = apiOf(fake.url, options);
    const apis = await discover(api);
    return new KubernetesWriter(api, () => apis);
  };
  const stored = async (name: string): Promise<StoredObject> => {
    const following = new Following(apiOf(fake.url));
    const { data } = await following.next();
    await following.stop();
    const object = [...data.objects.values()].flat().find(({ id }) => id.name === name);
    assert.ok(object);
    return object;
  };
  const writes = () => fake.asked.filter((line) => !line.startsWith('GET'));
  /** Lets changes be made, or not, and then cuts their connections. */
  const cutWrites = (isMade: boolean, meanwhile: () => void = () => undefined) =>
    fake.interventions.push((request, url, response, body) => {
      if (request.method === 'GET') return false;
      const nowhere = { writeHead: () => nowhere, end: () => nowhere } as unknown as ServerResponse;
      if (isMade) fake.change(request.method ?? '', url, nowhere, body);
      meanwhile();
      response.destroy();
      request.socket.destroy();
      return true;
    });
  const sent: {
    method: string;
    body: { metadata: Record<string, unknown>; spec?: unknown };
    type: string | undefined;
  }[] = [];
  const record = () =>
    fake.interventions.push((request, _, __, body) => {
      if (request.method !== 'GET')
        sent.push({
          method: request.method ?? '',
          body: JSON.parse(body) as (typeof sent)[number]['body'],
          type: request.headers['content-type'],
        });
      return false;
    });
  beforeEach(() => sent.splice(0));

  it('creates an object, and only if there is none of that name', async () => {
    const writer = await writing();
    record();
    const { object } = await writer.create(policy('deny', {}, { resourceVersion: '5', uid: 'x', labels: { a: 'b' } }));
    assert.deepEqual(object.id, { resource: 'networkpolicies.networking.k8s.io', namespace: 'stars', name: 'deny' });
    assert.deepEqual(sent[0]?.body.metadata, { name: 'deny', namespace: 'stars', labels: { a: 'b' } });
    assert.deepEqual(writes(), [
      'POST /apis/networking.k8s.io/v1/namespaces/stars/networkpolicies?fieldValidation=Strict&fieldManager=calico-stars',
    ]);
    await assert.rejects(writer.create(policy('deny')), {
      kind: 'conflict',
      message: /create the NetworkPolicy stars\/deny: .*already exists/,
    });
  });

  it('replaces an object, and keeps what it does not show', async () => {
    fake.put(
      POLICIES,
      policy(
        'deny',
        { podSelector: {} },
        {
          finalizers: ['example.com/hold'],
          labels: { old: 'x' },
          annotations: { [LAST_APPLIED]: '{}', note: 'old' },
          managedFields: [{ manager: 'kubectl' }],
        },
      ),
    );
    const before = await stored('deny');
    record();
    await (
      await writing()
    ).save(before, policy('deny', { podSelector: {}, egress: [{}] }, { annotations: { note: 'new' } }), {
      how: 'replace',
    });
    assert.deepEqual(sent[0]?.body, {
      ...policy('deny', { podSelector: {}, egress: [{}] }),
      metadata: {
        name: 'deny',
        namespace: 'stars',
        uid: before.uid,
        resourceVersion: before.resourceVersion,
        finalizers: ['example.com/hold'],
        annotations: { [LAST_APPLIED]: '{}', note: 'new' },
      },
    });
  });

  it('applies an object in a form that others can share', async () => {
    fake.put(POLICIES, policy('deny'));
    const before = await stored('deny');
    record();
    const spec = { podSelector: {}, ingress: [{ ports: [{ port: 80 }, { protocol: 'UDP', port: 53 }] }] };
    await (await writing()).save(before, policy('deny', spec), { how: 'apply' });
    assert.deepEqual(sent[0], {
      method: 'PATCH',
      type: 'application/apply-patch+yaml',
      body: {
        ...policy('deny', {
          podSelector: {},
          ingress: [
            {
              ports: [
                { protocol: 'TCP', port: 80 },
                { protocol: 'UDP', port: 53 },
              ],
            },
          ],
        }),
        metadata: { name: 'deny', namespace: 'stars', resourceVersion: before.resourceVersion },
      },
    });
    assert.match(writes()[0] ?? '', /\?force=false&fieldManager=calico-stars$/);
  });

  for (const status of [404, 405, 415])
    it(`replaces where a server answers ${status} to applying`, async () => {
      fake.put(POLICIES, policy('deny'));
      const before = await stored('deny');
      fake.interventions.push((request, _, response) => {
        if (request.method !== 'PATCH') return false;
        json(response, failure(status, 'Whatever', 'not here'), status);
        return true;
      });
      await (await writing()).save(before, policy('deny', { podSelector: {}, egress: [{}] }), { how: 'apply' });
      assert.deepEqual(
        writes().map((line) => line.split(' ')[0]),
        ['PATCH', 'PUT'],
      );
    });

  it('changes and removes nothing that has changed in the meantime', async () => {
    fake.put(POLICIES, policy('deny'));
    const before = await stored('deny');
    fake.put(POLICIES, policy('deny', { podSelector: {}, egress: [{}] }));
    const writer = await writing();
    await assert.rejects(writer.save(before, policy('deny'), { how: 'replace' }), {
      kind: 'conflict',
      message: /has been changed in the meantime/,
    });
    assert.deepEqual(writes(), []);
    await assert.rejects(writer.save(before, policy('deny'), { how: 'apply' }), { kind: 'conflict' });
    await assert.rejects(writer.remove(before), { kind: 'conflict' });
    fake.remove(POLICIES, 'deny', 'stars');
    await assert.rejects(writer.save(before, policy('deny'), { how: 'replace' }), { kind: 'not-found' });
  });

  it('removes an object, and tells one that is held', async () => {
    fake.put(POLICIES, policy('deny'));
    fake.put(POLICIES, policy('held'));
    const writer = await writing();
    record();
    const before = await stored('deny');
    assert.equal(await writer.remove(before), 'gone');
    assert.deepEqual((sent[0]?.body as { preconditions?: unknown }).preconditions, {
      uid: before.uid,
      resourceVersion: before.resourceVersion,
    });
    const held = await stored('held');
    fake.interventions.push((request, _, response) => {
      if (request.method !== 'DELETE') return false;
      json(response, policy('held', {}, { deletionTimestamp: 'now' }));
      return true;
    });
    assert.equal(await writer.remove(held), 'held');
  });

  it('tries without making a change, and asks nobody for that', async () => {
    fake.put(POLICIES, policy('deny'));
    const before = await stored('deny');
    const permit = () => Promise.reject(new Error('asked'));
    const writer = await writing({ permit });
    await writer.create(policy('new'), { isDryRun: true });
    await writer.save(before, policy('deny', { podSelector: {}, egress: [{}] }), { how: 'apply', isDryRun: true });
    await writer.remove(before, { isDryRun: true });
    assert.ok(writes().every((line) => line.includes('dryRun=All')));
    assert.equal((await stored('deny')).resourceVersion, before.resourceVersion);
    await assert.rejects(writer.create(policy('new')), /asked/);
    assert.equal(writes().length, 3);
  });

  describe('if the answer is lost', () => {
    beforeEach(() => void fake.put(POLICIES, policy('deny')));
    const wide = { podSelector: {}, egress: [{}] };

    it('finds a creation that was made', async () => {
      const writer = await writing();
      cutWrites(true);
      assert.equal((await writer.create(policy('new', { ingress: [] }))).object.id.name, 'new');
      assert.equal(writes().length, 1);
    });

    it('finds a creation that was not made, or overtaken by another', async () => {
      const writer = await writing();
      cutWrites(false);
      await assert.rejects(writer.create(policy('new')), { message: /NetworkPolicy stars\/new was not changed/ });
      fake.interventions.length = 0;
      cutWrites(false, () => void fake.put(POLICIES, policy('other', wide)));
      await assert.rejects(writer.create(policy('other')), { message: /was not changed/ });
    });

    for (const how of ['replace', 'apply'] as const) {
      it(`finds a change that was made, though the next has followed (${how})`, async () => {
        const before = await stored('deny');
        const writer = await writing();
        cutWrites(true, () => void fake.put(POLICIES, policy('deny', { podSelector: {}, ingress: [{}] })));
        const { object } = await writer.save(before, policy('deny', wide), { how });
        assert.deepEqual(object.value?.['spec'], wide);
        assert.equal(writes().length, 1);
      });

      it(`finds a change that was not made, though another was (${how})`, async () => {
        const before = await stored('deny');
        const writer = await writing();
        cutWrites(false, () => void fake.put(POLICIES, policy('deny', { podSelector: {}, ingress: [{}] })));
        await assert.rejects(writer.save(before, policy('deny', wide), { how }), { message: /was not changed/ });
        assert.equal(writes().length, 1);
      });
    }

    it('does not know about a change whose history is gone', async () => {
      const before = await stored('deny');
      const writer = await writing();
      cutWrites(true, () => void fake.put(POLICIES, policy('deny', { podSelector: {}, ingress: [{}] })));
      fake.interventions.push((_, url, response) => {
        if (!url.searchParams.has('watch')) return false;
        json(response, failure(410, 'Expired', 'too old resource version'), 410);
        return true;
      });
      await assert.rejects(writer.save(before, policy('deny', wide), { how: 'replace' }), (error) => {
        assert.ok(isClusterError(error) && error.check);
        assert.equal(error.kind, 'unknown-outcome');
        return true;
      });
      assert.equal(writes().length, 1);
    });

    it('finds a removal that was made, or not, or followed by a creation', async () => {
      const before = await stored('deny');
      const writer = await writing();
      cutWrites(true, () => void fake.put(POLICIES, policy('deny', wide, { uid: 'another' })));
      assert.equal(await writer.remove(before), 'gone');
      const again = await stored('deny');
      fake.interventions.length = 0;
      cutWrites(false);
      await assert.rejects(writer.remove(again), { message: /was not changed/ });
    });
  });

  describe('is refused', () => {
    const refuse = (status: number, reason: string, message: string, details?: unknown) =>
      fake.interventions.push((request, _, response) => {
        if (request.method === 'GET') return false;
        json(response, failure(status, reason, message, details), status);
        return true;
      });
    const causesOf = async (work: Promise<unknown>) => {
      const error: unknown = await work.then(
        () => assert.fail('not refused'),
        (refusal: unknown) => refusal,
      );
      assert.ok(error instanceof StatusError);
      return { kind: error.kind, uncertain: error.uncertain, causes: error.causes };
    };

    it('with the fields that are wrong', async () => {
      const writer = await writing();
      refuse(422, 'Invalid', 'NetworkPolicy "a" is invalid', {
        causes: [
          {
            reason: 'FieldValueInvalid',
            message: 'Invalid value: 0: must be between 1 and 65535',
            field: 'spec.ingress[0].ports[0].port',
          },
        ],
      });
      assert.deepEqual(await causesOf(writer.create(policy('a'))), {
        kind: 'invalid',
        uncertain: false,
        causes: [
          {
            reason: 'FieldValueInvalid',
            message: 'Invalid value: 0: must be between 1 and 65535',
            field: 'spec.ingress[0].ports[0].port',
          },
        ],
      });
    });

    it('with the unknown field that an apply answers 500 to', async () => {
      fake.put(POLICIES, policy('deny'));
      const before = await stored('deny');
      const writer = await writing();
      refuse(
        500,
        '',
        'failed to create typed patch object (stars/deny; networking.k8s.io/v1, Kind=NetworkPolicy): .spec.foo: field not declared in schema',
      );
      assert.deepEqual(await causesOf(writer.save(before, policy('deny'), { how: 'apply' })), {
        kind: 'invalid',
        uncertain: false,
        causes: [{ field: 'spec.foo', message: 'field not declared in schema' }],
      });
    });

    it('where only the stored objects of Calico are to be had', async () => {
      fake.served = { ...CORE, 'crd.projectcalico.org/v1': { networkpolicies: 'NetworkPolicy' } };
      const writer = await writing();
      const object = { ...policy('a'), apiVersion: 'projectcalico.org/v3' };
      await assert.rejects(writer.create(object), {
        kind: 'read-only',
        message: /only as Calico stores them/,
        advice: /calicoctl/,
      });
      await assert.rejects(writer.create({ ...object, kind: 'Tier' }), {
        kind: 'invalid',
        message: /does not have tiers\.projectcalico\.org/,
      });
      assert.deepEqual(writes(), []);
    });
  });

  describe('needs rights', () => {
    const ask = async (allowed: readonly string[], isCalicoServer = true, tier = true) => {
      const api = apiOf(fake.url);
      fake.interventions.push((request, url, response, body) => {
        if (request.method !== 'POST' || !url.pathname.endsWith('/selfsubjectaccessreviews')) return false;
        const { spec } = JSON.parse(body) as { spec: { resourceAttributes: Record<string, string> } };
        const { verb = '', resource = '', name = '' } = spec.resourceAttributes;
        json(response, { status: { allowed: allowed.includes(`${verb} ${resource}/${name}`) } }, 201);
        return true;
      });
      const resource = (await discover(api)).resources.get('networkpolicies.projectcalico.org');
      assert.ok(resource);
      return mayChangePolicy(
        api,
        resource,
        { verb: 'update', namespace: 'stars', name: 'web', ...(tier && { tier: 'security' }) },
        isCalicoServer,
      );
    };
    const own = 'update networkpolicies/web';
    const sees = 'get tiers/security';

    it('to the policy, to see its tier, and to policies of the tier', async () => {
      assert.equal(await ask([own, sees, 'update tier.networkpolicies/security.*']), 'allowed');
    });
    it('or to the policy in its tier', async () => {
      assert.equal(await ask([own, sees, 'update tier.networkpolicies/security.web']), 'allowed');
    });
    it('all of which Calico’s server asks for', async () => {
      assert.equal(await ask([own, sees]), 'denied');
      assert.equal(await ask([own, 'update tier.networkpolicies/security.*']), 'denied');
      assert.equal(await ask([sees, 'update tier.networkpolicies/security.*']), 'denied');
    });
    it('and others perhaps', async () => {
      assert.equal(await ask([own, sees], false), 'unknown');
      assert.equal(await ask([own], true, false), 'allowed');
    });
    it('that a server may not tell', async () => {
      fake.interventions.push((request, _, response) => {
        if (request.method !== 'POST') return false;
        json(response, failure(403, 'Forbidden', 'no'), 403);
        return true;
      });
      assert.equal(await ask([]), 'unknown');
    });
  });
});
