import assert from 'node:assert/strict';
import { contend } from '../../../../src/cluster/etcd/contend';
import { isClusterError } from '../../../../src/cluster/connection/errors';

const pauses = { initialDelay: 0, maxDelay: 0 };

describe('contend', () => {
  it('retries a change until it wins the race', async () => {
    const results = [undefined, undefined, 'won'];
    assert.equal(
      await contend({ subject: 'It', attempt: () => Promise.resolve(results.shift()), current: () => [], pauses }),
      'won',
    );
    assert.deepEqual(results, []);
  });

  it('gives up after 40 lost races, and names the conflicting change', async () => {
    let attempts = 0;
    const attempt = () => {
      attempts += 1;
      return Promise.resolve(undefined);
    };
    const current = () => [
      { key: '/a/tags', value: '[]', revision: '9' },
      { key: '/a/rules', value: '{}', revision: '10' },
    ];
    await assert.rejects(contend({ subject: 'The profile a', attempt, current, pauses }), (error) => {
      assert.ok(isClusterError(error) && error.kind === 'conflict');
      assert.match(
        error.message,
        /^The profile a was not changed: others changed it 40 times in \d+\.\d s, each time before this change was written\. The last change seen was to \/a\/rules at revision 10\. etcd does not record who made it\.$/,
      );
      return true;
    });
    assert.equal(attempts, 40);
  });

  it('can be cancelled between attempts', async () => {
    const cancel = new AbortController();
    const attempt = () => (cancel.abort(), Promise.resolve(undefined));
    await assert.rejects(contend({ subject: 'It', attempt, current: () => [], signal: cancel.signal }), {
      kind: 'cancelled',
      message: 'The change was canceled. It was not changed.',
    });
  });
});
