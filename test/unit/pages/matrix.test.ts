import assert from 'node:assert/strict';
import { MatrixPublisher } from '../../../src/features/matrix/matrix-publisher';
import { matrixState } from '../../../src/features/matrix/model';
import {
  isToHost,
  readMenuTarget,
  type MatrixState,
  type ToHost,
  type ToPage,
} from '../../../src/features/matrix/protocol';
import { answered, demo, NETWORKS, UI_OPEN, UI_TO_PROBE } from '../graph/demo-cluster';
import { Page } from './page';

const idOf = (name: string) => NETWORKS.find((network) => network.name === name)?.id ?? name;
const from = (tag: string) => ({ action: 'allow', protocol: 'tcp', src_tag: idOf(tag), dst_ports: [9000] }) as const;
const STARS = {
  'management-ui': [UI_OPEN],
  client: [UI_TO_PROBE],
  frontend: [UI_TO_PROBE, from('client')],
  backend: [UI_TO_PROBE, from('frontend')],
};
const stars = (...reach: string[]) =>
  matrixState(demo({ inbound: STARS, observation: answered(reach, [], Date.now()) }));

describe('matrix page', () => {
  let page: Page<ToHost>;
  let feed: MatrixPublisher;
  let messages: ToPage[];
  let started: boolean;
  const begin = (saved?: unknown) => {
    page = new Page('matrix', isToHost, saved);
    messages = [];
    feed = new MatrixPublisher((message) => messages.push(message));
    started = false;
  };
  beforeEach(() => begin());
  afterEach(() => page.close());

  async function show(state: MatrixState): Promise<void> {
    if (started) feed.update(state);
    else feed.start(state);
    started = true;
    await page.post(...messages.splice(0));
  }

  const legend = () => page.text('.legend');

  it('requests its state, and counts pairs', async () => {
    assert.deepEqual(page.sent, [{ type: 'ready', question: null }]);
    await show(stars('C→F', 'F→B'));
    assert.match(legend(), /9 allowed11 denied/);
  });

  it('applies patches, and requests the full state if it missed one', async () => {
    await show(stars());
    await show(
      matrixState(demo({ inbound: { 'management-ui': [UI_OPEN] }, observation: answered([], [], Date.now()) })),
    );
    assert.doesNotMatch(legend(), /9 allowed/);
    await page.post({ type: 'patch', revision: 99, sentAt: 0, base: 98, allowed: [], observedAt: null });
    assert.equal(page.sent.at(-1)?.type, 'ready');
  });

  it('queries another port and another protocol', async () => {
    await show(stars());
    await page.choose('.protocol vscode-dropdown', 'icmp');
    assert.deepEqual(page.sent.at(-1), { type: 'ask', question: { protocol: 'icmp', port: 0 } });
  });

  it('shows why there is no matrix, and sends the action of a button', async () => {
    await show(matrixState({ state: 'disconnected' }));
    assert.equal(page.one('.empty').dataset['empty'], 'no-cluster');
    page.all('.empty vscode-button')[0]?.click();
    assert.equal(page.sent.at(-1)?.type, 'run');
  });

  it('filters rows, and shows if nothing matches', async () => {
    await show(stars());
    for (const field of page.all('vscode-text-field.text')) {
      if (field.textContent !== 'From') continue;
      (field as HTMLElement & { value: string }).value = 'nobody-is-called-this';
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
    await page.browser.settle();
    assert.deepEqual(
      page
        .all('[role="row"]:not([hidden]) [role="rowheader"]')
        .filter(({ parentElement }) => parentElement?.hidden !== true),
      [],
    );
    await page.click('vscode-button', 'Clear Filters');
    assert.ok(page.all('[role="rowheader"]').length > 0);
  });

  it('explains a pair selected with the keyboard', async () => {
    await show(stars('C→F'));
    page.one('[role="grid"] [tabindex="0"]').focus();
    await page.press('ArrowDown');
    await page.press('ArrowRight');
    await page.press('ArrowRight');
    assert.match(page.text('.status-text'), / → /);
    await page.press('Enter');
    assert.equal(page.sent.at(-1)?.type, 'explain');
  });

  it('keeps its query across a restart', async () => {
    await show(stars());
    await page.choose('.protocol vscode-dropdown', 'udp');
    const { saved } = page;
    await page.close();
    begin(saved);
    assert.deepEqual(page.sent, [{ type: 'ready', question: { protocol: 'udp', port: 53 } }]);
  });

  it('tells VS Code what a context menu is about, without Cut, Copy and Paste', async () => {
    await show(stars('C→F'));
    const grid = page.one('[role="grid"]');
    const menu = () => {
      (grid.contains(document.activeElement) ? document.activeElement : grid)?.dispatchEvent(
        new MouseEvent('contextmenu', { bubbles: true }),
      );
      return JSON.parse(grid.dataset['vscodeContext'] ?? '{}') as Record<string, unknown>;
    };
    assert.deepEqual(menu(), { preventDefaultContextMenuItems: true, webviewSection: 'ground' });
    page.one('[role="grid"] [tabindex="0"]').focus();
    await page.press('ArrowRight');
    const cell = menu();
    await page.press('Enter');
    const asked = page.sent.at(-1);
    assert.ok(asked?.type === 'explain');
    assert.deepEqual(cell, {
      preventDefaultContextMenuItems: true,
      webviewSection: 'cell',
      from: asked.from,
      to: asked.to,
    });
    assert.deepEqual(readMenuTarget(cell), { webviewSection: 'cell', from: asked.from, to: asked.to });
    await page.press('ArrowUp');
    assert.deepEqual(menu(), { preventDefaultContextMenuItems: true, webviewSection: 'party', party: asked.to });
  });
});
