import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { chooseAsFound } from '../../../src/app/text/found-list';
import { groupsAmong, isGroup } from '../../../src/features/applications/group-files';

const GROUP = '{"id": "/web", "apps": []}';
const OTHER = '{"name": "settings", "list": [1, 2]}';

describe('group files of a workspace', () => {
  it('are those that hold a group', () => {
    const texts = [GROUP, '{"groups": []}', OTHER, '{"id": "/web", "cmd": "run"}', '{"apps":', '["apps"]', ''];
    assert.deepEqual(texts.map(isGroup), [true, true, false, false, false, false, false]);
  });

  it('are found among any number of files, and others get their turn meanwhile', async () => {
    const files = Array.from({ length: 2_000 }, (_, index) => index);
    let turns = 0;
    let open = 0;
    let most = 0;
    const read = async (file: number) => {
      most = Math.max(most, (open += 1));
      await new Promise((resolve) => setImmediate(resolve));
      turns += 1;
      open -= 1;
      if (file % 100 === 7) throw new Error('no permission');
      return file % 100 === 99 ? GROUP : OTHER;
    };
    const found: number[] = [];
    for await (const some of groupsAmong(files, read, new AbortController().signal)) found.push(...some);
    assert.deepEqual(
      found,
      Array.from({ length: 20 }, (_, index) => index * 100 + 99),
    );
    assert.deepEqual([turns, most <= 16], [2_000, true]);
  });

  it('are not read further once the search has ended', async () => {
    const end = new AbortController();
    let reads = 0;
    const read = () => {
      reads += 1;
      return Promise.resolve(GROUP);
    };
    for await (const some of groupsAmong(Array.from({ length: 1_000 }), read, end.signal)) {
      assert.equal(some.length, 16);
      end.abort();
    }
    assert.equal(reads, 16);
  });
});

describe('a list of what is found', () => {
  let hide: () => unknown;
  let accept: () => unknown;
  const list = {
    items: [] as readonly { readonly label: string }[],
    activeItems: [] as readonly { readonly label: string }[],
    busy: false,
    placeholder: '',
    onDidAccept: (listener: () => unknown) => void (accept = listener),
    onDidHide: (listener: () => unknown) => {
      const before = hide;
      hide = () => (before(), listener());
    },
    onDidTriggerItemButton: () => undefined,
    show: () => undefined,
    hide: () => hide(),
    dispose: () => undefined,
  };
  before(() => Object.assign(vscode.window, { createQuickPick: () => list }));
  beforeEach(() => (hide = () => undefined));
  after(() => Reflect.deleteProperty(vscode.window, 'createQuickPick'));

  const heading = { title: 'Launch', placeholder: 'Select', searching: 'Searching…' };
  const labels = () => list.items.map(({ label }) => label);

  it('grows between its first and last items, keeps the active one, and can be used before the end', async () => {
    let add: (items: readonly { readonly label: string }[]) => void = () => undefined;
    let signal: AbortSignal | undefined;
    const answer = chooseAsFound(heading, [{ label: 'demo' }], [{ label: 'other' }], (adds, ends) => {
      [add, signal] = [adds, ends];
      return new Promise(() => undefined);
    });
    assert.deepEqual([labels(), list.busy, list.placeholder], [['demo', 'other'], true, 'Searching…']);
    list.activeItems = list.items.slice(1);
    add([{ label: 'a' }]);
    add([{ label: 'b' }]);
    assert.deepEqual(labels(), ['demo', 'a', 'b', 'other']);
    assert.deepEqual(list.activeItems, list.items.slice(3));
    accept();
    assert.deepEqual(await answer, { label: 'other' });
    list.hide();
    assert.equal(signal?.aborted, true);
    add([{ label: 'late' }]);
    assert.equal(labels().length, 4);
  });

  it('says when everything is found', async () => {
    const answer = chooseAsFound<{ readonly label: string }>(heading, [], [], (add) => {
      add([{ label: 'a' }]);
      return Promise.resolve();
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([labels(), list.busy, list.placeholder], [['a'], false, 'Select']);
    list.hide();
    assert.equal(await answer, undefined);
  });
});
