import assert from 'node:assert/strict';
import { ClusterError, isClusterError } from '../../../../src/cluster/connection/errors';
import { settle, type Fate } from '../../../../src/cluster/connection/outcome';
import { speedUp, type Clock } from '../../../faults/clock';

const lost = () =>
  Promise.reject(new ClusterError('unreachable', 'The connection broke.', undefined, undefined, { uncertain: true }));

describe('settle', () => {
  let clock: Clock;
  before(() => (clock = speedUp()));
  after(() => clock.restore());

  it('resolves with the response without reading', async () => {
    let readings = 0;
    const value = await settle({
      subject: 'It',
      write: () => Promise.resolve(7),
      find: () => (readings++, Promise.resolve({ kind: 'unknown' })),
    });
    assert.deepEqual([value, readings], [7, 0]);
  });

  it('throws a certain failure without reading', async () => {
    let readings = 0;
    const refused = new ClusterError('invalid', 'No.');
    await assert.rejects(
      settle({
        subject: 'It',
        write: () => Promise.reject(refused),
        find: () => (readings++, Promise.resolve({ kind: 'unknown' })),
      }),
      refused,
    );
    assert.equal(readings, 0);
  });

  it('never writes twice, and resolves when reading shows the change', async () => {
    let writes = 0;
    const fates: Fate<string>[] = [{ kind: 'not-made' }, { kind: 'made', value: 'late' }];
    const value = await settle({
      subject: 'It',
      write: () => (writes++, lost()),
      find: () => Promise.resolve(fates.shift()!),
    });
    assert.deepEqual([value, writes], ['late', 1]);
  });

  it('reports a change as not made if all reads agree', async () => {
    await assert.rejects(
      settle({ subject: 'The rule', write: lost, find: () => Promise.resolve({ kind: 'not-made' }) }),
      (error) => {
        assert.ok(isClusterError(error));
        assert.equal(error.kind, 'unreachable');
        assert.equal(error.uncertain, false);
        assert.equal(error.message, 'The rule was not changed. The connection broke.');
        return true;
      },
    );
  });

  it('reports an unknown outcome with a check that resolves it later, and announces the result', async () => {
    const later: { fate?: Fate<string> } = {};
    const made: string[] = [];
    const find = () => (later.fate ? Promise.resolve(later.fate) : Promise.reject(new Error('still away')));
    const error: unknown = await settle({
      subject: 'The rule',
      write: lost,
      find,
      onFound: (fate) => fate.kind === 'made' && made.push(fate.value) > 0,
    }).catch((reason: unknown) => reason);
    assert.ok(isClusterError(error) && error.kind === 'unknown-outcome' && error.check);
    later.fate = { kind: 'made', value: 'x' };
    assert.equal(await error.check(), 'The rule was changed.');
    assert.deepEqual(made, ['x']);
  });
});
