import assert from 'node:assert/strict';
import { parsePointer, starsOf } from '../../../src/features/graph/state/pointer';

const star = (id: string, address: string, app?: string, ...profiles: readonly string[]) => ({
  id,
  addresses: [address],
  ...(app !== undefined && { app }),
  profiles: profiles.map((profile) => ({ id: profile, name: profile })),
});
const nodes = [star('a', '10.0.0.1', '/x', 'p'), star('b', '10.0.0.2', '/x', 'p'), star('c', '10.0.0.3', '/y', 'p')];
const at = (pointer: object) => starsOf({ name: 'it', filter: '', ...pointer }, nodes);

describe('stars of a row', () => {
  it('are found by address, else by app, else by profile', () => {
    assert.deepEqual(at({ addresses: ['10.0.0.2'], app: '/x' }), ['b']);
    assert.deepEqual(at({ addresses: ['10.0.0.9'], app: '/x' }), ['a', 'b']);
    assert.deepEqual(at({ app: '/z', profile: 'p' }), ['a', 'b', 'c']);
    assert.deepEqual(at({ addresses: [] }), []);
  });

  it('are read from arguments of the command only', () => {
    assert.deepEqual(parsePointer({ name: 'it', filter: 'app:/x', app: '/x' }), {
      name: 'it',
      filter: 'app:/x',
      app: '/x',
    });
    for (const other of [undefined, 'beside', {}, { name: 'it' }]) assert.equal(parsePointer(other), undefined);
  });
});
