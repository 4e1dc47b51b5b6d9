import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { ClusterError } from '../../../../src/cluster/connection/errors';
import { OptionalRequest } from '../../../../src/cluster/marathon/optional-request';
import { RetryBackoff } from '../../../../src/base/backoff';

describe('an optional request', () => {
  let now = 0;
  beforeEach(() => {
    now = 0;
    mock.method(performance, 'now', () => now);
  });
  afterEach(() => mock.restoreAll());

  /** The seconds at which the request is sent if it is needed each second. */
  const asked = async (until: number, answer: (second: number) => void): Promise<readonly number[]> => {
    const seconds: number[] = [];
    const question = new OptionalRequest(() => {
      seconds.push(now / 1_000);
      return Promise.resolve(now / 1_000).then(answer);
    });
    for (; now <= until * 1_000; now += 1_000) await question.ask();
    return seconds;
  };

  it('is retried less and less often after a rejection, at least every ten minutes', async () => {
    const refused = () => {
      throw new ClusterError('forbidden', 'No.');
    };
    assert.deepEqual(await asked(2_500, refused), [0, 15, 45, 105, 225, 465, 945, 1_545, 2_145]);
  });

  it('is sent every time after a response, and backs off again after the next rejection', async () => {
    const refusing = new Set([0, 15, 47]);
    const seconds = await asked(63, (second) => {
      if (refusing.has(second)) throw new ClusterError('forbidden', 'No.');
    });
    assert.deepEqual(seconds, [0, 15, 45, 46, 47, 62, 63]);
  });

  it('returns the last rejection between retries', async () => {
    const error = new ClusterError('forbidden', 'No.');
    const question = new OptionalRequest(() => Promise.reject(error));
    await question.ask();
    assert.deepEqual(await question.ask(), { error });
  });

  it('is retried immediately after a cancellation', async () => {
    const answers = [() => Promise.reject(new ClusterError('cancelled', 'Canceled.')), () => Promise.resolve('1.5.2')];
    const question = new OptionalRequest(() => answers.shift()!());
    await assert.rejects(question.ask(), { kind: 'cancelled' });
    assert.deepEqual(await question.ask(), { value: '1.5.2' });
  });
});

describe('retry backoff', () => {
  it('doubles up to the maximum, and starts over', () => {
    const backoff = new RetryBackoff(500, 3_000);
    assert.deepEqual(
      [backoff.next(), backoff.next(), backoff.next(), backoff.next(), backoff.next()],
      [500, 1_000, 2_000, 3_000, 3_000],
    );
    backoff.reset();
    assert.equal(backoff.next(), 500);
  });
});
