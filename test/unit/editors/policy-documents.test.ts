import assert from 'node:assert/strict';
import { policyAddressOf, parseDocumentUri } from '../../../src/app/rules-uri/address';
import { findingsOf } from '../../../src/features/rules/editor/diagnostics/findings';
import { policySubject } from '../../../src/features/rules/editor/document-context';
import { contentOf, storeContent, type Content } from '../../../src/features/rules/editor/files/content';
import { suggestionsAt } from '../../../src/features/rules/editor/language/completion/suggestions';
import { hoverOf } from '../../../src/features/rules/editor/language/hovers';
import { wordAt } from '../../../src/features/rules/editor/language/tokens';
import { parseDocument } from '../../../src/policy/calico1/document';
import { endpoint } from '../cluster/fixtures';
import { tier, tieredCluster } from '../cluster/tiered-cluster';

const ID = { tier: 'default', name: 'db' };
const cluster = (
  stored: object | string = { selector: "role == 'db'", order: 1 },
  config = new Map<string, string>(),
) =>
  tieredCluster([tier('default', { db: stored })], {
    policy: {
      endpoints: [
        { ...endpoint('e1', ['web'], '10.0.0.1'), labels: { role: 'web', zone: 'a' } },
        { ...endpoint('e2', ['db'], '10.0.0.2'), labels: { role: 'db', zone: 'a' } },
      ],
    },
    enforced: {
      config,
      hostEndpoints: [
        {
          key: '/calico/v1/host/h1/endpoint/eth0',
          host: 'h1',
          id: 'eth0',
          text: '{"name":"eth0","labels":{"role":"host"}}',
        },
      ],
    },
  });
const subject = (state = cluster()) => policySubject(ID, state) ?? assert.fail();
const rest = '\ninbound:\noutbound:\n';

function suggest(marked: string) {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const document = parseDocument(text, 'policy');
  const line = document.lines.findLast((candidate) => candidate.offset <= offset)!;
  const { items, replaces } = suggestionsAt(document, line, text, offset, subject());
  return { labels: items.map(({ label }) => label), replaced: text.slice(replaces.start, replaces.end) };
}

describe('completion in a policy’s document', () => {
  it('offers labels, then operators, then values in use', () => {
    assert.deepEqual(suggest(`selector: |${rest}`).labels, ['role', 'zone', 'has(', 'all()', '!', '(']);
    assert.deepEqual(suggest(`selector: ro|${rest}`), { labels: ['role'], replaced: 'ro' });
    assert.deepEqual(suggest(`selector: role |${rest}`).labels, ['==', '!=', 'in', 'not in']);
    assert.deepEqual(suggest(`selector: role == |${rest}`).labels, ['"web"', '"db"', '"host"']);
    assert.deepEqual(suggest(`selector: role == 'w|'${rest}`), { labels: ["'web'"], replaced: "'w'" });
    assert.deepEqual(suggest(`selector: zone == 'a' |${rest}`).labels, ['&&', '||']);
    assert.deepEqual(suggest(`selector: (has(|${rest}`).labels, ['role', 'zone']);
    assert.deepEqual(suggest(`selector: role in {"web", |${rest}`).labels, ['"web"', '"db"', '"host"']);
  });

  it('offers them in rules’ selectors, with the other quotes', () => {
    const rule = (text: string) => `selector: all()\ninbound:\n  ${text}\noutbound:\n`;
    assert.deepEqual(suggest(rule('allow from selector "zo|')), { labels: ['zone'], replaced: 'zo' });
    assert.deepEqual(suggest(rule('allow from selector "role == |"')).labels, ["'web'", "'db'", "'host'"]);
  });

  it('offers the tags of profiles in rules', () =>
    assert.deepEqual(suggest('selector: all()\ninbound:\n  allow from tag |\noutbound:\n').labels.sort(), [
      'db',
      'web',
    ]));
});

describe('diagnostics of a policy’s document', () => {
  const findings = (selector: string, state = cluster()) => {
    const text = `selector: ${selector}${rest}`;
    return findingsOf(parseDocument(text, 'policy'), subject(state)).map(
      ({ start, end, severity, message, suggestion }) => [text.slice(start, end), severity, message, suggestion],
    );
  };

  it('report labels and values that no endpoint has, and suggest similar ones', () => {
    assert.deepEqual(findings("rolle == 'db'"), [['rolle', 'warning', 'No endpoint has the label rolle.', 'role']]);
    assert.deepEqual(findings("role == 'wep'"), [
      ["'wep'", 'warning', 'No endpoint has the label role with the value “wep”.', "'web'"],
    ]);
    assert.deepEqual(findings("role == 'db' && zone == 'a'"), []);
    assert.deepEqual(findings("role == 'db' && role == 'web'"), [
      ["role == 'db' && role == 'web'", 'warning', 'The selector selects no endpoints now.', undefined],
    ]);
  });

  it('report operators that the cluster’s Felix does not support', () => {
    assert.deepEqual(
      findings("role starts with 'd'").map(([at, severity]) => [at, severity]),
      [['starts', 'error']],
    );
    const newer = cluster(undefined, new Map([['CalicoVersion', 'v2.6.0']]));
    assert.deepEqual(findings("role starts with 'd'", newer), []);
  });

  it('appear on hover as the number of selected endpoints, and which', () => {
    const text = `selector: role != 'web'${rest}`;
    const [line] = parseDocument(text, 'policy').lines;
    const word = wordAt(line!, text.indexOf('!=')) ?? assert.fail();
    assert.deepEqual(hoverOf(word, subject()).slice(0, 3), [
      'The selector currently matches 2 endpoints.',
      '10.0.0.2 on calico-mesos-02',
      'eth0 of the host h1',
    ]);
  });
});

describe('the URI of a policy’s document', () => {
  const definition = { name: 'prod', etcd: ['http://127.0.0.1:2379'] } as unknown as Parameters<
    typeof policyAddressOf
  >[0];

  it('round-trips for any names', () => {
    for (const [tier, name] of [
      ['default', 'db'],
      ['a/b', 'c%d.calico-rules'],
    ] as const) {
      const place = parseDocumentUri(policyAddressOf(definition, { tier, name }));
      assert.deepEqual([place?.tier, place?.name, place?.of, place?.cluster], [tier, name, 'document', 'prod']);
    }
  });
});

describe('storing a policy’s document', () => {
  type Cluster = Parameters<typeof storeContent>[3];
  const PLACE = { cluster: 'c', ...ID, of: 'document' } as const;
  const opened = (stored: object): Content => contentOf(PLACE, cluster(stored)) ?? assert.fail();

  function datastore(stored: object | undefined) {
    const state = { stored: stored && JSON.stringify(stored) };
    const update = (_object: object, edit: (text: string) => string | undefined) => {
      if (state.stored === undefined) return Promise.resolve('not-found');
      const edited = edit(state.stored);
      if (edited === undefined) return Promise.resolve('unchanged');
      state.stored = edited;
      return Promise.resolve('changed');
    };
    return { state, connected: { cluster: { datastore: { texts: { update } } } } as unknown as Cluster };
  }
  const BASE = { selector: 'all()', order: 1, inbound_rules: [{ action: 'allow' }], extra: 1 };

  it('writes the text’s content, and keeps the rest', async () => {
    const { state, connected } = datastore({ ...BASE, extra: 2 });
    const from = opened(BASE);
    const stored = await storeContent(from.text.replace('order: 1', 'order: 7'), from, PLACE, connected);
    assert.notEqual(stored, 'conflict');
    assert.deepEqual(JSON.parse(state.stored ?? ''), { ...BASE, order: 7, extra: 2, outbound_rules: [] });
  });

  it('writes nothing if only comments changed', async () => {
    const { state, connected } = datastore(BASE);
    const from = opened(BASE);
    await storeContent(`${from.text}# more\n`, from, PLACE, connected);
    assert.equal(state.stored, JSON.stringify(BASE));
  });

  it('is a conflict if the policy differs from the one the text started from', async () => {
    const { state, connected } = datastore({ ...BASE, selector: 'has(a)' });
    const from = opened(BASE);
    const text = from.text.replace('order: 1', 'order: 7');
    assert.equal(await storeContent(text, from, PLACE, connected), 'conflict');
    assert.equal((JSON.parse(state.stored ?? '') as { order: number }).order, 1);
  });

  it('rejects a text with errors, and a removed policy', async () => {
    const from = opened(BASE);
    await assert.rejects(
      storeContent(from.text.replace('all()', 'al('), from, PLACE, datastore(BASE).connected),
      /^ClusterError: Line 5: /,
    );
    await assert.rejects(
      storeContent(from.text.replace('order: 1', 'order: 7'), from, PLACE, datastore(undefined).connected),
      /The policy db no longer exists/,
    );
  });

  it('repairs the stored text of an unreadable policy', async () => {
    const place = { ...PLACE, of: 'policy' } as const;
    assert.equal(contentOf(PLACE, cluster('{')), undefined);
    const from = contentOf(place, cluster('{')) ?? assert.fail();
    const calls: unknown[] = [];
    const replace = (...call: unknown[]) => {
      calls.push(call);
      return Promise.resolve({ kind: 'done' });
    };
    const connected = { cluster: { datastore: { texts: { replace } } } } as unknown as Cluster;
    await assert.rejects(storeContent('{"order":1}', from, place, connected), /no selector/);
    await storeContent('{"selector":""}', from, place, connected);
    assert.deepEqual(calls, [[{ ...ID, kind: 'policy' }, '{', '{"selector":""}']]);
  });
});
