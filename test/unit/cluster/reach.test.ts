import assert from 'node:assert/strict';
import { compiledOf } from '../../../src/cluster/analysis/compiled';
import { reachOf } from '../../../src/cluster/analysis/reach';
import { shopPolicy } from './calico3-cluster';

describe('Answers for all pairs', () => {
  const ask = (port: number) => reachOf(compiled, { protocol: 'tcp', ports: [port], outside: [] });
  const compiled = compiledOf(shopPolicy());

  it('are kept for the same question, unless several others came since', () => {
    const first = ask(1);
    assert.equal(ask(1), first);
    for (let port = 2; port < 9; port += 1) ask(port);
    assert.equal(ask(1), first);
    ask(9);
    assert.notEqual(ask(1), first);
    assert.deepEqual(ask(1).layers.get(1)?.allowed, first.layers.get(1)?.allowed);
  });
});
