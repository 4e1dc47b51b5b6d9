import assert from 'node:assert/strict';
import { viewOf } from '../../../src/features/explanation/changes';
import type { Rule } from '../../../src/policy/calico1/rule';
import { demoSnapshot } from '../graph/demo-cluster';

const port = (number: number): Rule => ({ action: 'allow', protocol: 'tcp', dst_ports: [number] });
const before = Array.from({ length: 12 }, (_, index) => port(index + 1));

/** An edited list as the page shows it: sign, position and port of each line. */
function blocks(after: readonly Rule[]): readonly string[][] {
  const change = {
    edits: [],
    drafts: [],
    policies: [],
    objects: [],
    lists: [{ profile: 'web', direction: 'inbound' as const, before, after }],
  };
  const [list] = viewOf('c', 'Change', change, demoSnapshot()).lists;
  const signs = { same: ' ', added: '+', removed: '-' };
  return (list?.blocks ?? []).map((lines) =>
    lines.map(({ mark, position, text }) => `${signs[mark]}${position} ${/\d+$/.exec(text)?.[0] ?? ''}`),
  );
}

describe('the diff of a change', () => {
  it('has two lines around each edit, with positions of the respective list', () => {
    assert.deepEqual(blocks([...before.slice(0, 5), port(80), ...before.slice(6)]), [
      [' 4 4', ' 5 5', '-6 6', '+6 80', ' 7 7', ' 8 8'],
    ]);
  });

  it('has separate blocks for separate edits', () => {
    assert.deepEqual(blocks([port(80), ...before.slice(0, 11)]), [
      ['+1 80', ' 2 1', ' 3 2'],
      [' 11 10', ' 12 11', '-12 12'],
    ]);
  });

  it('is empty if nothing changes', () => {
    assert.deepEqual(blocks(before), []);
  });
});
