import assert from 'node:assert/strict';
import fc from 'fast-check';
import { exportName, timeInName } from '../../../../src/app/export-file';
import { graphCsv } from '../../../../src/features/graph/export/csv';
import { graphFile } from '../../../../src/features/graph/export/json';
import { PageAnswers } from '../../../../src/features/graph/export/page-answers';
import { readOnly } from '../../../../src/features/graph/state/read-only';
import type { GraphEdge } from '../../../../src/features/graph/protocol/elements';
import { readPanel, type ToPage } from '../../../../src/features/graph/protocol/messages';
import { panelTitle } from '../../../../src/features/graph/panels/title';
import { visible, visibleLines } from '../../../../src/base/text/plain';
import type { DrawnNode, Drawing } from '../../../../webview/graph/scene/drawn';
import { dotOf } from '../../../../webview/graph/export/dot';
import { mermaidOf } from '../../../../webview/graph/export/mermaid';
import { densityFor } from '../../../../webview/graph/export/density';
import { xmlText } from '../../../../webview/graph/export/text';
import { titleOf } from '../../../../webview/graph/details/element-text';

const star = (id: string, more: Partial<DrawnNode> = {}): DrawnNode => ({
  id,
  kind: 'probe',
  name: id,
  hosts: [],
  addresses: [],
  profiles: [],
  tags: [],
  answered: true,
  ...more,
});
const edge = (from: string, to: string, state: GraphEdge['state'], more: Partial<GraphEdge> = {}): GraphEdge => ({
  from,
  to,
  kind: 'probe',
  state,
  probes: [],
  ...more,
});
const DRAWING: Drawing = {
  nodes: [
    star('A', { name: 'client' }),
    star('B', { answered: false }),
    star('□ x', { kind: 'outside', name: 'x' }),
    star('g', { kind: 'group', name: 'team', members: ['C', 'D'] }),
  ],
  edges: [
    edge('A', 'B', 'reachable', { judgement: { expected: 'denied', agreement: 'open', reasons: [] } }),
    edge('B', 'A', 'unreachable'),
    edge('A', '□ x', 'unknown'),
  ],
  groups: [{ key: 'profile web', name: 'web', members: ['A', 'B'] }],
};
const subject = (drawing: Drawing, name = 'Prague') => ({
  drawing,
  places: new Map([['A', { x: 10, y: 20 }]]),
  name,
  observedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
});

/** Unusual IDs and names. */
const EVIL = [
  '"',
  '"]',
  ']',
  '-->',
  '`**x**`',
  '<script>alert(1)</script>',
  '&amp;',
  '&lt;',
  '#quot;',
  '#35;',
  '%%{init: {}}%%',
  '\\',
  '\\"',
  '\\N',
  'a\nb',
  '\u0000',
  '\u2028',
  'end',
  'subgraph',
  "';",
  '漢字 🌟',
  '\uD800',
  'n0[x]',
  '}',
  '{',
  '; drop',
];
const text = fc.oneof(
  fc.constantFrom(...EVIL),
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.constantFrom(...EVIL)).map((parts) => parts.join('')),
);
const drawings = fc
  .uniqueArray(
    fc.record({
      id: text,
      name: text,
      kind: fc.constantFrom<DrawnNode['kind']>('probe', 'collector', 'balancer', 'outside', 'group'),
      answered: fc.boolean(),
    }),
    { selector: ({ id }) => id, minLength: 1, maxLength: 8 },
  )
  .chain((nodes) => {
    const id = fc.constantFrom(...nodes.map((node) => node.id));
    return fc.record({
      nodes: fc.constant(nodes.map((node) => star(node.id, node))),
      edges: fc
        .array(fc.tuple(id, id, fc.constantFrom<GraphEdge['state']>('reachable', 'unreachable', 'unknown'), text), {
          maxLength: 12,
        })
        .map((all) =>
          all.map(([from, to, state, words]) => edge(from, to, state, { preview: { effect: 'opens', text: words } })),
        ),
      groups: fc
        .array(fc.tuple(text, fc.uniqueArray(id)), { maxLength: 1 })
        .map((all) => all.map(([name, members]) => ({ key: name, name, members }))),
    });
  });

/** A simple parser of Mermaid: the allowed lines, with labels that end at the next quote. */
const LABEL = '"([^"`<>&%{}]|<br>)*"';
const MERMAID = [
  /^flowchart LR$/,
  /^ {2}acc(Title|Descr): [^\n]+$/,
  new RegExp(`^ {2}subgraph g\\d+\\[${LABEL}\\]$`),
  /^ {2}end$/,
  new RegExp(`^ {2,4}n\\d+(\\(\\(${LABEL}\\)\\)|\\[${LABEL}\\]|\\(${LABEL}\\)|\\(\\[${LABEL}\\]\\))$`),
  new RegExp(`^ {2}n\\d+ (==>|-\\.-x|-\\.-o)\\|${LABEL}\\| n\\d+$`),
  /^ {2}classDef silent stroke-dasharray: 5 4$/,
  /^ {2}class n\d+(,n\d+)* silent$/,
];
/** The label that Mermaid displays. */
const shown = (label: string) =>
  label.replaceAll('<br>', '\n').replaceAll(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));

/** The used part of Graphviz' grammar: identifiers, quoted strings, and operators. Throws on syntax errors. */
function tokensOf(dot: string): readonly string[] {
  const tokens: string[] = [];
  const next = /\s*(?:("(?:[^"\\\n]|\\[^\n])*")|([A-Za-z_]\w*|-?\d+(?:\.\d+)?)|(->|[{}[\];,=]))/y;
  const whole = dot.trimEnd();
  while (next.lastIndex < whole.length) {
    const at = next.lastIndex;
    const match = next.exec(whole);
    if (!match) throw new Error(`invalid DOT at ${at}: ${whole.slice(at, at + 40)}`);
    tokens.push(match[1] ?? match[2] ?? match[3] ?? '');
  }
  return tokens;
}

/** Parses a graph's statements and returns the labels of its nodes. Throws on syntax errors. */
function readDot(dot: string): { readonly labels: ReadonlyMap<string, string>; readonly edges: number } {
  const tokens = [...tokensOf(dot)];
  const labels = new Map<string, string>();
  let edges = 0;
  const next = () => tokens[0];
  const take = (expected?: string) => {
    const token = tokens.shift() ?? assert.fail('unexpected end');
    if (expected !== undefined) assert.equal(token, expected);
    return token;
  };
  const attributes = () => {
    const all = new Map<string, string>();
    if (next() !== '[') return all;
    take('[');
    while (next() !== ']') {
      const name = take();
      take('=');
      all.set(name, take());
      if (next() === ',') take(',');
    }
    take(']');
    return all;
  };
  const statements = () => {
    take('{');
    while (next() !== '}') {
      const name = take();
      if (name === 'subgraph') {
        take();
        statements();
      } else if (next() === '=') {
        take('=');
        take();
        take(';');
      } else {
        const isEdge = next() === '->';
        if (isEdge) {
          take('->');
          take();
          edges += 1;
        }
        const { label } = Object.fromEntries(attributes());
        if (!isEdge && label !== undefined) labels.set(name, label);
        take(';');
      }
    }
    take('}');
  };
  take('digraph');
  take('stars');
  statements();
  assert.deepEqual(tokens, []);
  return { labels, edges };
}
const unquoted = (label: string) =>
  label
    .slice(1, -1)
    .replaceAll(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign))
    .replaceAll('&amp;', '&');

describe('text export of the graph', () => {
  it('is a flowchart that Mermaid can render: shapes, arrows and labels describe each star and edge', () => {
    assert.equal(
      mermaidOf(subject(DRAWING)),
      [
        'flowchart LR',
        '  accTitle: Connectivity in Prague',
        '  accDescr: Measured 2026-01-02 03:04:05 UTC',
        '  subgraph g0["web"]',
        '    n0(("A · client"))',
        '    n1(("B<br>no response"))',
        '  end',
        '  n2["x"]',
        '  n3("team<br>2 stars")',
        '  n0 ==>|"reachable, observed, not allowed"| n1',
        '  n1 -.-x|"unreachable"| n0',
        '  n0 -.-o|"not measured yet"| n2',
        '  classDef silent stroke-dasharray: 5 4',
        '  class n1 silent',
        '',
      ].join('\n'),
    );
  });

  it('tells the ports that policy allows, and that they are calculated', () => {
    const workload = { kind: 'workload' as const, hosts: [], addresses: [], profiles: [], tags: [], answered: true };
    const calculated: Drawing = {
      nodes: [
        { ...workload, id: 'shop/web', name: 'web ×2', namespace: 'shop' },
        { ...workload, id: '=db', name: '=db' },
      ],
      edges: [
        {
          from: 'shop/web',
          to: '=db',
          kind: 'policy',
          state: 'allowed',
          probes: [],
          ports: [
            { first: 80, last: 80 },
            { protocol: 'udp', first: 5000, last: 5010 },
            { protocol: 'icmp', first: 0, last: 0 },
          ],
        },
        { from: '=db', to: 'shop/web', kind: 'policy', state: 'denied', probes: [] },
      ],
      groups: [],
    };
    const mermaid = mermaidOf(subject(calculated));
    assert.match(mermaid, /accDescr: Calculated from policy, 2026-01-02/);
    assert.match(mermaid, /n0 -->\|"allowed by policy, 80, 5000#8211;5010\/udp, ICMP"\| n1/);
    assert.match(mermaid, /n1 -\.-x\|"denied by policy"\| n0/);
    assert.match(dotOf(subject(calculated)), /n1 -> n0 \[style=dashed, arrowhead=box, label="denied by policy"\];/);
    const { edges } = calculated;
    const nodes = calculated.nodes.flatMap(({ kind, ...node }) => (kind === 'group' ? [] : [{ kind, ...node }]));
    assert.equal(
      graphCsv({ nodes, edges: [...edges] }),
      [
        'from,to,kind,state,ports,expected,agreement',
        `shop/web ×2,'=db,policy,allowed,"80, 5000-5010/udp, icmp",,`,
        `'=db,shop/web ×2,policy,denied,,,`,
        '',
      ].join('\r\n'),
    );
    assert.deepEqual(
      graphFile({ observedAt: 0, nodes, edges: [...edges] }, 'Prague').edges.map(({ ports }) => ports?.length),
      [3, undefined],
    );
  });

  it('is a valid flowchart for any star names, and shows them literally', () => {
    fc.assert(
      fc.property(drawings, text, (drawing, name) => {
        const lines = mermaidOf(subject(drawing, name)).trimEnd().split('\n');
        for (const line of lines)
          assert.ok(
            MERMAID.some((form) => form.test(line)),
            line,
          );
        for (const [index, node] of drawing.nodes.entries()) {
          const line =
            lines.find((candidate) => new RegExp(`^ +n${index}[[(]`).test(candidate)) ??
            assert.fail(`n${index} is missing`);
          assert.equal(shown(/"(.*)"/.exec(line)?.[1] ?? '').split('\n')[0], visible(titleOf(node)));
        }
        assert.equal(lines.filter((line) => /^ {2}n\d+ [=-]/.test(line)).length, drawing.edges.length);
      }),
    );
  });

  it('is a graph that Graphviz can render, with the positions of the stars', () => {
    const dot = dotOf(subject(DRAWING));
    const { labels, edges } = readDot(dot);
    assert.deepEqual([...labels.values()].map(unquoted).slice(-4), ['A · client', 'B\nno response', 'x', 'team']);
    assert.equal(edges, 3);
    assert.match(dot, /n0 \[.*pos="10\.0,-20\.0"\];/);
    assert.match(dot, /subgraph cluster_0 \{ label="web"; n0; n1; \}/);
    assert.match(dot, /n1 -> n0 \[style=dashed, arrowhead=tee, label="unreachable"\];/);
  });

  it('is a valid graph for any star names', () => {
    fc.assert(
      fc.property(drawings, text, (drawing, name) => {
        const { labels, edges } = readDot(dotOf(subject(drawing, name)));
        assert.equal(edges, drawing.edges.length);
        for (const [index, node] of drawing.nodes.entries()) {
          const whole = node.answered ? titleOf(node) : `${titleOf(node)}\nno response`;
          assert.equal(unquoted(labels.get(`n${index}`) ?? ''), visibleLines(whole));
        }
      }),
    );
  });

  it('is JSON with all facts, and without transient state', () => {
    const since = Date.UTC(2026, 0, 1);
    const judgement = { expected: 'denied', agreement: 'open', since, reasons: ['r'] } as const;
    const probed = edge('A', 'B', 'reachable', {
      lit: true,
      judgement: { ...judgement, reasons: ['r'] },
      probes: [
        {
          url: 'http://b',
          state: 'reachable',
          match: 'exact',
          changes: 2,
          since,
          judgement: { ...judgement, reasons: ['r'] },
        },
      ],
    });
    const { nodes } = DRAWING;
    const file = graphFile(
      {
        observedAt: since + 1000,
        nodes: [{ ...nodes[0]!, kind: 'probe' }],
        edges: [probed, edge('B', 'A', 'unknown', { kind: 'ghost' })],
      },
      'Prague',
    );
    const plain = { expected: 'denied', agreement: 'open', reasons: ['r'], since: '2026-01-01T00:00:00.000Z' };
    assert.deepEqual(file, {
      format: 'calico-stars-graph',
      version: 1,
      cluster: 'Prague',
      observedAt: '2026-01-01T00:00:01.000Z',
      nodes: [nodes[0]],
      edges: [
        {
          from: 'A',
          to: 'B',
          kind: 'probe',
          state: 'reachable',
          judgement: plain,
          probes: [
            {
              url: 'http://b',
              state: 'reachable',
              match: 'exact',
              changes: 2,
              since: '2026-01-01T00:00:00.000Z',
              judgement: plain,
            },
          ],
        },
      ],
    });
  });

  it('contains only valid XML characters', () => {
    assert.equal(xmlText('a\u0000\u001b\t\uFFFE\uD800z🌟'), 'a\uFFFD\uFFFD\t\uFFFD\uFFFDz🌟');
  });

  it('names its file by cluster and time, with characters that every file system accepts', () => {
    const at = Date.UTC(2026, 10, 28, 15, 40, 30);
    const what = `graph-${timeInName(at)}`;
    assert.equal(exportName('Local Demo', what, 'svg'), 'calico-stars-local-demo-graph-2026-11-28-154030.svg');
    assert.equal(exportName('../../etc', what, 'dot'), 'calico-stars-etc-graph-2026-11-28-154030.dot');
    assert.equal(exportName('://', what, 'dot'), 'calico-stars-cluster-graph-2026-11-28-154030.dot');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) =>
        assert.match(exportName(name, what, 'png'), /^[\p{L}\p{N}-]+\.png$/u),
      ),
    );
  });

  it('has no more pixels than a browser can draw', () => {
    assert.equal(densityFor({ width: 600, height: 400 }), 2);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200_000 }), fc.integer({ min: 1, max: 200_000 }), (width, height) => {
        const density = densityFor({ width, height });
        assert.ok(
          density > 0 &&
            density <= 2 &&
            width * density <= 8192.001 &&
            height * density <= 8192.001 &&
            width * height * density ** 2 <= 40_000_001,
        );
      }),
    );
  });
});

describe('export requests to a page', () => {
  let sent: Extract<ToPage, { type: 'export' }>[] = [];
  beforeEach(() => (sent = []));
  const answers = () => new PageAnswers((question) => sent.push(question));

  it('are sent once the page is ready, and each response resolves its own request', async () => {
    const page = answers();
    const both = Promise.all([page.ask('svg', 'Prague'), page.ask('dot', 'Prague')]);
    assert.deepEqual(sent, []);
    page.begin();
    const [first, second] = sent.map(({ request }) => request);
    assert.deepEqual(
      sent.map(({ as }) => as),
      ['svg', 'dot'],
    );
    page.receive({ type: 'exported', request: second!, data: 'digraph' });
    page.receive({ type: 'exported', request: second!, data: 'again' });
    page.receive({ type: 'exported', request: 99, data: 'not requested' });
    page.receive({ type: 'exported', request: first!, data: '<svg/>' });
    assert.deepEqual(
      (await both).map(({ data }) => data),
      ['<svg/>', 'digraph'],
    );
  });

  it('fail with the page’s reason, and when the page closes', async () => {
    const page = answers();
    page.begin();
    const refused = page.ask('clipboard', 'Prague');
    page.receive({ type: 'notExported', request: sent[0]!.request, reason: 'Document is not focused.' });
    await assert.rejects(refused, /Document is not focused\./);
    const left = page.ask('svg', 'Prague');
    page.end();
    await assert.rejects(left, /hidden or closed/);
  });
});

describe('graph panel', () => {
  it('is titled by its cluster and filter', () => {
    assert.equal(panelTitle(undefined, 'x', true), 'Calico Stars');
    assert.equal(panelTitle('Prague', ' ', true), 'Prague');
    assert.equal(panelTitle('Prague', ' profile:web \n odds', true), 'Prague: profile:web odds');
    assert.equal(panelTitle('Prague', '🌟'.repeat(50), true), `Prague: ${'🌟'.repeat(39)}…`);
  });

  it('is titled without its cluster if there is no other', () => {
    assert.equal(panelTitle('Prague', '', false), 'Calico Stars');
    assert.equal(panelTitle('Prague', ' profile:web ', false), 'Calico Stars: profile:web');
  });

  it('belongs to the cluster in its saved state, or to the connected one without valid state', () => {
    assert.deepEqual(readPanel({ version: 2, panel: { cluster: 'Prague' } }), { cluster: 'Prague' });
    for (const state of [undefined, null, 'x', {}, { panel: 'Prague' }, { panel: { cluster: 3 } }])
      assert.deepEqual(readPanel(state), { cluster: null });
  });

  it('of another cluster offers only to connect to it', () => {
    const action = { id: 'x', title: 'Add Rule', command: 'addRule', rule: { profile: 'p', text: 'allow' } } as const;
    const refresh = { id: 'refresh', title: 'Try Again', command: 'refresh' } as const;
    const empty = readOnly(
      { kind: 'empty', reason: 'cluster-failed', title: '', detail: '', actions: [action, refresh] },
      'Prague',
    );
    assert.ok(empty.kind === 'empty');
    assert.deepEqual(
      empty.actions.map(({ command }) => command),
      ['refresh', 'connect'],
    );
    const graph = readOnly(
      {
        kind: 'graph',
        observedAt: 0,
        nodes: [],
        edges: [],
        banner: { reason: 'some-silent', title: 't', detail: 'd', rule: 'r', actions: [action] },
      },
      'Prague',
    );
    assert.ok(graph.kind === 'graph');
    assert.deepEqual(
      [graph.banner?.title, graph.banner?.actions.map(({ command, cluster }) => [command, cluster])],
      ['t', [['connect', 'Prague']]],
    );
  });
});
