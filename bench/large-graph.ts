// `npm run bench large-graph`: what the host does for the collapsed graph of a large cluster.
import { finished } from '../src/base/time-slices';
import { draftOf, type Draft } from '../src/app/preview/draft';
import type { PolicyData, Snapshot } from '../src/cluster/model/snapshot';
import { StatePublisher } from '../src/features/graph/panels/state-publisher';
import type { StateMessage } from '../src/features/graph/protocol/messages';
import type { Graph } from '../src/features/graph/protocol/state';
import { MeasurementHistory } from '../src/features/graph/state/facts/measurement-history';
import { graphState, type Overlay } from '../src/features/graph/state/model';
import { largeCluster } from '../test/fixtures/large-cluster';
import { calico3Policy } from '../test/unit/cluster/calico3-cluster';
import { snapshot } from '../test/unit/cluster/fixtures';
import { isCalicoPolicy } from '../src/policy/resources';
import { print, spent } from './measure';

const RUNS = 5;
const KEYSTROKES = 25;
const BEGIN = {
  defaults: { markers: true, layout: 'force', labels: 'profile' },
  savedLayout: { pins: {}, colours: {} },
  panel: { cluster: null },
} as const;

const objects = largeCluster({ pods: 10_000, namespaces: 500, policies: 1_000 });
const sent: StateMessage[] = [];
const publisher = new StatePublisher(
  (message) => sent.push(message),
  () => BEGIN,
);
let current: Snapshot | undefined;

const first = Array.from({ length: RUNS }, () => {
  const policy = calico3Policy(objects);
  current = snapshot({ policy });
  return spent(() => publisher.start(graphOf(current)))[0];
});
const groups = graphOf(current).nodes.flatMap(({ id, kind }) => (kind === 'group' ? [id] : []));
const opened = groups
  .slice(0, RUNS)
  .map((group) => spent(() => publisher.update(graphOf(current, { expanded: new Set([group]) })))[0]);
const typed = Array.from({ length: KEYSTROKES }, (_, index) => 8_000 + index).map((port) => {
  const draft = drafted(port);
  return spent(() => {
    const effect = current && finished(draft.calculate(current));
    if (!effect) throw new Error('The policy is unknown.');
    publisher.update(graphOf(current, { preview: { draft, effect } }));
  })[0];
});

print('Graph of 10,000 pods, 500 namespaces and 1,000 policies on the host, ms of the processor', [
  { name: 'first picture', values: first, bar: 1_500 },
  { name: 'a group is opened', values: opened, bar: 100 },
  { name: 'preview of a keystroke', values: typed.slice(1), bar: 50 },
  { name: 'first message, KB', values: [JSON.stringify(sent[0]).length / 1024] },
]);

function graphOf(of: Snapshot | undefined, overlay: Partial<Overlay> = {}): Graph {
  if (!of) throw new Error('There is no cluster.');
  const graph = graphState(
    { state: 'connected', name: 'bench', policySince: 0, snapshot: of },
    { measurementHistory: new MeasurementHistory(), ...overlay },
  );
  if (graph.kind !== 'graph') throw new Error(graph.reason);
  return graph;
}

/** A policy of one namespace with another port, as it is being typed. */
function drafted(port: number): Draft {
  const { resources }: Partial<PolicyData> = current?.policy.state === 'ready' ? current.policy.data : {};
  const stored = resources?.stored.find(({ id }) => id.kind === 'NetworkPolicy');
  if (stored?.read.state !== 'decoded' || !isCalicoPolicy(stored.read.object)) throw new Error('There is no policy.');
  const { object } = stored.read;
  const ingress = object.spec?.ingress?.map((rule) => ({ ...rule, destination: { ports: [port] } })) ?? [];
  return draftOf('bench', [], [], [], [{ id: stored.id, object: { ...object, spec: { ...object.spec, ingress } } }]);
}
