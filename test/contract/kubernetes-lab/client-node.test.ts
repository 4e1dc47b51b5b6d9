/* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment, @typescript-eslint/no-misused-spread -- the client's models are classes, and it is written to take plain objects */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  ApiException,
  AuthorizationV1Api,
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  KubernetesObjectApi,
  makeInformer,
  NetworkingV1Api,
  PatchStrategy,
  RbacAuthorizationV1Api,
  setHeaderOptions,
  Watch,
  type KubernetesObject,
  type V1NetworkPolicy,
} from '@kubernetes/client-node';
import { writeKubeconfig } from '../../../src/lab/kubernetes/kubeconfig';
import { startKubernetes, type KubernetesLab } from '../../../src/lab/kubernetes/kubernetes';

const NAMESPACE = 'default';
const CALICO = 'projectcalico.org/v3';

/** Someone who may do what a role says, and no more. */
const VIEWER = { name: 'viewer', uid: 'uid-of-viewer', groups: [], token: 'token-of-viewer' };

interface Tier extends KubernetesObject {
  readonly spec: { readonly order: number; readonly defaultAction?: string };
}

describe('Kubernetes’ client for Node.js with the embedded cluster', () => {
  let lab: KubernetesLab;
  let folder: string;
  let admin: KubeConfig;
  let networking: NetworkingV1Api;

  before(async () => {
    lab = await startKubernetes({ controllers: false, users: [VIEWER] });
    folder = await mkdtemp(path.join(tmpdir(), 'calico-stars-client-node-'));
    const file = path.join(folder, 'config');
    await writeKubeconfig(file, lab);
    admin = new KubeConfig();
    admin.loadFromFile(file);
    networking = admin.makeApiClient(NetworkingV1Api);
  });

  after(async () => {
    await lab.close();
    await rm(folder, { recursive: true });
  });

  const policy = (name: string, labels: Record<string, string> = {}): V1NetworkPolicy => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, labels },
    spec: { podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] },
  });

  const create = (name: string, labels?: Record<string, string>) =>
    networking.createNamespacedNetworkPolicy({ namespace: NAMESPACE, body: policy(name, labels) });

  /** The Status with which a request is refused, as the client reads it. */
  const refusal = async (request: Promise<unknown>): Promise<{ readonly code: number; readonly reason?: string }> => {
    const error = await request.then(
      () => assert.fail('not refused'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof ApiException);
    const { reason } = JSON.parse(String(error.body)) as { readonly reason?: string };
    return { code: error.code, ...(reason !== undefined && { reason }) };
  };

  it('lists namespaces, also by pages', async () => {
    const core = admin.makeApiClient(CoreV1Api);
    const first = await core.listNamespace({ limit: 3 });
    assert.equal(first.items.length, 3);
    assert.equal(first.metadata?.remainingItemCount, 1);
    const token = first.metadata._continue;
    const { items } = await core.listNamespace({ limit: 3, ...(token !== undefined && { _continue: token }) });
    assert.deepEqual(
      [...first.items, ...items].map(({ metadata }) => metadata?.name),
      ['default', 'kube-node-lease', 'kube-public', 'kube-system'],
    );
  });

  it('creates a policy, and reads it with its defaults and dates', async () => {
    await create('made', { team: 'red' });
    const { items } = await networking.listNetworkPolicyForAllNamespaces({ labelSelector: 'team=red' });
    assert.deepEqual(
      items.map(({ metadata, spec }) => [metadata?.name, spec?.policyTypes, spec?.ingress?.[0]?.ports?.[0]?.protocol]),
      [['made', ['Ingress'], 'TCP']],
    );
    assert.ok(items[0]?.metadata?.creationTimestamp instanceof Date);
    assert.deepEqual(await refusal(create('made')), { code: 409, reason: 'AlreadyExists' });
  });

  it('replaces a policy, unless it was changed meanwhile', async () => {
    const made = await create('replaced');
    const body = { ...made, spec: { podSelector: { matchLabels: { role: 'a' } } } };
    const place = { name: 'replaced', namespace: NAMESPACE };
    const replaced = await networking.replaceNamespacedNetworkPolicy({ ...place, body });
    assert.equal(replaced.metadata?.generation, 2);
    const again = networking.replaceNamespacedNetworkPolicy({ ...place, body });
    assert.deepEqual(await refusal(again), { code: 409, reason: 'Conflict' });
  });

  it('patches a policy in each way', async () => {
    await create('patched');
    const patch = (body: unknown, type: string) =>
      networking.patchNamespacedNetworkPolicy(
        { name: 'patched', namespace: NAMESPACE, body },
        setHeaderOptions('Content-Type', type),
      );
    await patch({ metadata: { labels: { a: '1' } } }, PatchStrategy.StrategicMergePatch);
    await patch({ metadata: { labels: { b: '2' } } }, PatchStrategy.MergePatch);
    const { metadata } = await patch([{ op: 'remove', path: '/metadata/labels/a' }], PatchStrategy.JsonPatch);
    assert.deepEqual(metadata?.labels, { b: '2' });
  });

  it('applies a policy, and is told of a conflict', async () => {
    const apply = (fieldManager: string, role: string, force?: boolean) =>
      networking.patchNamespacedNetworkPolicy(
        {
          name: 'applied',
          namespace: NAMESPACE,
          fieldManager,
          ...(force !== undefined && { force }),
          body: { ...policy('applied'), spec: { podSelector: { matchLabels: { role } } } },
        },
        setHeaderOptions('Content-Type', PatchStrategy.ServerSideApply),
      );
    await apply('first', 'a');
    assert.deepEqual(await refusal(apply('second', 'b')), { code: 409, reason: 'Conflict' });
    const { spec, metadata } = await apply('second', 'b', true);
    assert.deepEqual(spec?.podSelector?.matchLabels, { role: 'b' });
    assert.ok(metadata?.managedFields?.some(({ manager }) => manager === 'second'));
  });

  it('watches policies from a version on', async () => {
    const { metadata } = await networking.listNamespacedNetworkPolicy({ namespace: NAMESPACE });
    await create('watched');
    await networking.deleteNamespacedNetworkPolicy({ name: 'watched', namespace: NAMESPACE });
    const seen: string[] = [];
    const seenBoth = new Promise<void>((resolve, reject) => {
      const done = (error: unknown): void => (seen.length < 2 ? reject(new Error(String(error))) : undefined);
      const take = (phase: string, object: KubernetesObject): void => {
        seen.push(`${phase} ${object.metadata?.name ?? ''}`);
        if (seen.length === 2) void request.then((controller) => controller.abort()).then(resolve);
      };
      const target = `/apis/networking.k8s.io/v1/namespaces/${NAMESPACE}/networkpolicies`;
      const request = new Watch(admin).watch(target, { resourceVersion: metadata?.resourceVersion }, take, done);
      request.catch(reject);
    });
    await seenBoth;
    assert.deepEqual(seen, ['ADDED watched', 'DELETED watched']);
  });

  it('follows Calico’s policies by its informer', async () => {
    const custom = admin.makeApiClient(CustomObjectsApi);
    const place = { group: 'projectcalico.org', version: 'v3', namespace: NAMESPACE, plural: 'networkpolicies' };
    const list = () => custom.listNamespacedCustomObject(place);
    const informer = makeInformer(admin, `/apis/${CALICO}/namespaces/${NAMESPACE}/networkpolicies`, list);
    const next = (event: 'add' | 'update' | 'delete') =>
      new Promise<string | undefined>((resolve) => informer.on(event, ({ metadata }) => resolve(metadata?.name)));
    const added = next('add');
    await informer.start();
    const body = { apiVersion: CALICO, kind: 'NetworkPolicy', metadata: { name: 'followed' }, spec: { order: 1 } };
    await custom.createNamespacedCustomObject({ ...place, body });
    assert.equal(await added, 'followed');
    const removed = next('delete');
    await custom.deleteNamespacedCustomObject({ ...place, name: 'followed' });
    assert.equal(await removed, 'followed');
    await informer.stop();
  });

  it('finds a kind by discovery: a tier is made, changed and removed', async () => {
    const objects = KubernetesObjectApi.makeApiClient(admin);
    const tier: Tier = { apiVersion: CALICO, kind: 'Tier', metadata: { name: 'security' }, spec: { order: 100 } };
    const made = await objects.create(tier);
    assert.equal(made.spec.defaultAction, 'Deny');
    const changed = await objects.patch(
      { ...tier, spec: { order: 200 } },
      undefined,
      undefined,
      undefined,
      undefined,
      PatchStrategy.MergePatch,
    );
    assert.deepEqual(changed.spec, { order: 200, defaultAction: 'Deny' });
    await objects.delete(tier);
    const header = { apiVersion: CALICO, kind: 'Tier', metadata: { name: 'security' } };
    assert.deepEqual(await refusal(objects.read(header)), { code: 404, reason: 'NotFound' });
    const builtIn = { ...header, metadata: { name: 'default' } };
    assert.deepEqual(await refusal(objects.delete(builtIn)), { code: 422, reason: 'Invalid' });
  });

  it('deletes a policy', async () => {
    await create('deleted');
    const place = { name: 'deleted', namespace: NAMESPACE };
    assert.equal((await networking.deleteNamespacedNetworkPolicy(place)).status, 'Success');
    assert.deepEqual(await refusal(networking.readNamespacedNetworkPolicy(place)), { code: 404, reason: 'NotFound' });
  });

  it('is told what a user with few rights may do', async () => {
    const roles = admin.makeApiClient(RbacAuthorizationV1Api);
    const rules = [{ apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['list'] }];
    await roles.createNamespacedRole({ namespace: NAMESPACE, body: { metadata: { name: 'lister' }, rules } });
    const body = {
      metadata: { name: 'lister' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'lister' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: VIEWER.name }],
    };
    await roles.createNamespacedRoleBinding({ namespace: NAMESPACE, body });
    const viewer = new KubeConfig();
    viewer.loadFromClusterAndUser(
      { name: 'lab', server: lab.url, skipTLSVerify: true },
      { name: VIEWER.name, token: VIEWER.token },
    );
    const access = viewer.makeApiClient(AuthorizationV1Api);
    const review = async (verb: string, namespace: string): Promise<boolean | undefined> => {
      const resourceAttributes = { verb, namespace, group: 'networking.k8s.io', resource: 'networkpolicies' };
      const { status } = await access.createSelfSubjectAccessReview({ body: { spec: { resourceAttributes } } });
      return status?.allowed;
    };
    assert.equal(await review('list', NAMESPACE), true);
    assert.equal(await review('create', NAMESPACE), false);
    assert.equal(await review('list', 'kube-system'), false);
    const { status } = await access.createSelfSubjectRulesReview({ body: { spec: { namespace: NAMESPACE } } });
    assert.ok(
      status?.resourceRules.some(({ resources, verbs }) => resources?.[0] === 'networkpolicies' && verbs[0] === 'list'),
    );
    const policies = viewer.makeApiClient(NetworkingV1Api);
    await policies.listNamespacedNetworkPolicy({ namespace: NAMESPACE });
    const refused = policies.createNamespacedNetworkPolicy({ namespace: NAMESPACE, body: policy('x') });
    assert.deepEqual(await refusal(refused), { code: 403, reason: 'Forbidden' });
  });
});
