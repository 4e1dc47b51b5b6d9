import assert from 'node:assert/strict';
import path from 'node:path';
import { statusError, StatusError } from '../../../src/cluster/kubernetes/api/status';
import { watchList, type WatchEvent } from '../../../src/cluster/kubernetes/api/watch';
import { readCases } from '../../conformance/cases';
import { FakeApi, json } from './fake-api';
import { apiOf, Following, namesOf } from './following';

interface Recorded {
  readonly id: string;
  readonly as: string;
  readonly request: { readonly method: string; readonly path: string; readonly accept?: string };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
    readonly events?: readonly { readonly event?: { readonly type: string; readonly object: StatusBody } }[];
  };
}

interface StatusBody {
  readonly message?: string;
  readonly reason?: string;
  readonly kind?: string;
  readonly metadata?: { readonly resourceVersion?: string };
  readonly details?: { readonly causes?: readonly { readonly field?: string; readonly message?: string }[] };
}

const recorded = (name: string) => readCases<Recorded>(path.join(import.meta.dirname, 'recorded', `${name}.jsonl.gz`));

describe('A real API server’s', () => {
  describe('refusals', () => {
    const refusals = recorded('refusals').map(({ response, ...rest }) => {
      const body = typeof response.body === 'string' ? response.body : JSON.stringify(response.body);
      const isChange = rest.request.method !== 'GET';
      const error = statusError({
        what: 'do it',
        server: 'Kubernetes',
        status: response.status,
        body,
        retryAfter: response.headers['Retry-After'],
        isChange,
      });
      return {
        ...rest,
        response,
        error,
        status: (typeof response.body === 'object' ? response.body : {}) as StatusBody,
      };
    });

    it('are told in its own words', () => {
      assert.ok(refusals.length > 400);
      for (const { id, error, status, response } of refusals) {
        const words = status.message ?? (response.body as string).trim();
        assert.ok(error.message.includes(words.slice(0, 500)), `${id}: ${error.message}`);
        assert.equal(error.status, response.status, id);
        assert.equal(error.reason, status.reason === '' ? undefined : status.reason, id);
      }
    });

    it('keep the fields that are wrong', () => {
      for (const { id, error, status } of refusals) {
        const fields = (status.details?.causes ?? []).flatMap(({ field = '' }) =>
          field === '' || field === '<nil>' ? [] : field.replace(/^\./, ''),
        );
        assert.deepEqual(error.causes.flatMap(({ field }) => field ?? []).slice(0, fields.length), fields, id);
      }
    });

    it('have a kind by what the person can do', () => {
      const kinds = new Map<string, Set<string>>();
      for (const { error, status } of refusals) {
        const key = `${error.status} ${status.reason ?? ''}`.trim();
        kinds.set(key, (kinds.get(key) ?? new Set()).add(error.kind));
      }
      assert.deepEqual(Object.fromEntries([...kinds].sort().map(([key, set]) => [key, [...set].sort().join()])), {
        '400 BadRequest': 'invalid',
        '401 Unauthorized': 'unauthorized',
        '403 Forbidden': 'forbidden',
        '403 Invalid': 'invalid',
        '404': 'not-found',
        '404 NotFound': 'not-found',
        '405 MethodNotAllowed': 'invalid',
        '409 AlreadyExists': 'conflict',
        '409 Conflict': 'conflict',
        '413 RequestEntityTooLarge': 'invalid',
        '415 UnsupportedMediaType': 'invalid',
        '422 Invalid': 'invalid',
        '500': 'invalid,server',
        '503 ServiceUnavailable': 'server',
        '504 Timeout': 'server',
      });
    });

    it('with status 500 name the fields of an apply, which then was not made', () => {
      const typed = refusals.filter(({ status }) => status.message?.startsWith('failed to create typed patch object'));
      assert.deepEqual([...new Set(typed.map(({ error }) => error.causes.map(({ field }) => field).join()))].sort(), [
        'spec.foo',
        'spec.order',
        'spec.podSelector',
      ]);
      assert.ok(typed.every(({ error }) => !error.uncertain && error.kind === 'invalid'));
    });

    it('leave no doubt that a change was not made', () => {
      const doubtful = refusals
        .filter(({ error }) => error.uncertain)
        .map(({ id, status }) => `${id}: ${status.message ?? ''}`);
      assert.deepEqual(doubtful, []);
    });
  });

  it('watches yield their changes, their bookmarks, and that they are too old', async () => {
    for (const { id, response, request } of recorded('watches')) {
      const lines = (response.events ?? []).flatMap(({ event }) => event ?? []);
      const fake = await FakeApi.start();
      fake.interventions.push((_, __, answer) => {
        answer.writeHead(200, { 'Content-Type': 'application/json' });
        answer.end(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
        return true;
      });
      try {
        const events: WatchEvent[] = [];
        let failure: unknown;
        try {
          const { pathname } = new URL(request.path, 'http://recorded');
          for await (const event of watchList(
            apiOf(fake.url),
            { name: 'x', path: pathname },
            '1',
            new AbortController().signal,
          ))
            if (event.kind !== 'opened') events.push(event);
        } catch (error) {
          failure = error;
        }
        const good = lines.filter(({ type }) => type !== 'ERROR');
        const kinds: Readonly<Record<string, string>> = {
          ADDED: 'put',
          MODIFIED: 'put',
          DELETED: 'delete',
          BOOKMARK: 'bookmark',
        };
        assert.deepEqual(
          events.map((event) => [event.kind, 'resourceVersion' in event ? event.resourceVersion : '']),
          good.map(({ type, object }) => [kinds[type], object.metadata?.resourceVersion]),
          id,
        );
        if (good.length < lines.length)
          assert.ok(failure instanceof StatusError && failure.status === 410 && failure.reason === 'Expired', id);
        else assert.equal(failure, undefined, id);
      } finally {
        await fake.close();
      }
    }
  });

  for (const form of ['all at once', 'one by one'])
    it(`resources are found and read, discovered ${form}`, async () => {
      const fake = await FakeApi.start();
      const answers = recorded('reads');
      const isPlain = form === 'one by one';
      fake.interventions.push((request, url, response) => {
        if (url.searchParams.has('watch')) {
          response.writeHead(200, { 'Content-Type': 'application/json' }).flushHeaders();
          return true;
        }
        const wantsAll =
          url.pathname === '/apis' && !isPlain && request.headers.accept?.includes('as=APIGroupDiscoveryList');
        const found = answers.filter((answer) => answer.request.path === url.pathname);
        const answer =
          found.find(({ request: { accept = '' } }) => accept.includes('as=') === (wantsAll ?? false)) ?? found[0];
        if (url.pathname === '/api' && !isPlain) return false;
        if (answer) json(response, withNativeCrds(url.pathname, answer.response.body));
        // Whatever else the server has is empty.
        else json(response, { kind: 'List', metadata: { resourceVersion: '1' }, items: [] });
        return true;
      });
      const following = new Following(apiOf(fake.url));
      try {
        const delivery = await following.next();
        const { data, problems } = delivery;
        assert.deepEqual(problems, []);
        assert.equal(data.apis.version, 'v1.37.2');
        assert.equal(data.apis.calico, 'native-crd');
        const broken = [...data.objects.values()].flat().filter(({ read }) => read.state === 'broken');
        assert.deepEqual(broken, []);
        assert.deepEqual(namesOf(delivery, 'networkpolicies.networking.k8s.io'), [
          'client/allow-ui',
          'client/default-deny',
          'stars/allow-ui',
          'stars/backend-policy',
          'stars/default-deny',
          'stars/frontend-policy',
        ]);
        assert.deepEqual(
          [...data.objects].map(([name, objects]) => [name, objects.length]).filter(([, count]) => count !== 0),
          [
            ['namespaces', 7],
            ['pods', 4],
            ['serviceaccounts', 8],
            ['nodes', 2],
            ['services', 5],
            // The answer with all resources was cut.
            ...(isPlain ? [['endpointslices.discovery.k8s.io', 4]] : []),
            ['networkpolicies.networking.k8s.io', 6],
            ['clusternetworkpolicies.policy.networking.k8s.io', 2],
            ['tiers.projectcalico.org', 5],
          ],
        );
      } finally {
        await following.stop();
        await fake.close();
      }
    });
});

/** The list of groups was recorded before the custom resources were there. */
function withNativeCrds(pathname: string, body: unknown): unknown {
  if (pathname !== '/apis' || (body as StatusBody).kind !== 'APIGroupList') return body;
  const group = (name: string, version: string) => ({
    name,
    versions: [{ groupVersion: `${name}/${version}`, version }],
  });
  const { groups } = body as { readonly groups: readonly unknown[] };
  return {
    ...(body as object),
    groups: [...groups, group('projectcalico.org', 'v3'), group('policy.networking.k8s.io', 'v1alpha2')],
  };
}
