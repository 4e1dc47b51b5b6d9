// `npm run bench connect`: from nothing to the whole tree, and one change on screen, with a real etcd on this machine.
import { finished } from '../src/base/time-slices';
import { CalicoDatastore } from '../src/cluster/etcd/datastore';
import { Etcd3Store } from '../src/cluster/etcd/stores/etcd3';
import type { DatastoreData } from '../src/cluster/connection/store';
import type { Snapshot } from '../src/cluster/model/snapshot';
import { ShownRows } from '../src/features/tree/shown-rows';
import type { TreeNode } from '../src/app/tree-nodes';
import { startEtcd } from '../test/contract/etcd/etcd';
import { print, spent, type Figure } from './measure';

const PROFILES = 1_000;
const ENDPOINTS = 10_000;
const RULES = 20;
const RUNS = 7;

/** A change waits for one of these. */
class News {
  #listeners: ((data: DatastoreData) => void)[] = [];

  tell(data: DatastoreData): void {
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener(data);
  }

  next(): Promise<DatastoreData> {
    return new Promise((resolve) => this.#listeners.push(resolve));
  }
}

function profileRules(index: number, more: readonly object[] = []): string {
  const rule = (place: number) => ({
    action: 'allow',
    protocol: 'tcp',
    src_tag: `p${(index * 7 + place) % PROFILES}`,
    dst_ports: [8000 + place],
  });
  const inbound = [...more, ...Array.from({ length: RULES }, (_, place) => rule(place))];
  return JSON.stringify({ id: `p${index}`, inbound_rules: inbound, outbound_rules: [{ action: 'allow' }] });
}

async function fill(store: Etcd3Store): Promise<void> {
  const puts: (readonly [string, string])[] = [];
  for (let index = 0; index < PROFILES; index += 1) {
    puts.push([`/calico/v1/policy/profile/p${index}/tags`, JSON.stringify([`p${index}`])]);
    puts.push([`/calico/v1/policy/profile/p${index}/rules`, profileRules(index)]);
  }
  for (let index = 0; index < ENDPOINTS; index += 1) {
    const endpoint = {
      state: 'active',
      name: `cali${index}`,
      mac: 'EE:EE:EE:EE:EE:EE',
      profile_ids: [`p${index % PROFILES}`],
      ipv4_nets: [`10.${index >> 16}.${(index >> 8) & 255}.${index & 255}/32`],
      ipv6_nets: [],
    };
    puts.push([
      `/calico/v1/host/h${index % 50}/workload/libnetwork/libnetwork/endpoint/e${index}`,
      JSON.stringify(endpoint),
    ]);
  }
  for (let start = 0; start < puts.length; start += 200)
    await Promise.all(puts.slice(start, start + 200).map(([key, value]) => store.put(key, value)));
}

function snapshotOf({ policy }: DatastoreData): Snapshot {
  return {
    policy: { state: 'ready', data: policy },
    networks: { state: 'absent' },
    marathon: { state: 'absent' },
    observation: { state: 'none' },
  };
}

/** What VS Code asks of the tree when it opens: the top rows and those of the profiles. */
function draw(rows: ShownRows, snapshot: Snapshot): void {
  const below = (parent: TreeNode | undefined) => {
    for (const node of finished(rows.children(parent, snapshot))) if (node.kind === 'profiles') below(node);
  };
  below(undefined);
}

const NONE: readonly never[] = [];
const etcd = await startEtcd();
const writer = new Etcd3Store({ addresses: [etcd.address] });
await fill(writer);
const took: number[] = [];
const processor: number[] = [];
for (let run = 0; run < RUNS; run += 1) {
  const before = process.cpuUsage();
  const began = performance.now();
  const datastore = new CalicoDatastore(new Etcd3Store({ addresses: [etcd.address] }));
  draw(new ShownRows({ of: () => NONE, ofObject: () => [] }), snapshotOf(await datastore.read()));
  took.push(performance.now() - began);
  const { user, system } = process.cpuUsage(before);
  processor.push((user + system) / 1000);
}
const news = new News();
const end = new AbortController();
const datastore = new CalicoDatastore(new Etcd3Store({ addresses: [etcd.address] }));
const rows = new ShownRows({ of: () => NONE, ofObject: () => [] });
const first = news.next();
const following = datastore.follow((data) => news.tell(data), end.signal);
draw(rows, snapshotOf(await first));
const changes: number[] = [];
const drawing: number[] = [];
for (let run = 0; run < 30; run += 1) {
  const next = news.next();
  const began = performance.now();
  await writer.put(
    '/calico/v1/policy/profile/p7/rules',
    profileRules(7, [{ action: 'deny', dst_net: `10.9.${run}.0/24` }]),
  );
  const snapshot = snapshotOf(await next);
  drawing.push(spent(() => rows.changes(snapshot))[0]);
  changes.push(performance.now() - began);
}
end.abort();
await following;
const figures: readonly Figure[] = [
  { name: 'read from etcd and first rows of the tree, ms', values: took, bar: 500 },
  { name: 'the same, processor time of this program, ms', values: processor },
  { name: 'a change, from the write to the changed rows, ms', values: changes, bar: 15 },
  { name: 'its changed rows, processor time, ms', values: drawing },
];
print(`${PROFILES} profiles and ${ENDPOINTS} endpoints in etcd`, figures);
await etcd.close();
process.exit(0);
