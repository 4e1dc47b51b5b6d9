import assert from 'node:assert/strict';
import type { Snapshot } from '../../../src/cluster/model/snapshot';
import { Branch } from '../../../src/features/tree/branch';
import type { Findings } from '../../../src/features/tree/findings';
import { profile, snapshot } from '../cluster/fixtures';

const clusterOf = (...profiles: readonly string[]) =>
  snapshot({ policy: { profiles: profiles.map((name) => profile(name, [{ action: 'allow' }])), endpoints: [] } });

const nothing = { dispose: () => undefined };
const findings = {
  onDidChange: () => nothing,
  of: () => [],
  ofObject: () => [],
  ...nothing,
} satisfies Partial<Findings> as unknown as Findings;

describe('The rows of a cluster', () => {
  it('are those of the state that is current once they are made', async () => {
    const session: { connection: { state: 'disconnected' }; snapshot: Snapshot | undefined } = {
      connection: { state: 'disconnected' },
      snapshot: clusterOf('a', 'b'),
    };
    const branch = new Branch(session, undefined, findings, { of: () => undefined }, () => undefined);
    const made = branch.children({ kind: 'profiles' });
    session.snapshot = clusterOf('b', 'c');
    assert.deepEqual(
      (await made).map((node) => branch.row(node)?.label),
      ['b', 'c'],
    );
    session.snapshot = undefined;
    assert.deepEqual(await branch.children({ kind: 'profiles' }), []);
    branch.dispose();
  });
});
