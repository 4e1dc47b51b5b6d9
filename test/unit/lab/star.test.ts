import assert from 'node:assert/strict';
import { Agent, createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { starCollect } from '../../../src/lab/star/collector';
import { poll } from '../../../src/lab/star/poll';
import { starProbe } from '../../../src/lab/star/probe';
import { PANIC, ProgramExit, type ProgramContext } from '../../../src/lab/star/program';
import { EXAMPLE } from '../../../src/lab/star/example';
import example from '../../fixtures/responses-example.json';

/** A program under test on a real port, whose rounds the test triggers. */
class Bench {
  readonly #servers: Server[] = [];
  readonly rounds: (() => Promise<void>)[] = [];
  readonly periods: number[] = [];
  readonly files = new Map<string, string>();
  #handler: RequestListener | undefined;
  url = '';

  readonly context: ProgramContext = {
    agent: new Agent(),
    pollMs: 1000,
    requestTimeoutMs: 500,
    readFile: (path) => this.files.get(path),
    every: (periodMs, round) => {
      this.periods.push(periodMs);
      this.rounds.push(round);
    },
    serve: (_port, handler) => (this.#handler = handler),
  };

  /** Serves on a free port, by default with the program's own handler. */
  async serve(handler = this.#handler): Promise<string> {
    const server = createServer(handler).listen(0, '127.0.0.1');
    this.#servers.push(server);
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async round(): Promise<void> {
    await Promise.all(this.rounds.map((each) => each()));
  }

  close(): void {
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
  }
}

describe('star’s programs', () => {
  let bench: Bench;

  beforeEach(() => {
    bench = new Bench();
  });

  afterEach(() => bench.close());

  it('star-probe returns false at first, true after any response, and false after none', async () => {
    let status = 500;
    const target = await bench.serve((_request, response) => {
      if (status === 0) response.destroy();
      else response.writeHead(status).end('no json');
    });
    starProbe([`--urls=${target}/status`], bench.context);
    const url = await bench.serve();
    const reachable = async () =>
      ((await (await fetch(`${url}/status`)).json()) as { status: { targets: { reachable: boolean }[] } }).status
        .targets[0]?.reachable;
    assert.equal(
      await (await fetch(`${url}/status`)).text(),
      `{"status":{"targets":[{"reachable":false,"url":"${target}/status"}]}}`,
    );
    await bench.round();
    assert.equal(await reachable(), true);
    status = 0;
    await bench.round();
    assert.equal(await reachable(), false);
  });

  it('star-probe responds only to GET /status', async () => {
    starProbe([], bench.context);
    const url = await bench.serve();
    for (const [method, path] of [
      ['GET', '/'],
      ['GET', '/status?x'],
      ['GET', '/status/'],
      ['POST', '/status'],
    ] as const) {
      const response = await fetch(`${url}${path}`, { method });
      assert.deepEqual([response.status, await response.text()], [404, '']);
    }
    assert.equal((await fetch(`${url}/status`)).headers.get('content-type'), 'application/json');
  });

  it('star-probe uses the period of its flag, or the lab’s', () => {
    starProbe(['--urls=http://a,http://b'], bench.context);
    starProbe(['--urls=http://a', '--http-probe-seconds=5'], bench.context);
    assert.deepEqual(bench.periods, [1000, 1000, 5000]);
  });

  it('star-collect returns null until a resource has returned JSON, and again when it stops', async () => {
    let answer: string | undefined = '{"b":1,"a":{"d":1,"c":2}}';
    const resource = await bench.serve((_request, response) => {
      if (answer === undefined) response.destroy();
      else response.writeHead(404).end(answer);
    });
    bench.files.set('/r', JSON.stringify([{ url: resource, id: 'C' }]));
    starCollect(['--resources-file=/r'], bench.context);
    const url = await bench.serve();
    const responses = async () => (await fetch(`${url}/responses`)).text();
    assert.equal(await responses(), '{"responses":{"C":null}}');
    await bench.round();
    assert.equal(
      await responses(),
      `{"responses":{"C":{"json":{"a":{"c":2,"d":1},"b":1},"statusCode":404,"url":"${resource}"}}}`,
    );
    for (const bad of ['<html>', undefined]) {
      answer = '1';
      await bench.round();
      answer = bad;
      await bench.round();
      assert.equal(await responses(), '{"responses":{"C":null}}');
    }
  });

  it('star-collect accepts resources by POST, one per ID and URL', async () => {
    starCollect([], bench.context);
    const url = await bench.serve();
    const post = (body: string) => fetch(`${url}/resources`, { method: 'POST', body });
    const created = await post('{"url":"http://c/","id":"C","more":1}');
    assert.deepEqual([created.status, await created.text()], [200, '{"id":"C","url":"http://c/"}']);
    await post('{"id":"C","url":"http://c/"}');
    await post('{"id":"C","url":"http://other/"}');
    assert.deepEqual(await (await fetch(`${url}/resources`)).json(), {
      resources: [
        { id: 'C', url: 'http://c/' },
        { id: 'C', url: 'http://other/' },
      ],
    });
    assert.equal(bench.rounds.length, 2);
    const refused = await post('{"id":7}');
    assert.deepEqual([refused.status, refused.headers.get('content-type')], [400, 'text/plain']);
    assert.match(await refused.text(), /id: expected string; url: expected string/);
  });

  it('star-collect serves its page and example, and 404 for the rest', async () => {
    starCollect([], bench.context);
    const url = await bench.serve();
    assert.deepEqual(await (await fetch(`${url}/responses/example`)).json(), example);
    assert.deepEqual(JSON.parse(JSON.stringify(EXAMPLE)), example);
    for (const path of ['/', '/?example=true'])
      assert.match((await fetch(`${url}${path}`)).headers.get('content-type') ?? '', /text\/html/);
    const page = await (await fetch(url)).text();
    const [, script = ''] = /<script src="([^"]+)">/.exec(page) ?? [];
    assert.match((await fetch(`${url}/${script}`)).headers.get('content-type') ?? '', /javascript/);
    for (const [method, path] of [
      ['GET', '/assets/'],
      ['GET', '/assets/js/none.js'],
      ['POST', `/${script}`],
      ['GET', '/responses?x'],
      ['DELETE', '/resources'],
      ['GET', '/resources/C'],
      ['GET', '/index.html'],
    ] as const)
      assert.equal((await fetch(`${url}${path}`, { method })).status, 404);
  });

  it('star-collect exits on an invalid resources file', () => {
    bench.files.set('/bad', '{"id":"C"}');
    for (const file of ['/bad', '/none'])
      assert.throws(
        () => starCollect([`--resources-file=${file}`], bench.context),
        (error) => error instanceof ProgramExit && error.status === PANIC,
      );
  });
});

describe('polling', () => {
  it('never runs two rounds for one target at once, and stops on request', async () => {
    let running = 0;
    let rounds = 0;
    const stop = poll(1, async () => {
      assert.equal(++running, 1);
      await turns(3);
      running -= 1;
      if (++rounds === 3) stop();
    });
    await turns(20);
    assert.equal(rounds, 3);
  });

  /** Resolves after so many rounds of another poll with the same period. */
  function turns(count: number): Promise<void> {
    return new Promise((resolve) => {
      let seen = 0;
      const end = poll(1, () => {
        if (++seen === count) {
          end();
          resolve();
        }
        return Promise.resolve();
      });
    });
  }
});
