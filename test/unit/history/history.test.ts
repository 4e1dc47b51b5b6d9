import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LIMIT } from '../../../src/features/history/file';
import { History } from '../../../src/features/history/history';
import type { StoredProfile } from '../../../src/policy/calico1/profile';

const EMPTY: StoredProfile = { tags: '[]', rules: undefined, labels: undefined };
const TAGGED: StoredProfile = { tags: '["web"]', rules: undefined, labels: undefined };
const change = { profile: 'web', name: 'web', label: 'Add tag web to web', before: EMPTY, after: TAGGED };

describe('history', () => {
  let folder: string;
  let log: string[];
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'calico-stars-history-'));
    log = [];
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const open = (time = '2016-04-11T10:00:00.000Z') =>
    new History(
      path.join(folder, 'history'),
      (line) => log.push(line),
      () => new Date(time),
    );
  const onlyFile = async () => path.join(folder, 'history', (await readdir(path.join(folder, 'history')))[0]!);

  it('stores changes of policies and tiers together with those of profiles', async () => {
    const object = { kind: 'policy', tier: 'default', name: 'db' } as const;
    await open().add('one', change);
    await open().add('one', { object, name: 'db', label: 'Remove policy db', before: '{}', after: undefined });
    const [, entry] = await open().entries('one');
    assert.ok(entry && 'object' in entry);
    assert.deepEqual([entry.object, entry.before, entry.after], [object, '{}', undefined]);
    assert.deepEqual(log, []);
  });

  it('keeps changes across a restart, by cluster, each with its time', async () => {
    const first = await open().add('one', change);
    await open('2016-04-11T11:00:00.000Z').add('one', {
      ...change,
      label: 'Remove profile web',
      before: TAGGED,
      after: undefined,
      undoes: first.id,
    });
    await open().add('two', { ...change, before: undefined });
    const entries = await open().entries('one');
    assert.deepEqual(
      entries.map(({ at, label, before, after, undoes }) => ({ at, label, before, after, undoes })),
      [
        { at: '2016-04-11T10:00:00.000Z', label: change.label, before: EMPTY, after: TAGGED, undoes: undefined },
        {
          at: '2016-04-11T11:00:00.000Z',
          label: 'Remove profile web',
          before: TAGGED,
          after: undefined,
          undoes: first.id,
        },
      ],
    );
    assert.equal((await open().entries('two')).length, 1);
    assert.deepEqual(await open().entries('three'), []);
  });

  it('migrates entries stored by a cluster’s name to its identity, and only to that', async () => {
    await open().add('prod', change);
    assert.equal((await open().entries('a:2379/calico', 'prod')).length, 1);
    assert.deepEqual(await open().entries('b:2379/calico', 'prod'), []);
    await open().add('a:2379/calico', { ...change, label: 'later' }, 'renamed');
    assert.deepEqual(
      (await open().entries('a:2379/calico', 'prod')).map(({ label }) => label),
      [change.label, 'later'],
    );
  });

  it('lists a change as soon as it is added, in order', async () => {
    const history = open();
    const adding = [1, 2, 3].map((number) => history.add('one', { ...change, label: String(number) }));
    assert.deepEqual(
      (await history.entries('one')).map(({ label }) => label),
      ['1', '2', '3'],
    );
    await Promise.all(adding);
  });

  it('includes entries written by another window', async () => {
    const [here, there] = [open(), open()];
    await here.add('one', { ...change, label: 'here' });
    await there.add('one', { ...change, label: 'there' });
    await here.add('one', { ...change, label: 'here again' });
    assert.deepEqual(
      (await there.entries('one')).map(({ label }) => label),
      ['here', 'there', 'here again'],
    );
  });

  it('drops the oldest change if there are too many', async () => {
    await open().add('one', change);
    const file = await onlyFile();
    const written = JSON.parse(await readFile(file, 'utf8')) as { entries: { label: string }[] };
    written.entries = Array.from({ length: LIMIT }, (_, index) => ({ ...written.entries[0]!, label: String(index) }));
    await writeFile(file, JSON.stringify(written));
    await open().add('one', { ...change, label: 'last' });
    const labels = (await open().entries('one')).map(({ label }) => label);
    assert.deepEqual([labels.length, labels[0], labels.at(-1)], [LIMIT, '1', 'last']);
  });

  for (const [what, text] of Object.entries({
    'a truncated file': '{"format":1,"cluster":"one","entr',
    'an unknown format': '{"format":2}',
    'an entry without states': '{"format":1,"cluster":"one","entries":[{"id":"1","before":7}]}',
  })) {
    it(`moves ${what} aside, reports it, and starts a new history`, async () => {
      await open().add('one', change);
      await writeFile(await onlyFile(), text);
      assert.deepEqual(await open().entries('one'), []);
      assert.match(log.join('\n'), /history of one is damaged\. It was moved to .*\.damaged-\d+/);
      await open().add('one', change);
      assert.equal((await open().entries('one')).length, 1);
      const files = await readdir(path.join(folder, 'history'));
      const aside = files.find((name) => name.includes('.damaged-'));
      assert.equal(files.length, 2);
      assert.equal(await readFile(path.join(folder, 'history', aside!), 'utf8'), text);
    });
  }

  it('fails if it cannot be written, and recovers when it can', async () => {
    await writeFile(path.join(folder, 'history'), 'a file where the folder should be');
    const history = open();
    await assert.rejects(history.add('one', change));
    await rm(path.join(folder, 'history'));
    await history.add('one', change);
    assert.equal((await history.entries('one')).length, 1);
  });
});
