import assert from 'node:assert/strict';
import {
  KubernetesApi,
  KubernetesWriter,
  mayI,
  StatusError,
  type ServedApis,
  type StoredObject,
} from '../../../src/cluster/kubernetes';
import { discover } from '../../../src/cluster/kubernetes/api/discovery';
import { startKubernetes, type KubernetesLab } from '../../../src/lab/kubernetes/kubernetes';
import { Following, namesOf } from './following';

const POLICIES = 'networkpolicies.networking.k8s.io';

const policy = (name: string, spec: object = {}, more: object = {}) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'default' },
  spec: { podSelector: {}, ...spec },
  ...more,
});

/** The same client meets the lab's own API server, which checks what it gets as the original does. */
describe('The Kubernetes client with the embedded cluster', () => {
  let lab: KubernetesLab;
  let apis: ServedApis;
  let writer: KubernetesWriter;
  let following: Following;
  const apiAs = (token: string) =>
    new KubernetesApi(
      {
        name: 'lab',
        file: 'kubeconfig',
        cluster: { name: 'lab', server: lab.url, isUnchecked: false },
        user: { name: 'me', token },
      },
      { mayRun: () => ({ allowed: true }) },
    );
  beforeEach(async () => {
    lab = await startKubernetes({
      controllers: false,
      users: [{ name: 'nobody', uid: '1', groups: [], token: 'nobody' }],
    });
    const api = apiAs(lab.key);
    apis = await discover(api);
    writer = new KubernetesWriter(api, () => apis);
    following = new Following(api);
  });
  afterEach(async () => {
    await following.stop().catch(() => undefined);
    await lab.close();
  });
  const policyIn = (objects: ReadonlyMap<string, readonly StoredObject[]>, name: string) =>
    (objects.get(POLICIES) ?? []).find(({ id }) => id.name === name);
  const seen = async (name: string, found: (object: StoredObject) => boolean = () => true) => {
    const { data } = await following.until((delivery) => {
      const object = policyIn(delivery.data.objects, name);
      return object !== undefined && found(object);
    });
    const object = policyIn(data.objects, name);
    assert.ok(object);
    return object;
  };

  it('reads everything without a problem, and sees its own changes', async () => {
    const first = await following.next();
    assert.deepEqual(first.problems, []);
    assert.ok(namesOf(first, 'namespaces').includes('default'));
    const { object } = await writer.create(policy('deny'));
    assert.equal((await seen('deny')).resourceVersion, object.resourceVersion);
    assert.deepEqual(object.value?.['spec'], { podSelector: {}, policyTypes: ['Ingress'] });
    assert.equal(await writer.remove(object), 'gone');
    await following.until(
      (delivery) =>
        delivery !== first && following.deliveries.indexOf(delivery) > 1 && !policyIn(delivery.data.objects, 'deny'),
    );
  });

  it('replaces and applies, but nothing that has changed', async () => {
    const { object: created } = await writer.create(policy('web'));
    const ingress = [{ ports: [{ port: 80 }] }];
    const { object: replaced } = await writer.save(created, policy('web', { ingress }), { how: 'replace' });
    assert.deepEqual((replaced.value?.['spec'] as { ingress?: unknown }).ingress, [
      { ports: [{ protocol: 'TCP', port: 80 }] },
    ]);
    await assert.rejects(writer.save(created, policy('web'), { how: 'replace' }), { kind: 'conflict' });
    await assert.rejects(writer.save(created, policy('web'), { how: 'apply', force: true }), { kind: 'conflict' });
    await assert.rejects(writer.remove(created), { kind: 'conflict' });
    const { object: applied } = await writer.save(replaced, policy('web', { ingress, egress: [{}] }), {
      how: 'apply',
      force: true,
    });
    assert.deepEqual((applied.value?.['spec'] as { egress?: unknown }).egress, [{}]);
    await seen('web', ({ resourceVersion }) => resourceVersion === applied.resourceVersion);
  });

  it('tries without a change', async () => {
    await writer.create(policy('tried'), { isDryRun: true });
    const { object } = await writer.create(policy('made'));
    const { data } = await following.until((delivery) => policyIn(delivery.data.objects, 'made') !== undefined);
    assert.equal(policyIn(data.objects, 'tried'), undefined);
    await writer.save(object, policy('made', { egress: [{}] }), { how: 'apply', force: true, isDryRun: true });
    assert.equal(await writer.remove(object), 'gone');
  });

  it('is told the fields that are wrong or unknown', async () => {
    const refused = async (work: Promise<unknown>) => {
      const error: unknown = await work.then(
        () => assert.fail('not refused'),
        (refusal: unknown) => refusal,
      );
      assert.ok(error instanceof StatusError);
      return [error.kind, error.causes.map(({ field }) => field)];
    };
    assert.deepEqual(await refused(writer.create(policy('a', { ingress: [{ ports: [{ port: 0 }] }] }))), [
      'invalid',
      ['spec.ingress[0].ports[0].port'],
    ]);
    assert.deepEqual(await refused(writer.create(policy('a', { foo: 1 }))), ['invalid', ['spec.foo']]);
    const { object } = await writer.create(policy('b'));
    assert.deepEqual(await refused(writer.save(object, policy('b', { foo: 1 }), { how: 'apply', force: true })), [
      'invalid',
      ['spec.foo'],
    ]);
  });

  it('reads anew what the server has forgotten', async () => {
    await following.next();
    await following.stop();
    await writer.create(policy('missed'));
    lab.compact();
    following.start();
    await seen('missed');
    lab.endWatches();
    await writer.create(policy('after'));
    await seen('after');
  });

  it('names what somebody without rights may not do', async () => {
    const api = apiAs('nobody');
    const question = {
      verb: 'create',
      group: 'networking.k8s.io',
      resource: 'networkpolicies',
      namespace: 'default',
    } as const;
    assert.equal(await mayI(api, question), 'denied');
    assert.equal(await mayI(apiAs(lab.key), question), 'allowed');
    await assert.rejects(new KubernetesWriter(api, () => apis).create(policy('a')), { kind: 'forbidden' });
    await assert.rejects(new Following(api).running, {
      kind: 'forbidden',
      message: /User "nobody" cannot list resource/,
    });
    await assert.rejects(new Following(apiAs('wrong')).running, { kind: /unauthorized|forbidden/ });
  });
});
