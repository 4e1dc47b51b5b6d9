import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { runCommand } from '../../../src/cluster/etcd/calicoctl';
import { Etcd2 } from '../../../src/cluster/etcd/stores/etcd2';
import { Etcd3Store } from '../../../src/cluster/etcd/stores/etcd3';
import type { KeyValueStore } from '../../../src/cluster/etcd/stores/kv';
import { HttpClient } from '../../../src/cluster/connection/http/client';
import { parseCommand } from '../../../src/policy/calico1/calicoctl/parse';
import { startEtcd, type RunningEtcd } from './etcd';

/** A recorded step of the tutorial. */
interface Step {
  readonly sequence?: string;
  readonly id: string;
  readonly before: Readonly<Record<string, string | null>>;
  readonly after: Readonly<Record<string, string | null>>;
  readonly networks?: readonly { readonly id: string; readonly name: string }[];
  readonly argv: readonly string[];
  readonly stdin: string;
  readonly exit: number;
}

const steps = readFileSync('test/conformance/calicoctl.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Step);

for (const [name, open] of [
  ['etcd 3.4, v2 API', (address: string): KeyValueStore => new Etcd2([new HttpClient({ address, service: 'etcd' })])],
  ['etcd 3.4, v3 API', (address: string): KeyValueStore => new Etcd3Store({ addresses: [address] })],
] as const) {
  describe(`calicoctl commands on ${name}`, () => {
    let etcd: RunningEtcd;
    let store: KeyValueStore;
    before(async () => {
      etcd = await startEtcd();
      store = open(etcd.address);
    });
    after(async () => {
      store.close();
      await etcd.close();
    });

    for (const sequence of ['seed-plain', 'seed-docker']) {
      it(`leave the same data as the original: ${sequence}`, async () => {
        const run = steps.filter((step) => step.sequence === sequence);
        assert.ok(run.length > 8);
        await store.deletePrefix('/calico/');
        for (const [key, value] of Object.entries(run[0]?.before ?? {}))
          if (value !== null) await store.put(key, value);
        for (const { id, argv, stdin, networks = [], exit, after: expected } of run) {
          const line = parseCommand(argv, stdin);
          const outcome = line.kind === 'command' ? await runCommand(line.command, store, networks) : { exit: 1 };
          assert.equal(outcome.exit, exit, id);
          const { entries } = await store.list('/calico/v1/policy/profile/');
          assert.deepEqual(parsed(entries.map(({ key, value }) => [key, value])), parsed(Object.entries(expected)), id);
        }
      });
    }

    it('lose no rule when run concurrently', async () => {
      await store.deletePrefix('/calico/');
      const run = (...argv: string[]) => {
        const line = parseCommand(['profile', ...argv]);
        return runCommand(line.kind === 'command' ? line.command : assert.fail(), store, []);
      };
      await run('add', 'web');
      await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          run('web', 'rule', 'add', 'inbound', 'allow', 'tcp', 'to', 'ports', String(1000 + n)),
        ),
      );
      const rules = JSON.parse((await store.get('/calico/v1/policy/profile/web/rules'))?.value ?? '') as {
        inbound_rules: { dst_ports?: number[] }[];
      };
      assert.deepEqual(
        rules.inbound_rules.flatMap(({ dst_ports = [] }) => dst_ports).sort(),
        Array.from({ length: 20 }, (_, n) => 1000 + n),
      );
    }).timeout(30_000);
  });
}

/** Profile keys with their values as parsed JSON, sorted; tags in any order, as in the original. */
function parsed(entries: readonly (readonly [string, string | null])[]): readonly unknown[] {
  return entries
    .filter(([key, value]) => key.startsWith('/calico/v1/policy/profile/') && value !== null)
    .map(([key, value]) => [
      key,
      key.endsWith('/tags') ? (JSON.parse(value ?? '') as string[]).sort() : (JSON.parse(value ?? '') as unknown),
    ])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
}
