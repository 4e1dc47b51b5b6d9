import assert from 'node:assert/strict';
import fc from 'fast-check';
import { etcdServer } from '../../../src/lab/etcd/server';
import { EtcdStore } from '../../../src/lab/etcd/store';
import { listen, type Listening } from '../../../src/lab/http/listen';
import { startEtcd, type RunningEtcd } from './etcd';

/** A request to both servers. Indexes are relative to the store's index at the start of the sequence. */
interface Step {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly key: string;
  readonly form: Readonly<Record<string, string>>;
  readonly prevIndex?: number;
  readonly waitIndex?: number;
}

interface Answer {
  readonly status: number;
  readonly index: number;
  readonly body: unknown;
}

describe('the lab’s etcd and a real etcd (v2 keys API)', function () {
  this.timeout(120_000);
  let real: RunningEtcd;
  let lab: Listening;
  let runs = 0;

  before(async () => {
    real = await startEtcd();
    lab = await listen(etcdServer(new EtcdStore()));
  });

  after(async () => {
    await lab.close();
    await real.close();
  });

  async function bothAnswer(steps: readonly Step[]): Promise<void> {
    const prefix = `/run${letters(++runs)}`;
    const [expected, actual] = await Promise.all([play(real.address, prefix, steps), play(lab.url, prefix, steps)]);
    steps.forEach((step, i) => assert.deepEqual(actual[i], expected[i], `step ${i}: ${JSON.stringify(step)}`));
  }

  it('respond alike to random sequences of requests', async () => {
    await fc.assert(fc.asyncProperty(fc.array(anyStep, { minLength: 1, maxLength: 25 }), bothAnswer), { numRuns: 150 });
  });

  it('reject malformed parameters alike', async () => {
    const bad: Step['form'][] = [
      { ttl: 'soon' },
      { ttl: '-1' },
      { ttl: '1.5' },
      { prevExist: 'maybe' },
      { prevExist: '' },
      { prevValue: '' },
      { recursive: 'yes' },
      { dir: '2' },
      { refresh: 'true' },
      { refresh: 'true', value: 'x', ttl: '9' },
      { refresh: 'perhaps' },
      { wait: 'true' },
      { quorum: 'x' },
      { stream: 'x' },
      { sorted: 'x' },
      { ttl: '99999999999999999999' },
      { noValueOnSuccess: 'x' },
    ];
    for (const form of bad) await bothAnswer([{ method: 'PUT', key: '/a', form }]);
    for (const form of bad.filter(({ wait }) => !wait))
      await bothAnswer([
        { method: 'GET', key: '/a', form },
        { method: 'DELETE', key: '/a', form },
      ]);
  });

  it('treat the root, hidden keys and strange paths alike', async () => {
    const steps: Step[] = [
      { method: 'PUT', key: '/_hidden/a', form: { value: '1' } },
      { method: 'PUT', key: '/b/_h', form: { value: '1' } },
      { method: 'GET', key: '', form: { recursive: 'true', sorted: 'true' } },
      { method: 'GET', key: '/_hidden', form: {} },
      { method: 'PUT', key: '/ü b/%', form: { value: 'ä\n€' } },
      { method: 'GET', key: '/ü b', form: { recursive: 'true' } },
      { method: 'PUT', key: '/x/', form: { value: 'slash' } },
      { method: 'GET', key: '/x', form: {} },
    ];
    await bothAnswer(steps);
    for (const method of ['PUT', 'DELETE'] as const) {
      const [expected, actual] = await Promise.all(
        [real.address, lab.url].map(async (url) => (await fetch(`${url}/v2/keys/?recursive=true`, { method })).json()),
      );
      assert.deepEqual({ ...(actual as object), index: 0 }, { ...(expected as object), index: 0 });
    }
  });

  it('send watchers the same past events, and reject an index that is no longer kept', async () => {
    const writes = ['/w/a', '/w/b/c', '/w/b', '/other'].map((key): Step => ({
      method: 'PUT',
      key,
      form: key === '/w/b' ? { dir: 'true', prevExist: 'true', ttl: '500' } : { value: key },
    }));
    const removal: Step = { method: 'DELETE', key: '/w', form: { recursive: 'true' } };
    const watches = [1, 2, 3, 4, 5].flatMap((waitIndex) =>
      ['true', 'false'].map((recursive): Step => ({
        method: 'GET',
        key: '/w',
        form: { wait: 'true', recursive },
        waitIndex,
      })),
    );
    const inside: Step = { method: 'GET', key: '/w/b/c', form: { wait: 'true' }, waitIndex: 3 };
    await bothAnswer([...writes, removal, ...watches, inside]);
    await bothAnswer(
      Array.from({ length: 1005 }, (_, i): Step => ({
        method: 'PUT',
        key: '/many',
        form: { value: String.fromCharCode(97 + (i % 26)) },
      })),
    );
    for (const url of [real.address, lab.url]) {
      const response = await fetch(`${url}/v2/keys/many?wait=true&waitIndex=1`);
      assert.equal(response.status, 400);
      const { errorCode, cause } = (await response.json()) as { errorCode: number; cause: string };
      assert.equal(errorCode, 401);
      assert.match(cause, /^the requested history has been cleared \[\d+\/1\]$/);
    }
  });

  it('expire keys and directories with the same events', async () => {
    const watch: Step = { method: 'GET', key: '/t', form: { wait: 'true', recursive: 'true' }, waitIndex: 3 };
    await bothAnswer([
      { method: 'PUT', key: '/t/k', form: { value: 'v', ttl: '2' } },
      { method: 'PUT', key: '/t/k', form: { ttl: '2', refresh: 'true', prevExist: 'true' } },
      watch,
      { method: 'GET', key: '/t/k', form: {} },
      { method: 'PUT', key: '/t/d', form: { dir: 'true', ttl: '2' } },
      { method: 'PUT', key: '/t/d/k', form: { value: 'v' } },
      { ...watch, waitIndex: 6 },
      { method: 'GET', key: '/t', form: { recursive: 'true' } },
    ]);
  });
});

const key = fc.constantFrom('/a', '/a/b', '/a/b/c', '/d', '/d/e', '/_x', '/a/_y');
const value = fc.constantFrom('one', 'two', 'three', '');
const flag = fc.constantFrom('true', 'false');
const index = fc.nat({ max: 12 });

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: step('PUT', {
      value,
      dir: flag,
      prevExist: flag,
      prevValue: fc.constantFrom('one', 'two'),
      ttl: fc.constantFrom('', '100', '200'),
    }),
  },
  { weight: 2, arbitrary: step('PUT', { value, noValueOnSuccess: flag }) },
  { weight: 1, arbitrary: step('PUT', { ttl: fc.constant('300'), refresh: flag, prevExist: flag }) },
  { weight: 2, arbitrary: step('POST', { value, dir: flag, ttl: fc.constant('100') }) },
  { weight: 3, arbitrary: step('DELETE', { dir: flag, recursive: flag, prevValue: fc.constantFrom('one', 'two') }) },
  { weight: 3, arbitrary: step('GET', { recursive: flag, sorted: flag, quorum: flag }) },
);

function step(method: Step['method'], form: Record<string, fc.Arbitrary<string>>): fc.Arbitrary<Step> {
  return fc.record(
    { method: fc.constant(method), key, form: fc.record(form, { requiredKeys: [] }), prevIndex: index },
    { requiredKeys: ['method', 'key', 'form'] },
  ) as fc.Arbitrary<Step>;
}

/** Sends the steps in sequence and returns the comparable parts of the answers. */
async function play(url: string, prefix: string, steps: readonly Step[]): Promise<Answer[]> {
  const start = await fetch(`${url}/v2/keys/`);
  await start.arrayBuffer();
  const base = indexOf(start);
  const answers: Answer[] = [];
  for (const { method, key: name, form, prevIndex, waitIndex } of steps) {
    const parameters = new URLSearchParams(form);
    // Zero stays zero: it means no condition.
    if (prevIndex !== undefined) parameters.set('prevIndex', String(prevIndex && base + prevIndex));
    if (waitIndex !== undefined) parameters.set('waitIndex', String(base + waitIndex));
    const inBody = method === 'PUT' || method === 'POST';
    const target = `${url}/v2/keys${prefix}${encodeURI(name)}`;
    const response = await fetch(inBody ? target : `${target}?${parameters.toString()}`, {
      method,
      ...(inBody && { body: parameters }),
    });
    const body = comparable(await response.json(), base);
    answers.push({
      status: response.status,
      index: waitIndex === undefined ? indexOf(response) && indexOf(response) - base : 0,
      body,
    });
  }
  return answers;
}

/** A number as letters, because digits in keys would be taken for indexes. */
function letters(count: number): string {
  return String(count).replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)));
}

function indexOf(response: Response): number {
  return Number(response.headers.get('x-etcd-index'));
}

/** Makes indexes relative, drops expiration times, and sorts children. */
function comparable(body: unknown, base: number): unknown {
  if (Array.isArray(body))
    return body
      .map((entry) => comparable(entry, base))
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(
    Object.entries(body).map(([name, entry]) => {
      if (name === 'expiration') return [name, 'some time'];
      // One server may answer a moment later than the other.
      if (name === 'ttl' && typeof entry === 'number') return [name, Math.ceil(entry / 10) * 10];
      if (typeof entry === 'number' && /index/i.test(name)) return [name, entry && entry - base];
      if (typeof entry === 'string' && name !== 'value')
        return [
          name,
          entry.replace(/\d+/g, (digits) => (Number(digits) >= base ? String(Number(digits) - base) : digits)),
        ];
      return [name, comparable(entry, base)];
    }),
  );
}
