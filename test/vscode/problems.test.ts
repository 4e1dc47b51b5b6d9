import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Session } from '../../src/cluster/connection/session';
import { MeasurementHistory } from '../../src/features/graph/state/facts/measurement-history';
import { graphState } from '../../src/features/graph/state/model';
import { ProblemsOfClusters } from '../../src/features/graph/problems/of-clusters';
import type { ObservedGraph } from '../../src/features/graph/problems/problems';
import type { GraphState } from '../../src/features/graph/protocol/state';
import { kubernetesCluster, pod } from '../unit/cluster/kubernetes/kubernetes-cluster';
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
        .map(({ message, source }) => `${uri.path}: ${source ?? ''}: ${message}`),
    );

describe('mismatches in the Problems panel', () => {
  const connection = demo({ inbound: OPEN });
  assert.ok(connection.state === 'connected');
  const changed = new vscode.EventEmitter<undefined>();
  const joined = new vscode.EventEmitter<Session>();
  let shown: GraphState = state();
  let watched = 0;
  const graph: ObservedGraph = {
    get state() {
      return shown;
    },
    onDidChange: changed.event,
    watchObservation: () => {
      watched += 1;
      return { dispose: () => (watched -= 1) };
    },
  };
  const sessionOf = (name: string) =>
    ({
      connection: { state: 'connected', definition: { name, etcd: [`http://${name}:1`] }, store: connection },
    }) as unknown as Session;
  const all = [sessionOf('Prague')];

  it('appear at the deciding rules of every connected cluster while they last', () => {
    const problems = new ProblemsOfClusters({ all, onDidChange: joined.event }, () => graph);
    assert.equal(watched, 1);
    assert.deepEqual(ours(), []);
    shown = state('C→F');
    changed.fire(undefined);
    const [first, ...others] = ours();
    assert.deepEqual(others, []);
    assert.match(
      first ?? '',
      /^\/Prague\/frontend\.calico-rules: calico in Prague: client → frontend \(http:.*:9000\/status\) is observed since .* but not allowed by policy\. Both run on/,
    );
    const brno = sessionOf('Brno');
    all.push(brno);
    joined.fire(brno);
    assert.deepEqual(
      ours()
        .map((text) => text.split(': client')[0])
        .sort(),
      ['/Brno/frontend.calico-rules: calico in Brno', '/Prague/frontend.calico-rules: calico in Prague'],
    );
    all.shift();
    joined.fire(brno);
    assert.deepEqual([ours().length, watched], [1, 1]);
    shown = state();
    changed.fire(undefined);
    assert.deepEqual(ours(), []);
    shown = state('C→F');
    changed.fire(undefined);
    problems.dispose();
    assert.deepEqual([ours(), watched], [[], 0]);
  });

  it('appear at the policy of Kubernetes that decides', () => {
    const policy = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'deny', namespace: 'shop' },
      spec: { podSelector: {}, policyTypes: ['Ingress'] },
    };
    const snapshot = kubernetesCluster([policy, pod('web', 'shop', 'web', '10.0.0.1')]);
    const measured = state('C→F');
    assert.ok(measured.kind === 'graph');
    const policies = { inbound: ['default/shop/deny'], outbound: [] };
    shown = { ...measured, nodes: measured.nodes.map((node) => ({ ...node, profiles: [], policies })) };
    const definition = { name: 'Shop', context: 'shop' };
    const session = { connection: { state: 'connected', definition, store: { snapshot } } } as unknown as Session;
    const problems = new ProblemsOfClusters({ all: [session], onDidChange: joined.event }, () => graph);
    assert.match(
      ours().join(),
      /^\/Shop\/object\/networking\.k8s\.io\/NetworkPolicy\/shop\/deny\.calico\.yaml: calico in Shop: client → frontend/,
    );
    problems.dispose();
  });
});
