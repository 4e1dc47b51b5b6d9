import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod/mini';
import { allowsOf } from '../../../src/cluster/analysis/allows';
import { compiledOf } from '../../../src/cluster/analysis/compiled';
import { CalicoDatastore } from '../../../src/cluster/etcd/datastore';
import { detectDatastore } from '../../../src/cluster/etcd/stores/detect';
import { Etcd2 } from '../../../src/cluster/etcd/stores/etcd2';
import { Etcd3Store } from '../../../src/cluster/etcd/stores/etcd3';
import type { KeyValueStore } from '../../../src/cluster/etcd/stores/kv';
import { HttpClient } from '../../../src/cluster/connection/http/client';
import type { Failure, PolicyData, Snapshot } from '../../../src/cluster/model/snapshot';
import { explainConnection } from '../../../src/features/explanation/explain';
import { expectations, partyAt } from '../../../src/features/graph/state/flows';
import { parseAddress } from '../../../src/policy/model/address';
import { startEtcd, type RunningEtcd } from './etcd';

const FOLDER = path.join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'cases', 'policy');

const keys = z._default(z.record(z.string(), z.unknown()), {});
const policyCase = z.object({
  keys,
  keysV3: keys,
  ask: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      port: z._default(z.number(), 80),
      right: z.optional(z.enum(['allowed', 'denied'])),
    }),
  ),
});

const VERDICTS = { allow: 'allowed', deny: 'denied', unknown: 'not evaluated' } as const;

/** Each feature's verdict on a connection. */
function answers(
  policy: PolicyData,
  from: string,
  to: string,
  port: number,
): Readonly<Record<string, string | undefined>> {
  const snapshot: Snapshot = {
    policy: { state: 'ready', data: policy },
    marathon: { state: 'absent' },
    networks: { state: 'absent' },
    observation: { state: 'none' },
  };
  const compiled = compiledOf(policy);
  const partyOf = (text: string) => partyAt(parseAddress(text) ?? assert.fail(text), compiled);
  const explained = explainConnection({ from: partyOf(from), to: partyOf(to), protocol: 'tcp', port }, snapshot);
  const flow = { from: [partyOf(from)], to: [partyOf(to)], port };
  return {
    'the model': allowsOf(policy)?.({ from, to, port }) ? 'allowed' : 'denied',
    'the explanation': VERDICTS[explained?.view.verdict ?? 'unknown'],
    'the matrix and the graph': expectations([flow], compiled)(flow),
  };
}

/** Reported states of etcd, read through the datastore from a real etcd. */
describe('reported states of etcd', () => {
  let etcd: RunningEtcd;
  beforeEach(async () => {
    etcd = await startEtcd();
  });
  afterEach(() => etcd.close());

  /** The answers to a case. */
  const read = async (
    name: string,
  ): Promise<{
    readonly policy: PolicyData;
    readonly problems: readonly Failure[];
    readonly wrong: readonly string[];
  }> => {
    const {
      keys: v2,
      keysV3: v3,
      ask,
    } = policyCase.parse(JSON.parse(readFileSync(path.join(FOLDER, `${name}.json`), 'utf8')));
    await fill(new Etcd2([new HttpClient({ address: etcd.address, service: 'etcd' })]), v2);
    await fill(new Etcd3Store({ addresses: [etcd.address] }), v3);
    const datastore = new CalicoDatastore(await detectDatastore({ addresses: [etcd.address], log: () => undefined }));
    const end = new AbortController();
    const [{ policy }, problems = []] = await new Promise<
      readonly [{ readonly policy: PolicyData }, readonly Failure[] | undefined]
    >((resolve, reject) => {
      datastore.follow((data, found) => resolve([data, found]), end.signal).catch(reject);
    });
    end.abort();
    datastore.close();
    const addressOf = (end: string) => policy.endpoints.find(({ id }) => id === end)?.ipv4Nets[0]?.split('/')[0] ?? end;
    const wrong = ask.flatMap(({ from, to, port, right }) => {
      if (right === undefined) return [];
      return Object.entries(answers(policy, addressOf(from), addressOf(to), port)).flatMap(([by, outcome]) =>
        outcome === right ? [] : [`${from} → ${to}:${port} is ${outcome} by ${by}, not ${right}`],
      );
    });
    return { policy, problems, wrong };
  };

  const states: readonly (readonly [file: string, what: string])[] = [
    ['01-tier-drops-what-profile-allows', 'a tier drops what none of its policies allows, regardless of profiles'],
    ['05-src-selector-endpoint-labels', 'a selector in a rule matches endpoints by their labels'],
    ['07-negated-selector', 'a negated selector and a deny by selector block endpoints with the label'],
    ['08-host-endpoint-tag', 'a host endpoint has its profile’s tags, and its profile applies'],
    ['16-src-nets-of-2.6', 'lists of networks take effect with Calico 2'],
    ['20-null-label-in-nets', 'a null network makes an endpoint invalid'],
    ['23-floating-ip', 'a floating address is translated before policy is evaluated'],
    ['33-endpoint-void-for-felix', 'an invalid network, profile name or label makes an endpoint invalid'],
  ];
  for (const [file, what] of states)
    it(what, async () => {
      assert.deepEqual((await read(file)).wrong, []);
    });

  it('endpoints that Felix considers invalid show the reason', async () => {
    const { policy } = await read('33-endpoint-void-for-felix');
    const reasons = Object.fromEntries(policy.endpoints.map(({ id, voidReason }) => [id, voidReason]));
    assert.match(reasons['e1'] ?? '', /10\.9\.0\.300/);
    assert.match(reasons['e2'] ?? '', /two words/);
    assert.match(reasons['e3'] ?? '', /labels/);
    assert.match(reasons['e4'] ?? '', /Active/);
  });

  it('a tier without policies changes nothing', async () => {
    assert.deepEqual((await read('03-empty-tier-metadata')).wrong, []);
  });

  it('endpoints that are all named eth0 stay separate, each with its own address and host', async () => {
    const { policy, wrong } = await read('10-cni-endpoints-eth0');
    assert.deepEqual(wrong, []);
    assert.equal(
      new Set(policy.endpoints.map(({ host, workload, ipv4Nets }) => [host, workload, ...ipv4Nets].join(' '))).size,
      3,
    );
  });

  it('the key team%2fweb is the profile team/web that endpoints name', async () => {
    const { policy, wrong } = await read('11-profile-name-with-slash');
    assert.deepEqual(wrong, []);
    assert.deepEqual(
      policy.profiles.map(({ name }) => name),
      ['team/web'],
    );
  });

  it('a profile with a slash in its name is changed under its key', async () => {
    await read('11-profile-name-with-slash');
    const store = new Etcd2([new HttpClient({ address: etcd.address, service: 'etcd' })]);
    assert.equal(
      await new CalicoDatastore(store).updateProfile('team/web', (profile) => ({ ...profile, inbound: [] })),
      'changed',
    );
    assert.match(
      (await store.get('/calico/v1/policy/profile/team%2fweb/rules'))?.value ?? '',
      /"inbound_rules": ?\[\]/,
    );
  });

  it('data of Calico 3 left by an upgrade does not hide the data in use', async () => {
    const { wrong, problems } = await read('24-v3-data-left-after-abort');
    assert.deepEqual(wrong, []);
    assert.deepEqual(
      problems.map(({ message, advice }) => `${message.replace(/http\S+/, 'etcd')} ${advice}`),
      [
        'The etcd at etcd also holds objects of Calico 3, which are not shown. They are not in force: datastoreReady of their ClusterInformation is not true.',
      ],
    );
  });

  it('a datastore that is not ready is reported as not in force', async () => {
    const { problems } = await read('31-ready-false-after-upgrade');
    assert.match(
      problems.map(({ message }) => message).join(),
      /^This policy is not in force: \/calico\/v1\/Ready in the etcd at .* is not true\.$/,
    );
  });
});

async function fill(store: KeyValueStore, values: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [key, value] of Object.entries(values))
    await store.put(key, typeof value === 'string' ? value : JSON.stringify(value));
  store.close();
}
