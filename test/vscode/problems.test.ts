import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Session } from '../../src/cluster/connection/session';
import { MeasurementHistory } from '../../src/features/graph/state/facts/measurement-history';
import { graphState } from '../../src/features/graph/state/model';
import { Problems } from '../../src/features/graph/problems/problems';
import type { GraphState } from '../../src/features/graph/protocol/state';
import { answered, demo, UI_OPEN, UI_TO_PROBE } from '../unit/graph/demo-cluster';

const OPEN = { 'management-ui': [UI_OPEN], client: [UI_TO_PROBE], frontend: [UI_TO_PROBE], backend: [UI_TO_PROBE] };
const state = (...reach: string[]) =>
  graphState(demo({ inbound: OPEN, observation: answered(reach) }), { measurementHistory: new MeasurementHistory() });
const ours = () =>
  vscode.languages
    .getDiagnostics()
    .flatMap(([uri, found]) =>
      found
        .filter(({ code }) => code === 'seen-not-allowed' || code === 'allowed-not-seen')
        .map(({ message }) => `${uri.path}: ${message}`),
    );

describe('mismatches in the Problems panel', () => {
  const connection = demo({ inbound: OPEN });
  assert.ok(connection.state === 'connected');
  const session = {
    connection: { state: 'connected', definition: { name: 'Prague', etcd: [] } },
    snapshot: connection.snapshot,
  } as unknown as Session;
  const changed = new vscode.EventEmitter<undefined>();
  let shown: GraphState = state();
  let watched = 0;
  const host = {
    get state() {
      return shown;
    },
    onDidChange: changed.event,
    watchObservation: () => {
      watched += 1;
      return { dispose: () => (watched -= 1) };
    },
  };

  it('appear at the deciding rules while they last', () => {
    const problems = new Problems({ session }, host);
    assert.equal(watched, 1);
    assert.deepEqual(ours(), []);
    shown = state('C→F');
    changed.fire(undefined);
    const [first, ...others] = ours();
    assert.deepEqual(others, []);
    assert.match(
      first ?? '',
      /^\/Prague\/frontend\.calico-rules: client → frontend \(http:.*:9000\/status\) is observed since .* but not allowed by policy\. Both run on/,
    );
    shown = state();
    changed.fire(undefined);
    assert.deepEqual(ours(), []);
    shown = state('C→F');
    changed.fire(undefined);
    problems.dispose();
    assert.deepEqual([ours(), watched], [[], 0]);
  });
});
