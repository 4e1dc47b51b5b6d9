import assert from 'node:assert/strict';
import { speedUp, type Clock } from './clock';
import { Queue } from './queue';
import type { Step, Use } from './proxy';
import { follow, read, write, type Ending, type Fault } from './runs';
import { SERVICES, type Service } from './services';
import {
  FOLLOWED,
  LOST,
  NOT_MADE,
  STEPS,
  FAILURES,
  FAILURES_OVER_TLS,
  WATCHED,
  WRONG_CERTIFICATES,
  type Expected,
} from './table';

/** Whether to run every fault. */
const LONG = process.env['CALICO_STARS_FAULTS'] === 'long';

const ALL: readonly Use[] = ['read', 'watch', 'write'];

/** The number of concurrent cases. They mostly wait, but each change in the lab makes all others read. */
const atATime = (service: string) => (/^(Marathon|Docker)/.test(service) ? 6 : 12);

/** Maximum number of equal requests within ten seconds. etcd version 2 gets one request per change of all cases. */
const RATE = { read: 10, watch: 60, write: 10 };

/** Maximum number of connections per client at a time. */
const CONNECTIONS = 16;

/** Seconds within which a client must notice a fault. */
const NOTICED = 30;

/** Seconds within which another client's change must be visible when it can't be watched. */
const POLLED = 19;

/** Seconds for a Docker change, which waits for plugins, including finding out its outcome. */
const WRITTEN = 120;

/** Faults of changes over TLS in the short form. Settling a change doesn't depend on TLS. */
const CHANGED_OVER_TLS = ['reset', 'never answered', 'answered with garbage'];

const OVER_TLS = ' over TLS';

for (const [name, start] of Object.entries(SERVICES)) {
  const isSecured = name.endsWith(OVER_TLS);
  const failures = { ...FAILURES[name.replace(OVER_TLS, '')], ...(isSecured && FAILURES_OVER_TLS) };
  const isFollowed = name !== 'the collector';
  describe(`faults between a client and ${name}`, function () {
    this.timeout(120_000);
    const queue = new Queue(atATime(name));
    let service: Service;
    let clock: Clock | undefined;
    let again = 0;
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);

    before(async () => {
      process.on('unhandledRejection', note);
      service = await start();
      // Loads modules in advance, so that no case includes the time for that.
      await read(service, 'warm-up', {});
      clock = speedUp();
      queue.start();
    });

    after(async () => {
      await queue.end();
      clock?.restore();
      await service.close();
      process.off('unhandledRejection', note);
    });

    /**
     * Declares a case, which runs concurrently with others. A failed one runs again alone with a slower clock, because
     * a busy machine can make a client look slow.
     */
    function at<T>(what: string, run: (id: string) => Promise<T>, check: (result: T) => void): void {
      const result = queue.add(run);
      it(what, async () => {
        try {
          check(await result);
        } catch {
          await queue.end();
          clock?.slowDown();
          check(await run(`again-${(again += 1)}`));
        }
      });
    }

    const faultOf = (step: Step, uses = ALL, acted = false): Fault => ({ trouble: { step, uses, acted } });
    const wires: Readonly<Record<string, Fault>> = { 'not listening': { wire: 'refused' }, silent: { wire: 'silent' } };
    const everything: Readonly<Record<string, Fault>> = {
      ...wires,
      ...Object.fromEntries(Object.entries(STEPS).map(([what, step]) => [what, faultOf(step)])),
    };

    for (const [what, fault] of Object.entries(everything)) {
      at(
        `reading, ${what}`,
        (id) => read(service, id, fault),
        (end) => meets(end, failures[what]),
      );
    }
    if (isSecured) {
      at(
        'reading, no TLS',
        (id) => read(service, id, { wire: 'plain' }),
        (end) => meets(end, failures['no TLS']),
      );
      for (const what of WRONG_CERTIFICATES) {
        const faultOf = (): Fault => ({ certificate: service.wrong?.[what] ?? assert.fail(what) });
        at(
          `reading, ${what}`,
          (id) => read(service, id, faultOf()),
          (end) => meets(end, failures[what]),
        );
        at(
          `following, then ${what}`,
          (id) => follow(service, id, faultOf()),
          ({ failed, seenAfter, fastest, connections }) => {
            meets(failed ?? assert.fail('The fault was not reported.'), {
              ...(failures[what] ?? assert.fail(what)),
              within: NOTICED,
            });
            assert.notEqual(seenAfter, undefined, 'The client did not recover.');
            assert.ok(fastest.count <= RATE[fastest.use], `${fastest.what}: ${fastest.count} times in 10 s`);
            assert.ok(connections <= (service.connections ?? CONNECTIONS), `${connections} connections`);
          },
        );
      }
    }
    if (!isFollowed) return;

    for (const [what, fault] of Object.entries(everything)) {
      if (!LONG && !(what in wires) && (isSecured || !FOLLOWED.includes(what))) continue;
      at(
        `following, ${what}`,
        (id) => follow(service, id, fault),
        ({ failed, seenDuring, seenAfter, fastest, connections }) => {
          if (what === 'answered late') {
            assert.equal(failed, undefined);
            assert.ok(seenDuring !== undefined && seenDuring < POLLED, `seen after ${seenDuring} s`);
          } else {
            assert.ok(failed, 'The fault was not reported.');
            meets(failed, { ...(failures[what] ?? assert.fail(what)), within: NOTICED });
          }
          assert.notEqual(seenAfter, undefined, 'The client did not recover.');
          assert.ok(fastest.count <= RATE[fastest.use], `${fastest.what}: ${fastest.count} times in 10 s`);
          assert.ok(connections <= (service.connections ?? CONNECTIONS), `${connections} connections`);
        },
      );
    }

    const watched: Readonly<Record<string, Step>> = {
      ...STEPS,
      'stalled after the headers': { kind: 'still' },
      ...(name.includes('etcd') &&
        !name.includes('etcd v3') && { 'without an index': { kind: 'without', header: 'x-etcd-index' } }),
    };
    for (const [what, step] of Object.entries(watched)) {
      if (!LONG && what in STEPS && (isSecured || !WATCHED.includes(what))) continue;
      const uses: readonly Use[] = what === 'without an index' ? ALL : ['watch'];
      at(
        `following, watches ${what}`,
        (id) => follow(service, id, faultOf(step, uses)),
        ({ failed, seenDuring, fastest, connections }) => {
          assert.equal(failed, undefined);
          assert.ok(seenDuring !== undefined && seenDuring < POLLED, `seen after ${seenDuring} s`);
          assert.ok(fastest.count <= RATE[fastest.use], `${fastest.what}: ${fastest.count} times in 10 s`);
          assert.ok(connections <= (service.connections ?? CONNECTIONS), `${connections} connections`);
        },
      );
    }

    for (const [what, step] of Object.entries(STEPS)) {
      if (what === 'answered late' || (isSecured && !LONG && !CHANGED_OVER_TLS.includes(what))) continue;
      at(
        `changing, ${what} before the server acts`,
        (id) => write(service, id, faultOf(step, ['write'])),
        (end) => {
          meets(end, { ...(NOT_MADE[what] ?? failures[what] ?? assert.fail(what)), within: WRITTEN });
          assert.equal(end.made, 0);
        },
      );
    }
    for (const what of LOST) {
      if (isSecured && !LONG && !CHANGED_OVER_TLS.includes(what)) continue;
      const step = STEPS[what] ?? assert.fail(what);
      at(
        `changing, ${what} after the server has acted`,
        (id) => write(service, id, faultOf(step, ['write'], true)),
        (end) => {
          assert.deepEqual([end.kind, end.message, end.made], ['done', '', 1]);
        },
      );
    }
    at(
      'changing, and never an answer to anything from then on',
      (id) => write(service, id, faultOf({ kind: 'silence' }, ['write'], true)),
      (end) => {
        assert.deepEqual([end.errorKind, end.made], ['unknown-outcome', 1]);
        assert.match(end.message, /unknown whether .* was changed/);
      },
    );

    it('leave no unhandled rejection', async () => {
      await queue.end();
      assert.deepEqual(unhandled, []);
    });
  });
}

function meets(end: Ending, expected: Expected | undefined): void {
  assert.ok(expected);
  const { kinds, message, within } = expected;
  const kind = end.kind === 'done' ? 'done' : end.errorKind;
  assert.ok(
    kinds.some((one) => one === kind),
    `${kind}: ${end.message}`,
  );
  assert.match(end.message, message);
  assert.ok(end.seconds <= within, `${end.seconds.toFixed(1)} s`);
}
