import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LabEndpoints } from '../../../src/lab/options';
import { eventually, expectStatus, http } from './lab-http';

const PROGRAM = path.join(import.meta.dirname, '../../../src/lab/main.ts');

describe('the lab process', function () {
  this.timeout(60_000);
  let folder: string;
  const children: ChildProcess[] = [];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'calico-stars-lab-'));
  });

  after(() => rm(folder, { recursive: true }));

  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  it('prints one JSON line and sends the same over IPC', async () => {
    const lab = start();
    const [line, message] = await Promise.all([firstLine(lab), ready(lab)]);
    assert.deepEqual(JSON.parse(line), message);
    const { key, ...addresses } = message;
    assert.match(key, /^[\w-]{32}$/);
    assert.deepEqual(Object.keys(addresses), ['etcd', 'docker', 'marathon', 'loadBalancer', 'mesosDns', 'control']);
    for (const url of Object.values(addresses)) assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('exits with its parent process, and on SIGTERM', async () => {
    const orphan = start();
    const { marathon } = await endpoints(orphan);
    const stream = await fetch(`${marathon}/v2/events`, { headers: { Accept: 'text/event-stream' } });
    orphan.disconnect();
    assert.deepEqual(await once(orphan, 'exit'), [0, null]);
    await assert.rejects(stream.text());
    const asked = start();
    await endpoints(asked);
    asked.kill('SIGTERM');
    assert.deepEqual(await once(asked, 'exit'), [0, null]);
  });

  it('keeps its state across restarts', async () => {
    const file = path.join(folder, 'deep', 'state.json');
    const first = start('--state', file);
    const { docker, etcd, marathon } = await endpoints(first);
    const { Id } = expectStatus(
      await http('POST', `${docker}/networks/create`, { Name: 'client', Driver: 'calico', IPAM: { Driver: 'calico' } }),
      201,
    ).json as { Id: string };
    const put = await fetch(`${etcd}/v2/keys/mine/key`, {
      method: 'PUT',
      body: new URLSearchParams({ value: 'kept' }),
    });
    await put.arrayBuffer();
    const app = {
      id: 'a',
      cmd: 'sleep 1',
      cpus: 0.1,
      mem: 16,
      container: { type: 'DOCKER', docker: { image: 'x', parameters: [{ key: 'net', value: 'client' }] } },
    };
    expectStatus(await http('PUT', `${marathon}/v2/groups/g`, { apps: [app] }), 200);
    await eventually(async () =>
      assert.equal(
        Object.keys(((await http('GET', `${docker}/networks/client`)).json as { Containers: object }).Containers)
          .length,
        1,
      ),
    );
    first.kill('SIGTERM');
    await once(first, 'exit');

    const again = await endpoints(start('--state', file));
    assert.equal(((await http('GET', `${again.docker}/networks/client`)).json as { Id: string }).Id, Id);
    assert.equal(
      ((await http('GET', `${again.etcd}/v2/keys/mine/key`)).json as { node: { value: string } }).node.value,
      'kept',
    );
    expectStatus(await http('GET', `${again.etcd}/v2/keys/calico/v1/policy/profile/${Id}/rules`), 200);
    await eventually(async () => {
      const { tasks } = (await http('GET', `${again.marathon}/v2/tasks`)).json as {
        tasks: { startedAt: string | null; ipAddresses: { ipAddress: string }[] }[];
      };
      assert.deepEqual(
        tasks.map(({ startedAt }) => startedAt !== null),
        [true],
      );
      const text = (await http('GET', `${again.etcd}/v2/keys/calico/v1/host?recursive=true`)).text;
      assert.equal(text.match(/profile_ids/g)?.length, 1, 'the endpoint of the previous process is removed');
    });
    assert.match((await http('GET', `${again.etcd}/v2/keys/mine?wait=true&waitIndex=1`)).text, /"errorCode":401/);
  });

  it('restores saved state after a kill, and sets a damaged file aside', async () => {
    const file = path.join(folder, 'state.json');
    const first = start('--state', file);
    expectStatus(
      await http('POST', `${(await endpoints(first)).docker}/networks/create`, { Name: 'kept', Driver: 'calico' }),
      201,
    );
    await eventually(async () => assert.match(await readFile(file, 'utf8'), /"name":"kept"/));
    first.kill('SIGKILL');
    await once(first, 'exit');
    const second = start('--state', file);
    expectStatus(await http('GET', `${(await endpoints(second)).docker}/networks/kept`), 200);
    second.kill('SIGKILL');
    await once(second, 'exit');

    await writeFile(file, '{"format":1');
    const third = start('--state', file);
    let output = '';
    third.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    assert.deepEqual((await http('GET', `${(await endpoints(third)).docker}/networks`)).json, []);
    await eventually(() => assert.match(output, /The saved state is damaged\. It was set aside as /));
    assert.ok((await readdir(folder)).some((name) => name.startsWith('state.json.damaged-')));
  });

  it('prints help, and rejects invalid flags', async () => {
    assert.match(await firstLine(start('--help')), /^The embedded cluster/);
    for (const args of [['--poll-seconds', 'often'], ['--etcd-port', '70000'], ['--names', 'none'], ['--nonsense']]) {
      const child = start(...args);
      let output = '';
      child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
      const [code] = (await once(child, 'close')) as [number];
      assert.equal(code, 1);
      assert.ok(output.includes(args[0] ?? ''), output);
      assert.doesNotMatch(output, /\bat .*:\d+:\d+/);
    }
  });

  it('survives malformed input on every port', async () => {
    const lab = start();
    const doors = await endpoints(lab);
    for (const url of Object.values(doors)) {
      for (const raw of [
        '\0\0\0',
        'GET',
        'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n',
        'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      ])
        await send(url, raw);
      for (const target of [
        '/%',
        '/v2/keys/%ff%00',
        '/v2/groups/%E0%A4%A',
        '/v2/apps//../..',
        '/networks/%00',
        '//',
        '/v1/hosts/%',
      ])
        await http('GET', `${url}${target}`);
      for (const body of [
        '{',
        '[]',
        'null',
        '"x"',
        '{"id":[]}',
        '{"Name":{"a":1}}',
        '{"apps":[{"id":"..","cmd":"x"}]}',
        `{"id":"${'x/'.repeat(3000)}"}`,
      ]) {
        for (const [method, target] of [
          ['POST', '/networks/create'],
          ['PUT', '/v2/groups'],
          ['POST', '/v2/apps'],
          ['PUT', '/v2/apps/x'],
          ['POST', '/v2/tasks/delete'],
          ['POST', '/faults'],
          ['PUT', '/v2/keys/a'],
        ] as const) {
          await http(method, `${url}${target}`, body);
        }
      }
    }
    for (const url of Object.values(doors)) assert.ok((await http('GET', url)).status < 600);
    assert.equal(lab.exitCode, null);
    assert.match((await http('GET', `${doors.etcd}/health`)).text, /true/);
  });

  it('rejects pages of other sites', async () => {
    const { control, loadBalancer, ...others } = await endpoints(start());
    for (const url of [control, ...Object.values(others)])
      expectStatus(await http('POST', `${url}/reset`, '', { Origin: 'http://elsewhere.example' }), 403);
    expectStatus(await http('POST', `${control}/reset`, '', { Origin: 'http://localhost:3000' }), 403);
    expectStatus(await http('POST', `${control}/reset`, ''), 200);
    expectStatus(await http('GET', loadBalancer, undefined, { Origin: 'http://elsewhere.example' }), 503);
  });

  function start(...args: readonly string[]): ChildProcess {
    const child = fork(PROGRAM, args, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: ['--import=tsx', '--no-warnings'],
    });
    children.push(child);
    return child;
  }
});

async function ready(lab: ChildProcess): Promise<LabEndpoints & { readonly key: string }> {
  const [message] = (await once(lab, 'message')) as [LabEndpoints & { readonly key: string }];
  return message;
}

async function endpoints(lab: ChildProcess): Promise<LabEndpoints> {
  const { key: _key, ...addresses } = await ready(lab);
  return addresses;
}

async function firstLine(lab: ChildProcess): Promise<string> {
  const [chunk] = (await once(lab.stdout!, 'data')) as [Buffer];
  return chunk.toString().split('\n')[0] ?? '';
}

/** Sends bytes that are not a valid request, and waits for the answer or end. */
async function send(url: string, raw: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.end(raw);
  socket.resume();
  await once(socket, 'close');
}
