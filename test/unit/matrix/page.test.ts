import assert from 'node:assert/strict';
import type { Matrix } from '../../../src/features/matrix/protocol';
import { arrange, type MatrixArrangeOptions } from '../../../webview/matrix/arrange';
import { groupedEntries, singleEntries, type MatrixEntry } from '../../../webview/matrix/entries';
import { Relation } from '../../../webview/matrix/relation';
import { FRESH, readSaved } from '../../../webview/matrix/saved';
import { cellSentence, headingSentence } from '../../../webview/matrix/sentences';
import { matrixOf, OUTSIDE, party } from './matrices';

/**
 * 0 client, 1 web, 2 and 3 two tasks of db, outside. Client reaches web, web reaches db, tasks of db each other, all
 * reach outside.
 */
const SHOP = [party('client', 1), party('web', 2), party('db (10.0.0.1)', 3), party('db (10.0.0.2)', 3), OUTSIDE];
const ALLOWED = [
  [1, 2],
  [2, 3],
  [3, 3],
  [1, 0],
  [2, 0],
  [3, 0],
] as const;

function relationOf(matrix: Matrix, grouped = false): Relation {
  return new Relation(matrix, grouped ? groupedEntries(matrix.parties) : singleEntries(matrix.parties));
}

function entry(name: string, { entries }: Relation): MatrixEntry {
  return (
    entries.find((candidate) => candidate.name === name) ??
    assert.fail(`no ${name} in ${entries.map((other) => other.name).join()}`)
  );
}

function arranged(
  relation: Relation,
  view: Partial<MatrixArrangeOptions>,
): { readonly rows: readonly string[]; readonly columns: readonly string[]; readonly totals: object } {
  const { rows, columns, totals } = arrange(relation, { ...FRESH, ...view });
  return { rows: rows.map(({ name }) => name), columns: columns.map(({ name }) => name), totals };
}

describe('matrix page model', () => {
  const measured = [
    { from: 0, to: 1, state: 'reachable', outdated: false },
    { from: 1, to: 2, state: 'unreachable', outdated: false },
    { from: 1, to: 3, state: 'reachable', outdated: false },
    { from: 0, to: 2, state: 'reachable', outdated: true },
    { from: 0, to: 3, state: 'unknown', outdated: false },
  ] as const;
  const matrix = matrixOf(SHOP, ALLOWED, measured);
  const single = relationOf(matrix);
  const grouped = relationOf(matrix, true);

  it('groups parties that policy cannot distinguish into one row', () => {
    assert.deepEqual(
      grouped.entries.map(({ name, detail }) => [name, detail]),
      [
        ['client', 'client-net'],
        ['web', 'web-net'],
        ['db ×2', 'db-net'],
        ['Anyone outside', ''],
      ],
    );
    const mixed = [
      party('a', 0, { profiles: ['net'] }),
      party('b', 0, { profiles: ['net'] }),
      party('c 1', 1),
      party('c 2', 1),
      party('c 3', 2, { addresses: ['10.0.0.3'] }),
      party('c 4', 2),
    ];
    assert.deepEqual(
      groupedEntries(mixed).map(({ name }) => name),
      ['net ×2', 'c ×2 (c 1 …)', 'c ×2 (10.0.0.3 …)'],
    );
    assert.deepEqual(
      singleEntries([party('same', 0, { profiles: ['same'] })]).map(({ detail }) => detail),
      [''],
      'omits a profile with the same name',
    );
  });

  it('names groups of pods by their controller or namespace', () => {
    const pod = (name: string, number: number, owner: string, namespace = 'shop') =>
      party(name, number, { app: `${namespace}/${owner}`, namespace, profiles: [] });
    const pods = [
      ...[pod('shop/web-1', 0, 'web'), pod('shop/web-2', 0, 'web')],
      ...[pod('shop/db-1', 1, 'db'), pod('shop/api-1', 1, 'api')],
      ...[pod('shop/log-1', 2, 'log'), pod('ops/log-1', 2, 'log', 'ops')],
    ];
    assert.deepEqual(
      groupedEntries(pods).map(({ name }) => name),
      ['shop/web ×2', 'shop ×2', 'several namespaces ×2'],
    );
  });

  it('counts what each party reaches and what reaches it, except itself', () => {
    const count = (name: string) => [
      single.count(entry(name, single), 'reaches'),
      single.count(entry(name, single), 'reached'),
    ];
    assert.deepEqual(count('client'), [2, 0]);
    assert.deepEqual(count('web'), [3, 1]);
    assert.deepEqual(count('db (10.0.0.1)'), [2, 2]);
    assert.deepEqual(
      [grouped.count(entry('db ×2', grouped), 'reaches'), grouped.count(entry('db ×2', grouped), 'reached')],
      [2, 2],
    );
  });

  it('marks measurements by whether they match the expectation', () => {
    const mark = (from: string, to: string, relation = single) =>
      relation.mark(entry(from, relation), entry(to, relation));
    assert.equal(mark('client', 'web'), 'agrees');
    assert.equal(mark('web', 'db (10.0.0.1)'), 'disagrees');
    assert.equal(mark('client', 'db (10.0.0.1)'), 'unknown', 'measured before a policy change');
    assert.equal(mark('client', 'db (10.0.0.2)'), 'unknown');
    assert.equal(mark('web', 'client'), undefined);
    assert.equal(mark('web', 'db ×2', grouped), 'disagrees', 'one of two is sufficient');
  });

  it('describes a cell in a sentence', () => {
    const say = (from: string, to: string, relation = single) => {
      const { before, after } = cellSentence(entry(from, relation), entry(to, relation), relation);
      return `${before}|${after}`;
    };
    assert.equal(say('client', 'web'), 'client → web on 9000: allowed; measured reachable|');
    assert.equal(
      say('web', 'db (10.0.0.1)'),
      'web → db (10.0.0.1) on 9000: allowed; measured unreachable|, which disagrees',
    );
    assert.equal(
      say('client', 'db (10.0.0.1)'),
      'client → db (10.0.0.1) on 9000: denied; measured reachable|, possibly before the policy changed',
    );
    assert.equal(say('client', 'db (10.0.0.2)'), 'client → db (10.0.0.2) on 9000: denied; not measured yet|');
    assert.equal(say('web', 'client'), 'web → client on 9000: denied|');
    assert.equal(say('web', 'web'), 'web → web: not evaluated (same workload)|');
    assert.equal(
      say('web', 'db ×2', grouped),
      'web → db ×2 on 9000: allowed; of 2 pairs 1 measured reachable, 1 measured unreachable|, which disagrees',
    );
    assert.equal(say('db ×2', 'db ×2', grouped), 'db ×2 → db ×2 on 9000: allowed|');
    const asked = (protocol: 'udp' | 'icmp', port: number) =>
      relationOf({ ...matrix, measured: [], question: { protocol, port } });
    assert.equal(say('client', 'web', asked('udp', 53)), 'client → web on 53/udp: allowed|');
    assert.equal(say('client', 'web', asked('icmp', 0)), 'client → web by icmp: allowed|');
  });

  it('describes a heading in a sentence', () => {
    assert.equal(
      headingSentence(entry('web', single), 'reaches', single),
      'web, profile web-net: reaches 3 of 4 on 9000',
    );
    assert.equal(
      headingSentence(entry('db ×2', grouped), 'reached', grouped),
      'db ×2, profile db-net: each reached by 2 of 4 on 9000',
    );
  });

  it('sorts by name, profile, or number of allowed connections, with anyone outside last', () => {
    assert.deepEqual(arranged(single, {}).rows, ['client', 'db (10.0.0.1)', 'db (10.0.0.2)', 'web', 'Anyone outside']);
    const profiles = relationOf({
      ...matrix,
      parties: matrix.parties.map((one) => (one.name === 'web' ? { ...one, profiles: ['a-net'] } : one)),
    });
    assert.deepEqual(arranged(profiles, { sort: 'profile' }).rows, [
      'web',
      'client',
      'db (10.0.0.1)',
      'db (10.0.0.2)',
      'Anyone outside',
    ]);
    const { rows, columns } = arranged(single, { sort: 'allowed' });
    assert.deepEqual(rows, ['web', 'client', 'db (10.0.0.1)', 'db (10.0.0.2)', 'Anyone outside']);
    assert.deepEqual(columns, ['db (10.0.0.1)', 'db (10.0.0.2)', 'web', 'client', 'Anyone outside']);
    const numbered = relationOf(matrixOf([party('web-10', 0), party('web-9', 1)], []));
    assert.deepEqual(arranged(numbered, {}).rows, ['web-9', 'web-10']);
  });

  it('filters sources and destinations by name, profile and app, and cells by verdict', () => {
    assert.deepEqual(arranged(single, { from: ' CLIENT ' }).rows, ['client']);
    assert.equal(arranged(single, { from: 'client' }).columns.length, 5);
    assert.deepEqual(arranged(single, { to: 'db-net' }).columns, ['db (10.0.0.1)', 'db (10.0.0.2)']);
    assert.deepEqual(arranged(single, { from: '/shop/web' }).rows, ['web']);
    assert.deepEqual(arranged(grouped, { from: '10.0.0.2' }).rows, ['db ×2'], 'also members of a group');
    assert.deepEqual(arranged(single, { show: 'allowed', to: 'web' }), {
      rows: ['client'],
      columns: ['web'],
      totals: { allowed: 1, denied: 0, agrees: 1, disagrees: 0, unknown: 0 },
    });
    assert.deepEqual(arranged(single, { show: 'denied', from: 'web' }), {
      rows: ['web'],
      columns: ['client'],
      totals: { allowed: 0, denied: 1, agrees: 0, disagrees: 0, unknown: 0 },
    });
    assert.deepEqual(arranged(single, { show: 'disagreements' }), {
      rows: ['web'],
      columns: ['db (10.0.0.1)'],
      totals: { allowed: 1, denied: 0, agrees: 0, disagrees: 1, unknown: 0 },
    });
  });

  it('counts pairs, with or without grouping', () => {
    const { totals } = arranged(single, {});
    assert.deepEqual(totals, { allowed: 9, denied: 11, agrees: 2, disagrees: 1, unknown: 2 });
    assert.deepEqual(arranged(grouped, {}).totals, totals);
  });

  it('discards state saved by an earlier version', () => {
    assert.deepEqual(readSaved({ ...FRESH, sort: 'profile' }), { ...FRESH, sort: 'profile' });
    for (const old of [
      undefined,
      null,
      'x',
      { version: 2 },
      { ...FRESH, sort: 'size' },
      { ...FRESH, question: { protocol: 'tcp', port: -1 } },
    ])
      assert.deepEqual(readSaved(old), FRESH);
  });

  it('shows pairs of missing classes as denied', () => {
    const torn = relationOf({ ...matrix, allowed: ['%', ''] });
    assert.ok(torn.entries.every((from) => torn.entries.every((to) => !torn.allows(from, to))));
  });
});
