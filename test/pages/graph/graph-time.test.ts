import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { ToHost } from '../../../src/features/graph/protocol/messages';
import type { Graph, GraphState } from '../../../src/features/graph/protocol/state';
import { Recording } from '../../../src/features/graph/recording/recording';
import { pressIcon } from './graph-controls';
import type { Following, OpenOptions, OpenPage } from './graph-page';
import { graphPages } from './graph-pages';
import { graphOf } from './graph-states';
import { THEMES } from './graph-themes';
import { picture, violationsOf } from '../support/page-checks';

const MINUTE = 60_000;
/** When the current test began, to which displayed ages are relative. */
let now = Date.now();
/** Minutes into a quarter of an hour that ends now. */
const minute = (minutes: number) => now - (15 - minutes) * MINUTE;
const FOUR = ['A', 'B', 'C', 'D'];
const url = (id: string) => `http://${id.toLowerCase()}/`;

/**
 * Stars that all probe each other.
 * @param reach Which of them reach each other.
 */
function stars(reach: readonly string[], ids: readonly string[] = FOUR, at = now): Graph {
  return graphOf(
    ids.map((id) => ({
      id,
      url: url(id),
      targets: ids
        .filter((other) => other !== id)
        .map((other) => ({ url: url(other), reachable: reach.includes(`${id}→${other}`) })),
    })),
    at,
  );
}

const FIRST: readonly string[] = [];
const SECOND = ['A→B'];
const THIRD = ['A→B', 'B→C'];
const LAST = ['B→C', 'C→A'];

/** A quarter of an hour with changing connections and two rule changes. */
class Quarter {
  readonly recording = new Recording('Local Demo');
  present: GraphState | undefined = stars(LAST);
  readonly file?: string;

  constructor(file?: string) {
    const { recording } = this;
    recording.see(stars(FIRST), minute(0));
    recording.see(stars(SECOND), minute(5));
    recording.see(stars(THIRD, FOUR.slice(0, 3)), minute(10));
    recording.see(stars(LAST), minute(14));
    recording.mark({
      at: minute(4),
      changes: [{ profile: 'b', text: 'Add rule allow tcp from tag a to ports 80 to b, inbound', rules: [] }],
    });
    recording.mark({
      at: minute(13),
      changes: [{ profile: 'b', text: 'Remove rule allow tcp from tag a to ports 80 from b, inbound', rules: [] }],
    });
    recording.see(stars(LAST), now);
    if (file === undefined) return;
    this.file = file;
    this.present = undefined;
  }
}

const slider = (page: Page) => page.getByRole('slider', { name: 'Time' });
const valueText = async (page: Page) => (await slider(page).getAttribute('aria-valuetext')) ?? '';
const press = (page: Page, title: string) => page.locator('.time vscode-button', { hasText: title }).click();
const state = (page: Page, edge: string) => page.locator(`[data-edge="${edge}"]`).getAttribute('data-state');
const looks = (sent: readonly ToHost[]) => sent.flatMap((message) => (message.type === 'showTime' ? [message.at] : []));

/** A time of day; with the date shortly after midnight. */
const TIME = '(?:\\w+ \\d+, \\d+, )?[\\d:]+';

describe('graph timeline', function () {
  this.timeout(60_000);
  beforeEach(() => {
    now = Date.now();
  });
  const pages = graphPages({ reducedMotion: true });

  async function show(
    quarter = new Quarter(),
    options?: OpenOptions,
  ): Promise<{ opened: OpenPage; page: Page; host: Following }> {
    const opened = await pages.open(options);
    return { opened, page: opened.page, host: await opened.follow(quarter) };
  }

  /** The same, with the timeline and the chart. */
  async function showTime(quarter?: Quarter, options?: OpenOptions) {
    const shown = await show(quarter, options);
    await pressIcon(shown.page, 'Show Timeline');
    await pressIcon(shown.page, 'Show Chart');
    await shown.host.answer();
    return shown;
  }

  it('requests the timeline only when shown', async () => {
    const { opened, page, host } = await show();
    assert.equal(await page.locator('.time').isVisible(), false);
    assert.deepEqual(
      (await opened.sent()).filter(({ type }) => type === 'timeline'),
      [],
    );
    await pressIcon(page, 'Show Timeline');
    await host.answer();
    assert.equal(await valueText(page), 'Live; 2 of 12 reachable');
    assert.equal(await page.locator('.time .chart').isVisible(), false);
    await pressIcon(page, 'Show Timeline');
    assert.equal(await page.locator('.time').isVisible(), false);
    assert.deepEqual(
      (await opened.sent()).filter(({ type }) => type === 'timeline'),
      [
        { type: 'timeline', wanted: true },
        { type: 'timeline', wanted: false },
      ],
    );
  });

  it('supports the keyboard: by changes, by rule changes, to both ends', async () => {
    const { opened, page, host } = await showTime();
    await slider(page).focus();
    const go = async (key: string) => {
      await page.keyboard.press(key);
      await host.answer();
      return valueText(page);
    };
    assert.match(await go('Home'), new RegExp(`^${TIME}, 1\\d min ago; 0 of 12 reachable$`));
    assert.match(
      await go('PageUp'),
      /1\d min ago; 0 of 12 reachable; rules changed: Add rule allow tcp from tag a to ports 80 to b, inbound$/,
    );
    assert.match(await go('ArrowRight'), /1\d min ago; 1 of 12 reachable$/);
    assert.equal(await state(page, 'A→B'), 'reachable');
    assert.match(
      await page.locator('.rules-said').innerText(),
      new RegExp(`^Rules changed ${TIME}: Add rule allow tcp`),
    );
    assert.match(await go('ArrowUp'), /\d min ago; 2 of 6 reachable$/);
    assert.equal(await page.locator('[data-node="D"]').count(), 0);
    assert.match(await go('ArrowLeft'), /1\d min ago; 1 of 12 reachable$/);
    assert.match(await go('PageDown'), /1\d min ago/);
    assert.equal(await go('End'), 'Live; 2 of 12 reachable');
    assert.equal(await go('ArrowRight'), 'Live; 2 of 12 reachable');
    assert.deepEqual(looks(await opened.sent()), [
      minute(0),
      minute(4),
      minute(5),
      minute(10),
      minute(5),
      minute(4),
      null,
    ]);
  });

  it('shows the past despite new changes, until the user returns to the present', async () => {
    const quarter = new Quarter();
    const { page, host } = await showTime(quarter);
    await slider(page).press('Home');
    await host.answer();
    quarter.present = stars(['D→A'], FOUR, now + 5_000);
    quarter.recording.see(stars(['D→A']), now + 5_000);
    await host.update();
    assert.equal(await state(page, 'D→A'), 'unreachable');
    assert.equal(await page.locator('.graph.past').count(), 1);
    assert.equal(await page.locator('.graph > .heard[aria-live]').innerText(), '');
    await press(page, 'Live');
    await host.answer();
    assert.equal(await state(page, 'D→A'), 'reachable');
    assert.equal(await page.locator('.graph.past').count(), 0);
  });

  it('supports the pointer, which snaps to rule changes', async () => {
    const { opened, page, host } = await showTime();
    const box = (await slider(page).boundingBox()) ?? assert.fail();
    const at = (minutes: number) => box.x + (box.width * minutes) / 15;
    await page.mouse.move(at(7), box.y + 10);
    await page.mouse.down();
    await host.answer();
    assert.equal(await state(page, 'A→B'), 'reachable');
    await page.mouse.move(at(4) + 3, box.y + 10);
    await page.mouse.up();
    await page.mouse.move(at(1), box.y + 10);
    await host.answer();
    assert.equal(await state(page, 'A→B'), 'unreachable');
    assert.equal(looks(await opened.sent()).at(-1), minute(4));
    assert.match(
      (await page.locator('.tick').first().getAttribute('title')) ?? '',
      new RegExp(`^Rules changed ${TIME}: Add rule allow tcp from tag a to ports 80 to b, inbound$`),
    );
  });

  it('plays from change to change, and stops at the present', async () => {
    const { opened, page, host } = await showTime();
    await page.locator('.speed vscode-dropdown').click();
    await page.locator('.speed vscode-option', { hasText: '60×' }).click();
    await slider(page).press(' ');
    await page.locator('.time vscode-button', { hasText: 'Pause' }).waitFor();
    await page.locator('.time vscode-button', { hasText: 'Play' }).waitFor();
    await host.answer();
    assert.deepEqual(looks(await opened.sent()), [minute(0), minute(5), minute(10), minute(14), null]);
    assert.equal(await valueText(page), 'Live; 2 of 12 reachable');
  });

  it('stops playing when dragged', async () => {
    const { opened, page, host } = await showTime();
    await press(page, 'Play');
    await slider(page).press('ArrowRight');
    await host.answer();
    await page.locator('.time vscode-button', { hasText: 'Play' }).waitFor();
    assert.deepEqual(looks(await opened.sent()), [minute(0), minute(5)]);
  });

  it('compares two moments in the graph, with counts and a list', async () => {
    const { page, host } = await showTime();
    await slider(page).press('Home');
    await slider(page).press('ArrowRight');
    await press(page, 'Compare From Here');
    await slider(page).press('ArrowRight');
    await slider(page).press('ArrowRight');
    await host.answer();
    assert.match(await valueText(page), new RegExp(`compared with ${TIME}: 2 appeared, 1 vanished$`));
    const region = page.getByRole('region', { name: 'Differences' });
    assert.match(await region.innerText(), new RegExp(`^Between ${TIME} and ${TIME}: 2 appeared, 1 vanished\n`));
    const lines = await region.getByRole('listitem').allInnerTexts();
    assert.deepEqual(lines.slice(0, 3), ['B · b → C · c appeared', 'C · c → A · a appeared', 'A · a → B · b vanished']);
    assert.match(lines[3] ?? '', new RegExp(`^Rules changed ${TIME}: Remove rule`));
    assert.match((await page.locator('[data-edge="A→B"]').getAttribute('aria-label')) ?? '', /vanished/);
    assert.deepEqual(await page.locator('[data-mark] .sign-words').allTextContents(), [
      'vanished',
      'appeared',
      'appeared',
    ]);
    await slider(page).press('ArrowLeft');
    await host.answer();
    assert.match(await region.innerText(), /1 appeared, 1 star appeared or vanished/);
    assert.match((await page.locator('[data-node="D"]').getAttribute('aria-label')) ?? '', /, vanished/);
    await slider(page).press('Escape');
    await host.answer();
    assert.equal(await region.isVisible(), false);
    assert.equal(await page.locator('[data-mark]').count(), 0);
    await slider(page).press('Escape');
    await host.answer();
    assert.equal(await valueText(page), 'Live; 2 of 12 reachable');
  });

  it('marks details as past, without an explanation', async () => {
    const { page, host } = await showTime();
    await page.locator('[data-edge="A→B"] .reach').dispatchEvent('click');
    const details = page.getByRole('complementary', { name: 'Details' });
    await details.getByText(/^unreachable, /).waitFor();
    await slider(page).press('Home');
    await slider(page).press('ArrowRight');
    await host.answer();
    await details.getByText('This is a past state.').waitFor();
    await details.getByText(/^reachable, 1\d min ago$/).waitFor();
    assert.equal(await details.locator('.why').isVisible(), false);
    await page.locator('[data-edge="A→D"] .reach').dispatchEvent('click');
    await slider(page).press('ArrowRight');
    await host.answer();
    await details.getByText('not present at this time').waitFor();
    await slider(page).press('End');
    await host.answer();
    await details.getByRole('heading', { name: 'A · a → D · d' }).waitFor();
  });

  it('works without a present', async () => {
    const quarter = new Quarter();
    const { page, host } = await showTime(quarter);
    const unreachable: GraphState = {
      kind: 'empty',
      reason: 'collector-unreachable',
      title: 'The collector is not responding',
      detail: '',
      actions: [],
    };
    quarter.present = unreachable;
    quarter.recording.pause();
    await host.update();
    await page.locator('[data-empty="collector-unreachable"]').waitFor();
    await slider(page).press('Home');
    await slider(page).press('ArrowRight');
    await host.answer();
    assert.equal(await state(page, 'A→B'), 'reachable');
    assert.match(await valueText(page), /1\d min ago; 1 of 12 reachable$/);
    await press(page, 'Live');
    await host.answer();
    await page.locator('[data-empty="collector-unreachable"]').waitFor();
    assert.equal(await page.locator('.time').isVisible(), true);
  });

  it('has a chart with a text alternative', async () => {
    const { page, host } = await showTime();
    const chart = page.getByRole('img', {
      name: new RegExp(
        `^Connections over time: 0 of 12 reachable at ${TIME}, 2 of 12 reachable at ${TIME}. Between 0 and 2 were reachable; rules changed 2 times\\.$`,
      ),
    });
    await chart.waitFor();
    const width = (await chart.boundingBox())?.width ?? 0;
    const drawn = (await page.locator('.chart path.reachable').getAttribute('d')) ?? '';
    // Nothing was reachable for a third of the time.
    assert.equal(Math.round(Number(/^M([\d.]+),/.exec(drawn)?.[1])), Math.round(width / 3));
    await slider(page).press('Home');
    await slider(page).press('ArrowRight');
    await host.answer();
    assert.deepEqual(await page.locator('.chart .key').allInnerTexts(), [
      '1 reachable',
      '11 unreachable',
      '0 not measured yet',
    ]);
    assert.equal(await page.locator('.chart path.reachable').getAttribute('d'), drawn);
  });

  it('requests no frames while nothing changes', async () => {
    const quarter = new Quarter();
    const { opened, page, host } = await showTime(quarter);
    const before = await opened.frames();
    quarter.present = stars(LAST, FOUR, now + 5_000);
    quarter.recording.see(stars(LAST), now + 5_000);
    await host.update();
    assert.equal(await opened.frames(), before);
    await slider(page).press('Home');
    await host.answer();
    const past = await opened.frames();
    quarter.present = stars(LAST, FOUR, now + 10_000);
    quarter.recording.see(stars(LAST), now + 10_000);
    await host.update();
    assert.equal(await opened.frames(), past);
  });

  it('hides controls that need a cluster for a recording, and remembers the recording', async () => {
    const { opened, page, host } = await show(new Quarter('seen.stars-recording.json'));
    await host.answer();
    assert.match(await valueText(page), /ago; 2 of 12 reachable$|just now; 2 of 12 reachable$/);
    for (const title of ['Live', 'Export…'])
      assert.equal(await page.locator('.time vscode-button', { hasText: title }).isVisible(), false, title);
    assert.equal(await page.locator('.time .chart').isVisible(), false);
    assert.equal(await page.locator('vscode-button[title="Show Timeline"]').isVisible(), false);
    await page.locator('[data-node="A"]').click();
    const details = page.getByRole('complementary', { name: 'Details' });
    await details.getByText('Show Neighbors').waitFor();
    assert.equal(await details.getByText('Open Rules').count(), 0);
    await slider(page).press('Home');
    await host.answer();
    assert.match(await valueText(page), /0 of 12 reachable$/);
    await slider(page).press('End');
    await host.answer();
    assert.match(await valueText(page), /2 of 12 reachable$/);
    assert.equal(
      (await opened.sent()).some(({ type }) => type === 'exportRecording'),
      false,
    );
  });

  it('requests an export of the recording', async () => {
    const { opened, page } = await showTime();
    await press(page, 'Export…');
    assert.deepEqual((await opened.sent()).at(-1), { type: 'exportRecording' });
  });

  it('opens again on a restored page, and whenever the host shows the past', async () => {
    const quarter = new Quarter();
    const first = await showTime(quarter);
    await slider(first.page).press('Home');
    await first.host.answer();
    const saved = await first.opened.saved();
    const again = await show(quarter, { saved });
    assert.equal(await again.page.locator('.time').isVisible(), true);
    assert.equal(await valueText(again.page), 'Live; 2 of 12 reachable');
    const past = await pages.show({ ...stars(SECOND), moment: { at: minute(5) } });
    assert.equal(await past.page.locator('.time').isVisible(), true);
    assert.match(await past.page.locator('.when').innerText(), new RegExp(`^${TIME} · 1\\d min ago$`));
  });

  for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
    it(`has no accessibility violations in axe (${theme})`, async () => {
      const { page, host } = await showTime(new Quarter(), { theme });
      assert.deepEqual(await violationsOf(page), []);
      await slider(page).press('Home');
      await press(page, 'Compare From Here');
      await slider(page).press('PageUp');
      await slider(page).press('ArrowRight');
      await host.answer();
      assert.deepEqual(await violationsOf(page), []);
      await picture(page, `graph-time-${theme}`);
    });
  }

  for (const width of [1100, 300])
    it(`has no accessibility violations in axe with a recording’s file (${width} px)`, async () => {
      const { page, host } = await show(new Quarter('seen.stars-recording.json'), { width });
      await host.answer();
      assert.match(await valueText(page), /2 of 12 reachable$/);
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width);
      assert.deepEqual(await violationsOf(page), []);
      await picture(page, `graph-file-${width}`);
    });

  it('fits into a narrow panel', async () => {
    const { page, host } = await showTime(new Quarter(), { width: 300, height: 640 });
    await slider(page).press('Home');
    await press(page, 'Compare From Here');
    await slider(page).press('End');
    await host.answer();
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 300);
    assert.ok(((await page.locator('.picture').boundingBox())?.height ?? 0) > 90);
    assert.deepEqual(await violationsOf(page), []);
    await picture(page, 'graph-time-narrow');
  });
});
