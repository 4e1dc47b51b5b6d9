import assert from 'node:assert/strict';
import { lineIn, textOf, type DocumentPlace } from '../../../src/app/rules-uri/rule-lines';
import type { Snapshot } from '../../../src/cluster/model/snapshot';
import { explainConnection } from '../../../src/features/explanation/explain';
import type { ExplanationView } from '../../../src/features/explanation/protocol';
import { MeasurementHistory } from '../../../src/features/graph/state/facts/measurement-history';
import { graphState } from '../../../src/features/graph/state/model';
import { connectionOf } from '../../../src/features/graph/state/pair';
import { scopeOf } from '../../../src/features/graph/state/scope';
import { answered, demo, NETWORKS, UI_TO_PROBE } from '../graph/demo-cluster';
import { inShop, shop } from '../cluster/calico3-cluster';

/** Tells the explanation of a connection with the lines of its rules, and what stands in those lines. */
function told(request: Parameters<typeof explainConnection>[0], snapshot: Snapshot) {
  const seen = new Map<number, string>();
  const { view, withLines } = explainConnection(request, snapshot) ?? assert.fail();
  const lined = withLines((place) => {
    const text = textOf(place as DocumentPlace, snapshot) ?? assert.fail();
    const line = lineIn(text, place as DocumentPlace, snapshot);
    if (line === undefined) return undefined;
    seen.set(line + 1, text.split('\n')[line]?.trim() ?? '');
    return line + 1;
  });
  return { before: textsOf(view), texts: textsOf(lined), seen };
}

const textsOf = ({ halves, misses }: ExplanationView) => [
  ...halves.flatMap(({ steps }) => steps.map(({ text }) => text)),
  ...misses.map(({ text }) => text),
];

/** The texts that tell a line, each with what stands there. */
const linesIn = (texts: readonly string[], seen: ReadonlyMap<number, string>) =>
  texts.flatMap((text) =>
    [...text.matchAll(/(\S+) \(line (\d+)\)/g)].map(
      ([, place, line]) => `${place ?? ''}: ${seen.get(Number(line)) ?? ''}`,
    ),
  );

describe('the lines of rules in explanations', () => {
  const web = { from: 'node1/k8s/shop/web-1/eth0', to: 'node1/k8s/shop/db-1/eth0', protocol: 'tcp' } as const;
  const rules = shop(
    inShop('NetworkPolicy', 'networkpolicies', 'db', {
      selector: "role == 'db'",
      types: ['Ingress'],
      ingress: [
        { action: 'Deny', protocol: 'UDP' },
        { action: 'Allow', protocol: 'TCP', source: { selector: "role == 'web'" }, destination: { ports: [80] } },
      ],
    }),
  );

  it('stand beside the rules that decide, and nearly did, as their documents show them', () => {
    for (const port of [80, 81]) {
      const { texts, seen } = told({ ...web, port }, rules);
      assert.deepEqual(
        linesIn(texts, seen),
        ['egress[0]: - action: Allow', 'ingress[1]: - action: Allow'],
        texts.join('\n'),
      );
    }
  });

  it('are of the rules of profiles, too', () => {
    const { id } = NETWORKS.find(({ name }) => name === 'client') ?? assert.fail();
    const inbound = [UI_TO_PROBE, { action: 'allow', protocol: 'tcp', src_tag: id, dst_ports: [9001] }] as const;
    const connection = demo({ inbound: { frontend: inbound }, observation: answered([]) });
    assert.ok(connection.state === 'connected');
    const { snapshot, collector } = connection;
    const state = graphState(connection, { measurementHistory: new MeasurementHistory() });
    assert.ok(state.kind === 'graph');
    const request = connectionOf({ from: 'C', to: 'F' }, state, scopeOf(snapshot, collector)) ?? assert.fail();
    for (const port of [9000, 9001]) {
      const { texts, seen } = told({ ...request, port }, snapshot);
      assert.ok(linesIn(texts, seen).includes('2: allow tcp from tag client to ports 9001'), texts.join('\n'));
    }
  });

  it('are not told while they are unknown', () => {
    const { before, texts } = told({ ...web, port: 80 }, rules);
    assert.deepEqual(
      before,
      texts.map((text) => text.replace(/ \(line \d+\)/, '')),
    );
    assert.notDeepEqual(before, texts);
  });
});
