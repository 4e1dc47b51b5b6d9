import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { encodeRules, encodeTags, newProfile } from '../../../src/policy/calico1/profile';
import { formatAddress } from '../../../src/policy/model/address';
import { endpointKey, profileKey } from '../../../src/lab/calico/layout';
import { EtcdStore } from '../../../src/lab/etcd/store';
import { FabricAgent } from '../../../src/lab/fabric/agent';
import { Fabric } from '../../../src/lab/fabric/fabric';
import { PolicyView } from '../../../src/lab/fabric/policy-view';
import { FabricSocket } from '../../../src/lab/fabric/socket';

const [A, B, OUTSIDE] = ['192.168.0.1', '192.168.0.2', '172.24.197.101'];

describe('network fabric between tasks', () => {
  let store: EtcdStore;
  let fabric: Fabric;
  let view: PolicyView;

  beforeEach(() => {
    store = new EtcdStore();
    view = new PolicyView(store);
    fabric = new Fabric({ policy: () => view.policy, connectTimeoutMs: 150 });
    for (const [name, address] of [
      ['a', A],
      ['b', B],
    ] as const) {
      const profile = newProfile(name);
      store.set(`${profileKey(name)}/tags`, { value: encodeTags(profile) });
      store.set(`${profileKey(name)}/rules`, { value: encodeRules(profile) });
      store.set(endpointKey('calico-mesos-02', name), {
        value: JSON.stringify({
          state: 'active',
          name: 'cali',
          mac: 'ee:ee:ee:ee:ee:ee',
          profile_ids: [name],
          ipv4_nets: [`${address}/32`],
        }),
      });
    }
  });

  afterEach(() => {
    fabric.close();
    store.close();
  });

  const allow = (name: string, rule: object) =>
    store.set(`${profileKey(name)}/rules`, {
      value: JSON.stringify({ inbound_rules: [rule], outbound_rules: [{ action: 'allow' }] }),
    });
  const code = (wanted: string) => (error: unknown) =>
    error instanceof Error && 'code' in error && error.code === wanted;

  it('drops what policy denies until the connect timeout', async () => {
    fabric.listen(B, 9000, () => assert.fail('must be dropped'));
    const start = Date.now();
    await assert.rejects(fabric.connect({ from: A, to: B, port: 9000 }), code('ETIMEDOUT'));
    assert.ok(Date.now() - start >= 140);
  });

  it('applies the current rules, even to an attempt that was dropped before', async () => {
    fabric.listen(B, 9000, () => undefined);
    const attempt = fabric.connect({ from: A, to: B, port: 9000 });
    allow('b', { action: 'allow', protocol: 'tcp', src_tag: 'a', dst_ports: [9000] });
    assert.ok((await attempt) instanceof FabricSocket);
    await fabric.connect({ from: A, to: B, port: 9000 });
    await assert.rejects(fabric.connect({ from: OUTSIDE, to: B, port: 9000 }), code('ETIMEDOUT'));
    await assert.rejects(fabric.connect({ from: B, to: A, port: 9000 }), code('ETIMEDOUT'));
  });

  it('refuses connections without a listener, and has no route to unknown addresses', async () => {
    await assert.rejects(fabric.connect({ from: A, to: A, port: 1 }), code('ECONNREFUSED'));
    await assert.rejects(fabric.connect({ from: A, to: '172.24.197.102', port: 22 }), code('ECONNREFUSED'));
    await assert.rejects(fabric.connect({ from: A, to: '10.0.0.1', port: 80 }), code('EHOSTUNREACH'));
  });

  it('keeps established connections when the rules change', async () => {
    allow('b', { action: 'allow' });
    const server = createServer((_request, response) => {
      response.write('first');
      setImmediate(() => {
        allow('b', { action: 'deny' });
        response.end(' second');
      });
    });
    fabric.listen(B, 80, (socket) => server.emit('connection', socket));
    assert.equal(await body('http://b/'), 'first second');
    await assert.rejects(body('http://b/'), code('ETIMEDOUT'));
  });

  it('carries large bodies both ways', async () => {
    allow('b', { action: 'allow' });
    const server = createServer((incoming, response) => void incoming.pipe(response));
    fabric.listen(B, 80, (socket) => server.emit('connection', socket));
    const sent = 'x'.repeat(3_000_000);
    assert.equal(await body('http://b/', sent), sent);
  });

  it('resets interrupted connections on both ends', async () => {
    allow('b', { action: 'allow' });
    const server = createServer((_request, response) => void response.write('begun'));
    fabric.listen(B, 80, (socket) => server.emit('connection', socket));
    const reading = body('http://b/', undefined, () => fabric.cut(B));
    await assert.rejects(reading, (error) => error instanceof Error);
  });

  it('is slow or refuses connections on request', async () => {
    allow('b', { action: 'allow' });
    fabric.listen(B, 80, () => undefined);
    fabric.setFault(B, { refuse: true });
    await assert.rejects(fabric.connect({ from: A, to: B, port: 80 }), code('ECONNREFUSED'));
    fabric.setFault(B, { delayMs: 40 });
    const start = Date.now();
    await fabric.connect({ from: A, to: B, port: 80 });
    assert.ok(Date.now() - start >= 35);
    fabric.setFault(B, undefined);
    assert.equal(fabric.faults.size, 0);
  });

  it('assigns an address and port to only one listener', () => {
    const stop = fabric.listen(A, 80, () => undefined);
    assert.ok(stop);
    assert.equal(
      fabric.listen(A, 80, () => undefined),
      undefined,
    );
    stop();
    assert.ok(fabric.listen(A, 80, () => undefined));
  });

  it('accepts an endpoint with the old `profile_id`, and ignores a damaged one', () => {
    store.set(endpointKey('calico-mesos-02', 'old'), {
      value: JSON.stringify({ state: 'active', profile_id: 'a', ipv4_nets: ['192.168.0.9/32'] }),
    });
    store.set(endpointKey('calico-mesos-02', 'bad'), { value: '{"state":' });
    const { endpoints, hosts } = view.policy.model;
    const known = [...endpoints, ...hosts].flatMap((owner) => ('addresses' in owner ? owner.addresses : []));
    assert.deepEqual(known.map(formatAddress).sort(), ['172.24.197.102', '172.24.197.103', A, B, '192.168.0.9']);
  });

  it('compiles only after a change under Calico’s root', () => {
    const before = view.policy;
    store.set('/elsewhere', { value: 'x' });
    assert.equal(view.policy, before);
    store.clear('/calico');
    assert.notEqual(view.policy, before);
    assert.equal(view.policy.model.endpoints.length, 0);
  });

  function body(url: string, data?: string, begun: () => void = () => undefined): Promise<string> {
    const agent = new FabricAgent(fabric, A, (name) => (name === 'b' ? B : undefined));
    return new Promise((resolve, reject) => {
      const outgoing = request(url, { agent, method: data === undefined ? 'GET' : 'POST' }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
          begun();
        });
        response.on('end', () => resolve(text));
        response.on('error', reject);
      });
      outgoing.on('error', reject);
      outgoing.end(data);
    });
  }
});

describe('a connection of the fabric', () => {
  it('ends on the other side when one side has ended and everything was read', async () => {
    const [near, far] = FabricSocket.pair({ address: A, port: 1 }, { address: B, port: 2 });
    near.end('bye', () => near.destroy());
    let text = '';
    far.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await once(far, 'end');
    assert.equal(text, 'bye');
    assert.equal(far.remoteAddress, A);
  });

  it('is reset on the other side when one side is destroyed', async () => {
    const [near, far] = FabricSocket.pair({ address: A, port: 1 }, { address: B, port: 2 });
    near.destroy();
    await assert.rejects(once(far, 'end'), /ECONNRESET/);
  });
});
