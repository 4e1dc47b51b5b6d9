import assert from 'node:assert/strict';
import { isFromExplanationPage, type FromExplanationPage } from '../../../src/features/explanation/messages';
import { EXPLANATION } from './explanation';
import { Page } from './page';

describe('explanation page', () => {
  let page: Page<FromExplanationPage>;
  beforeEach(() => (page = new Page('explanation', isFromExplanationPage)));
  afterEach(() => page.close());

  const connection = { from: 'client', to: 'frontend' };

  it('shows the verdict, each side’s steps, and what would change it', async () => {
    assert.deepEqual(page.sent, [{ type: 'ready' }]);
    await page.post({ type: 'explanation', explanation: EXPLANATION, connection });
    assert.equal(document.title, 'client → frontend');
    assert.equal(page.text('.verdict'), 'Dropped No rule lets client in.');
    assert.equal(page.one('.half').dataset['verdict'], 'allow');
    assert.match(page.text('.diff'), /added: 1allow tcp/);
    assert.deepEqual(page.saved, { connection });
    assert.equal(page.all('.cluster').length, 0);
    await page.post({ type: 'explanation', explanation: EXPLANATION, connection, cluster: 'far' });
    assert.equal(page.text('.cluster'), 'Cluster: far');
  });

  it('opens a rule, previews a change while hovered, and applies it', async () => {
    await page.post({ type: 'explanation', explanation: EXPLANATION, connection });
    await page.click('.half button, .half a');
    assert.deepEqual(page.sent.at(-1), {
      type: 'reveal',
      place: { profile: 'client', direction: 'outbound', position: 1 },
    });
    const card = page.one('.card');
    const pointer = (type: string, screenX: number) =>
      card.dispatchEvent(new MouseEvent(type, { screenX, screenY: 1 }));
    pointer('pointerenter', 1);
    pointer('pointermove', 1);
    assert.notEqual(page.sent.at(-1)?.type, 'try', 'the pointer rests where the card appeared');
    pointer('pointermove', 2);
    assert.deepEqual(page.sent.at(-1), { type: 'try', change: 'c1' });
    pointer('pointerleave', 2);
    assert.deepEqual(page.sent.at(-1), { type: 'try', change: null });
    // One move from elsewhere onto the card is enough.
    card.ownerDocument.defaultView?.dispatchEvent(new MouseEvent('pointermove', { screenX: 9, screenY: 9 }));
    pointer('pointerenter', 3);
    assert.deepEqual(page.sent.at(-1), { type: 'try', change: 'c1' });
    await page.click('.card vscode-button');
    assert.deepEqual(page.sent.at(-1), { type: 'apply', change: 'c1' });
  });

  it('collapses more than three suggestions', async () => {
    const misses = Array.from({ length: 5 }, (_, index) => ({ text: `Near miss ${index}` }));
    await page.post({ type: 'explanation', explanation: { ...EXPLANATION, misses }, connection });
    assert.equal(page.all('details .card').length, 2);
  });

  it('lists edits that it can’t apply, with their effect and no button', async () => {
    const edits = [
      {
        text: 'Add 80 to ingress[0].destination.ports of NetworkPolicy shop/db.',
        opens: ['a → b (tcp 80)'],
        closes: [],
      },
    ];
    await page.post({ type: 'explanation', explanation: { ...EXPLANATION, misses: [], edits }, connection });
    assert.match(
      document.body.textContent,
      /Least edits that allow it.*Add 80 to .*Opens a → b \(tcp 80\).*Closes nothing/,
    );
    assert.equal(page.all('.card vscode-button').length, 0);
  });

  it('lists what would block an allowed connection', async () => {
    const [miss] = EXPLANATION.misses;
    const blocks = miss?.change ? [miss.change] : [];
    await page.post({
      type: 'explanation',
      explanation: { ...EXPLANATION, verdict: 'allow', misses: [], blocks },
      connection,
    });
    assert.match(document.body.textContent, /Allowed.*What would block it/);
  });

  it('shows why nothing can be explained, and ignores other messages', async () => {
    await page.post({ type: 'explanation', explanation: 1 }, { type: 'nothing', reason: 'No cluster is connected.' });
    assert.equal(document.body.textContent, 'No cluster is connected.');
    assert.equal(page.all('vscode-button').length, 0);
  });

  it('offers to connect to the cluster of the connection', async () => {
    await page.post({ type: 'nothing', reason: 'It is in far, which is not connected.', connectTo: 'far' });
    assert.equal(page.text('vscode-button'), 'Connect to far');
    await page.click('vscode-button');
    assert.deepEqual(page.sent.at(-1), { type: 'connect' });
  });
});
