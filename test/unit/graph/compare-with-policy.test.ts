import assert from 'node:assert/strict';
import { finished } from '../../../src/base/time-slices';
import { explainConnection } from '../../../src/features/explanation/explain';
import { dataOf, profileNamed } from '../../../src/cluster/model/indexes';
import { MeasurementHistory } from '../../../src/features/graph/state/facts/measurement-history';
import { graphState, type GraphConnection, type Overlay } from '../../../src/features/graph/state/model';
import { connectionOf } from '../../../src/features/graph/state/pair';
import type { GraphEdge } from '../../../src/features/graph/protocol/elements';
import type { Graph } from '../../../src/features/graph/protocol/state';
import { scopeOf } from '../../../src/features/graph/state/scope';
import type { Rule } from '../../../src/policy/calico1/rule';
import { draftOf } from '../../../src/app/preview/draft';
import { answered, app, demo, NETWORKS, UI_OPEN, UI_TO_PROBE, type DemoName, type DemoOptions } from './demo-cluster';

const idOf = (name: DemoName) => NETWORKS.find((network) => network.name === name)?.id ?? '';
const CLIENT_TO_FRONTEND: Rule = { action: 'allow', protocol: 'tcp', src_tag: idOf('client'), dst_ports: [9000] };
const OPEN = { 'management-ui': [UI_OPEN], client: [UI_TO_PROBE], frontend: [UI_TO_PROBE], backend: [UI_TO_PROBE] };
const CONNECTED = { ...OPEN, frontend: [UI_TO_PROBE, CLIENT_TO_FRONTEND] };
/** The tutorial's own last step, with its wrong port. */
const MISTAKEN = { ...OPEN, frontend: [UI_TO_PROBE, { ...CLIENT_TO_FRONTEND, dst_ports: [9001] }] };

const START = Date.parse('2016-04-11T13:00:00Z');
const seconds = (count: number) => START + count * 1000;

type Connected = Extract<GraphConnection, { state: 'connected' }>;

/** The demo at a time; its policy is unchanged since the start by default. */
function at(
  moment: number,
  inbound: DemoOptions['inbound'],
  reach: readonly string[],
  {
    policySince = START,
    silent = [],
    ...more
  }: { policySince?: number; silent?: readonly string[] } & Partial<DemoOptions> = {},
): Connected {
  const connection = demo({ inbound: inbound ?? {}, observation: answered(reach, silent, moment), ...more });
  assert.ok(connection.state === 'connected');
  return { ...connection, policySince };
}

function graphOf(connection: GraphConnection, overlay: Partial<Overlay> = {}): Graph {
  const state = graphState(connection, { measurementHistory: new MeasurementHistory(), ...overlay });
  assert.ok(state.kind === 'graph');
  return state;
}

function edgeOf({ edges }: Graph, from: string, to: string): GraphEdge {
  const edge = edges.find((candidate) => candidate.from === from && candidate.to === to);
  assert.ok(edge, `${from}→${to}`);
  return edge;
}

/** The comparison of an edge: expected and agreement. */
function judgement(graph: Graph, from = 'C', to = 'F'): string {
  const { judgement: judged } = edgeOf(graph, from, to);
  return judged ? `${judged.expected} ${judged.agreement}` : 'unjudged';
}

describe('comparison of a measurement with policy', () => {
  it('agrees if policy allows or drops the connection as measured', () => {
    const graph = graphOf(at(seconds(300), CONNECTED, ['C→F']));
    assert.equal(judgement(graph), 'allowed agrees');
    assert.equal(judgement(graph, 'F', 'C'), 'denied agrees');
    assert.equal(judgement(graph, '★', 'F'), 'allowed agrees');
  });

  it('is undefined if the policy or an endpoint is unknown', () => {
    const connection = at(seconds(300), CONNECTED, []);
    assert.equal(
      judgement(graphOf({ ...connection, snapshot: { ...connection.snapshot, policy: { state: 'loading' } } })),
      'unjudged',
    );
    assert.equal(
      judgement(
        graphOf(at(seconds(300), CONNECTED, [], { marathon: { apps: [app('client'), app('management-ui')] } })),
      ),
      'unjudged',
    );
  });

  it('is mixed if policy distinguishes an app’s tasks', () => {
    const [task] = app('frontend').tasks;
    assert.ok(task);
    const apps = [
      app('client'),
      { ...app('frontend'), tasks: [task, { ...task, id: 'frontend.2', addresses: ['192.168.0.3'] }] },
      app('management-ui'),
    ];
    assert.equal(judgement(graphOf(at(seconds(300), CONNECTED, ['C→F'], { marathon: { apps } }))), 'mixed agrees');
  });

  it('is pending after a rule change until it can be measured, then late, then blocked', () => {
    const measurementHistory = new MeasurementHistory();
    const judged = (
      moment: number,
      reach: readonly string[],
      policySince: number,
      inbound: DemoOptions['inbound'] = CONNECTED,
    ) => judgement(graphOf(at(moment, inbound, reach, { policySince }), { measurementHistory }));
    assert.equal(judged(seconds(300), [], START, OPEN), 'denied agrees');
    assert.equal(judged(seconds(301), [], seconds(301)), 'allowed pending');
    // The probe's period and the collector's are 5 s each.
    assert.equal(judged(seconds(311), [], seconds(301)), 'allowed pending');
    assert.equal(judged(seconds(313), [], seconds(301)), 'allowed late');
    assert.equal(judged(seconds(450), [], seconds(301)), 'allowed late');
    assert.equal(judged(seconds(452), [], seconds(301)), 'allowed blocked');
    assert.equal(judged(seconds(453), ['C→F'], seconds(301)), 'allowed agrees');
  });

  it('is immediately blocked if a measurement changes long after the rules did', () => {
    const measurementHistory = new MeasurementHistory();
    graphOf(at(seconds(20), CONNECTED, ['C→F']), { measurementHistory });
    const edge = edgeOf(graphOf(at(seconds(30), CONNECTED, []), { measurementHistory }), 'C', 'F');
    assert.deepEqual([edge.judgement?.agreement, edge.judgement?.since], ['blocked', seconds(30)]);
  });

  it('is open if something passes that policy denies, with likely reasons', () => {
    const edge = edgeOf(graphOf(at(seconds(300), OPEN, ['C→F'])), 'C', 'F');
    assert.equal(edge.judgement?.agreement, 'open');
    assert.match(
      edge.judgement.reasons.join(' '),
      /Both run on calico-mesos-02.*Felix on the agent may not have applied.*established before the rule/,
    );
  });

  it('lists the likeliest reason for a blocked connection first', () => {
    const reasons = (change: Parameters<typeof app>[1], silent: readonly string[] = []) => {
      const apps = ['client', 'frontend', 'backend', 'management-ui'].map((name) =>
        app(name as DemoName, name === 'frontend' ? change : {}),
      );
      return edgeOf(graphOf(at(seconds(300), CONNECTED, [], { silent, marathon: { apps } })), 'C', 'F').judgement
        ?.reasons[0];
    };
    assert.equal(reasons({ running: 0 }), 'No task of frontend is running.');
    assert.equal(
      reasons({ command: '/star/target/debug/star-probe --http-port=8080' }, ['F']),
      'frontend is not known to listen on 9000, only on 8080.',
    );
    assert.equal(reasons({}), 'frontend may not be listening on 9000.');
  });

  it('is unmeasured for an edge without a measurement', () => {
    const apps = [
      app('client', { tasks: app('client').tasks.map((task) => ({ ...task, startedAt: '2016-04-11T12:59:58Z' })) }),
      app('frontend'),
      app('backend'),
      app('management-ui'),
    ];
    assert.equal(judgement(graphOf(at(START, CONNECTED, [], { marathon: { apps } }))), 'allowed unmeasured');
  });

  it('forgets removed edges', () => {
    const measurementHistory = new MeasurementHistory();
    graphOf(at(seconds(300), CONNECTED, ['C→F']), { measurementHistory });
    graphOf(
      {
        ...at(seconds(301), CONNECTED, []),
        snapshot: {
          ...at(0, CONNECTED, []).snapshot,
          observation: { state: 'answered', at: seconds(301), resources: [{ id: 'X', targets: null }] },
        },
      },
      { measurementHistory },
    );
    // Former results don't count: the rules are as old as the store.
    assert.equal(
      judgement(graphOf(at(seconds(302), CONNECTED, [], { policySince: seconds(295) }), { measurementHistory })),
      'allowed pending',
    );
  });
});

describe('the rule at the cursor', () => {
  const lit = (inbound: DemoOptions['inbound'], place: NonNullable<Overlay['focus']>) =>
    graphOf(at(seconds(300), inbound, []), { focus: place })
      .edges.filter((edge) => edge.lit)
      .map(({ from, to }) => `${from}→${to}`);

  it('highlights the edges that it decides', () => {
    assert.deepEqual(lit(CONNECTED, { profile: idOf('frontend'), direction: 'inbound', position: 2 }), ['C→F']);
    assert.deepEqual(lit(CONNECTED, { profile: idOf('frontend'), direction: 'inbound', position: 1 }), ['★→F']);
    assert.deepEqual(lit(CONNECTED, { profile: idOf('client'), direction: 'outbound', position: 1 }), ['C→B', 'C→F']);
  });

  it('highlights nothing if it decides no probed connection', () =>
    assert.deepEqual(lit(MISTAKEN, { profile: idOf('frontend'), direction: 'inbound', position: 2 }), []));
});

describe('a preview in the graph', () => {
  const preview = (connection: Connected, name: DemoName, inbound: readonly Rule[]) => {
    const { snapshot } = connection;
    const profile = profileNamed(idOf(name), dataOf(snapshot.policy));
    assert.ok(profile?.kind === 'profile');
    const draft = draftOf('draft', [{ ...profile, inbound }]);
    const effect = finished(draft.calculate(snapshot));
    assert.ok(effect);
    return graphOf(connection, { preview: { draft, effect } });
  };
  const shown = (graph: Graph) =>
    graph.edges.flatMap(({ from, to, kind, preview: effect }) =>
      effect ? [`${from}→${to} ${kind} ${effect.effect}: ${effect.text}`] : [],
    );

  it('marks the probed edges that would open or close', () => {
    assert.deepEqual(shown(preview(at(START, OPEN, []), 'frontend', [UI_TO_PROBE, CLIENT_TO_FRONTEND])), [
      'C→F probe opens: opens on 9000',
    ]);
    assert.deepEqual(shown(preview(at(START, CONNECTED, []), 'frontend', [UI_TO_PROBE])), [
      'C→F probe closes: closes on 9000',
    ]);
  });

  it('shows if another port than the probed one opens', () => {
    assert.deepEqual(shown(preview(at(START, OPEN, []), 'frontend', MISTAKEN.frontend)), [
      'C→F probe elsewhere: opens on 9001, but the probe uses 9000',
    ]);
  });

  it('draws ghosts for unprobed pairs, and counts everything', () => {
    const graph = preview(at(START, OPEN, []), 'management-ui', [
      UI_OPEN,
      { action: 'allow', protocol: 'tcp', src_tag: idOf('client'), dst_ports: [9000] },
    ]);
    assert.deepEqual(shown(graph), ['C→★ ghost opens: opens on 9000']);
    assert.deepEqual(graph.preview, {
      title: 'draft',
      opened: 1,
      closed: 0,
      opens: ['client → management-ui:9000'],
      closes: [],
    });
  });
});

describe('the explanation of an edge', () => {
  const connection = at(seconds(300), MISTAKEN, []);
  const { snapshot, collector } = connection;
  const request = connectionOf({ from: 'C', to: 'F' }, graphOf(connection), scopeOf(snapshot, collector));

  it('uses the probed port', () => assert.deepEqual([request?.protocol, request?.port], ['tcp', 9000]));

  it('uses the port that a star listens on if nothing probes it', () => {
    const asked = (from: string, to: string) =>
      connectionOf({ from, to }, graphOf(connection), scopeOf(snapshot, collector))?.port;
    assert.deepEqual([asked('C', '★'), asked('★', 'F')], [9001, 9000]);
    assert.equal(asked('C', 'nobody'), undefined);
  });

  it('names the wrong port, and suggests the right one with what it opens', () => {
    assert.ok(request);
    const explained = explainConnection(request, snapshot);
    assert.equal(explained?.view.title, 'client → frontend');
    assert.equal(explained.view.verdict, 'deny');
    const [first] = explained.view.misses;
    assert.match(first?.text ?? '', /would match except for the port: it specifies 9001, but the flow uses 9000/);
    assert.deepEqual(first?.change?.lists, [
      {
        title: 'frontend, inbound',
        blocks: [
          [
            { mark: 'same', position: 1, text: 'allow tcp from tag management-ui to ports 9000' },
            { mark: 'removed', position: 2, text: 'allow tcp from tag client to ports 9001' },
            { mark: 'added', position: 2, text: 'allow tcp from tag client to ports 9001,9000' },
          ],
        ],
      },
    ]);
    assert.deepEqual([first.change.opens, first.change.closes], [['client → frontend:9000'], []]);
  });

  it('shows both halves completely', () => {
    const halves = request && explainConnection(request, snapshot)?.view.halves;
    assert.deepEqual(
      halves?.map(({ title, verdict }) => `${title}: ${verdict}`),
      ['Out of client: allow', 'Into frontend: deny'],
    );
    assert.ok(
      halves.every(({ steps }) => steps.filter(({ decides }) => decides).length === 1 && steps.at(-1)?.decides),
    );
  });

  it('suggests how to block an allowed connection', () => {
    const allowed = explainConnection(
      { from: request?.from ?? '', to: request?.to ?? '', protocol: 'tcp', port: 9001 },
      snapshot,
    );
    assert.equal(allowed?.view.verdict, 'allow');
    assert.deepEqual(allowed.view.blocks[0]?.closes, ['client → frontend:9001']);
    assert.equal(allowed.offers.size, allowed.view.blocks.length);
  });
});
