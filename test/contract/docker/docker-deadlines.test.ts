import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { mock } from 'node:test';
import { DockerClient } from '../../../src/cluster/docker/client';
import { isClusterError } from '../../../src/cluster/connection/errors';
import { whileItTakes } from '../../../src/app/one-by-one';
import { eventually } from '../lab/lab-http';
import { startStub, type Stub } from '../stub';

const PATH = '/v1.41/networks';

/** A fake clock for time limits, progress intervals and reported seconds. */
class Clock {
  #now = 0;
  #limits: { readonly at: number; readonly end: AbortController }[] = [];

  constructor() {
    mock.timers.enable({ apis: ['setInterval'] });
    mock.method(performance, 'now', () => this.#now);
    mock.method(AbortSignal, 'timeout', (milliseconds: number) => {
      const end = new AbortController();
      this.#limits.push({ at: this.#now + milliseconds, end });
      return end.signal;
    });
  }

  advance(seconds: number): void {
    for (let second = 0; second < seconds; second += 1) {
      this.#now += 1_000;
      mock.timers.tick(1_000);
      for (const { at, end } of this.#limits)
        if (at <= this.#now) end.abort(new DOMException('The operation timed out.', 'TimeoutError'));
    }
  }

  restore(): void {
    mock.timers.reset();
    mock.restoreAll();
  }
}

describe('Docker client with a slow network plugin', () => {
  let clock: Clock;
  let stub: Stub;
  let client: DockerClient;
  /** The pending answer of the engine, once requested. */
  let owed: ServerResponse | undefined;
  let progress: string[];

  beforeEach(async () => {
    clock = new Clock();
    owed = undefined;
    progress = [];
    const hold = (_request: unknown, response: ServerResponse) => (owed = response);
    stub = await startStub({
      '/version': { json: { ApiVersion: '1.41', MinAPIVersion: '1.12' } },
      [PATH]: { json: [] },
      [`POST ${PATH}/create`]: hold,
      [`DELETE ${PATH}/client`]: hold,
    });
    client = new DockerClient(stub.url);
  });
  afterEach(async () => {
    clock.restore();
    await stub.close();
  });

  const under = <T>(work: Promise<T>) => whileItTakes('client', (message) => progress.push(message), work);
  const asked = () =>
    eventually(() => {
      assert.ok(owed);
      return owed;
    });
  const waits = (seconds: number) => `client: waiting for Docker’s network plugin, ${seconds} s so far`;

  it('reports a missing plugin in Docker’s words, which arrive after 15 s', async () => {
    const refused = assert.rejects(under(client.createNetwork({ name: 'client' })), (error) => {
      assert.ok(isClusterError(error));
      assert.equal(
        error.message,
        `Docker at ${stub.url} could not create the network client because Calico’s network plugin is not running there: plugin "calico" not found`,
      );
      assert.match(error.advice ?? '', /^Start Calico with its Docker network plugin on that host/);
      assert.equal(error.uncertain, false);
      return true;
    });
    const answer = await asked();
    clock.advance(15);
    answer
      .writeHead(404, { 'Content-Type': 'application/json' })
      .end(JSON.stringify({ message: 'plugin "calico" not found' }));
    await refused;
    assert.deepEqual(progress, ['client', waits(5), waits(10), waits(15)]);
  });

  for (const seconds of [45, 60]) {
    it(`removes a network in ${seconds} s, and reports progress every five seconds`, async () => {
      const removed = under(client.removeNetwork('client'));
      const answer = await asked();
      clock.advance(seconds);
      answer.writeHead(204).end();
      await removed;
      assert.deepEqual(progress, [
        'client',
        ...Array.from({ length: seconds / 5 }, (_, index) => waits(5 * (index + 1))),
      ]);
    });
  }

  it('abandons a removal after two minutes, and detects that it succeeded', async () => {
    const removed = client.removeNetwork('client');
    await asked();
    clock.advance(119);
    assert.ok(!stub.asked.includes(`GET ${PATH}/client`));
    clock.advance(1);
    await removed;
    assert.ok(stub.asked.includes(`GET ${PATH}/client`));
  });
});
