import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startLab } from '../../../src/lab/lab';
import { loadState, StateFile } from '../../../src/lab/state/file';
import { stateSchema, type LabState } from '../../../src/lab/state/schema';

const EMPTY: LabState = {
  format: 1,
  etcd: { index: 7, keys: [{ key: '/a', value: '1' }] },
  networks: [],
  marathon: {
    root: { id: '/', apps: [], groups: [], dependencies: [], version: '2016-04-11T10:00:00.000Z' },
    versions: [],
  },
};

describe('the lab’s state', () => {
  let folder: string;
  let file: string;
  const messages: string[] = [];
  const log = (message: string): void => void messages.push(message);

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'calico-stars-state-'));
    file = path.join(folder, 'state.json');
    messages.length = 0;
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('is saved completely, and restored', async () => {
    const state = new StateFile(file, () => EMPTY, log);
    assert.equal(await loadState(file, stateSchema, log), undefined);
    state.changed();
    await state.flush();
    assert.deepEqual(await loadState(file, stateSchema, log), EMPTY);
    assert.deepEqual(await readdir(folder), ['state.json']);
  });

  it('is not written if nothing changed, or after closing', async () => {
    const state = new StateFile(file, () => EMPTY, log);
    await state.flush();
    await state.close();
    state.changed();
    await state.flush();
    assert.deepEqual(await readdir(folder), []);
  });

  it('is set aside if damaged', async () => {
    for (const text of ['', '{}', '{"format":2}', JSON.stringify({ ...EMPTY, networks: [{ id: 7 }] })]) {
      await writeFile(file, text);
      assert.equal(await loadState(file, stateSchema, log), undefined);
    }
    assert.equal((await readdir(folder)).filter((name) => name.includes('damaged')).length > 0, true);
    assert.match(messages[0] ?? '', /damaged/);
  });

  it('reports if it can’t be saved', async () => {
    const state = new StateFile(path.join(file, 'below-a-file', 'state.json'), () => EMPTY, log);
    await writeFile(file, 'in the way');
    state.changed();
    await state.flush();
    assert.match(messages[0] ?? '', /could not be saved/);
  });

  it('is unchanged if the lab fails to start', async () => {
    const lab = await startLab({ stateFile: file });
    await lab.close();
    const saved = await readFile(file, 'utf8').catch(() => undefined);
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    await assert.rejects(
      startLab({ stateFile: file, ports: { control: (other.address() as AddressInfo).port } }),
      /EADDRINUSE/,
    );
    other.close();
    assert.equal(await readFile(file, 'utf8').catch(() => undefined), saved);
  });
});
