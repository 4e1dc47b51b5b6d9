import assert from 'node:assert/strict';
import { matrixState, notConnected } from '../../../src/features/matrix/model';
import type { Matrix } from '../../../src/features/matrix/protocol';
import { answered, demo, NETWORKS, UI_OPEN, UI_TO_PROBE } from '../../unit/graph/demo-cluster';
import { largeMatrix, matrixOf, OUTSIDE, party } from '../../unit/matrix/matrices';
import { THEMES } from '../graph/graph-themes';
import { buttonsOf, passFrames, picture, violationsOf } from '../support/page-checks';
import { MatrixHarness, type MatrixPage, type OpenOptions } from './matrix-page';

const idOf = (name: string) => NETWORKS.find((network) => network.name === name)?.id ?? name;
const from = (tag: string) => ({ action: 'allow', protocol: 'tcp', src_tag: idOf(tag), dst_ports: [9000] }) as const;
const STARS = {
  'management-ui': [UI_OPEN],
  client: [UI_TO_PROBE],
  frontend: [UI_TO_PROBE, from('client')],
  backend: [UI_TO_PROBE, from('frontend')],
};
/** The demo with its rules. Client reaches frontend as intended; backend reaches client, which is not. */
const stars = (at = Date.now(), reach = ['C→F', 'F→B', 'B→C']) =>
  matrixState(demo({ inbound: STARS, observation: answered(reach, [], at) }));
const shut = () => matrixState(demo({ observation: answered([], [], Date.now()) }));

describe('matrix page', function () {
  this.timeout(60_000);
  let harness: MatrixHarness;
  let open: MatrixPage[] = [];

  before(async () => {
    harness = await MatrixHarness.start();
  });

  after(() => harness.stop());

  afterEach(async () => {
    const pages = open;
    open = [];
    const faults = pages.flatMap(({ opened }) => opened.faults);
    await Promise.all(pages.map((page) => page.close()));
    assert.deepEqual(faults, []);
  });

  async function show(state: Parameters<MatrixHarness['open']>[0], options?: OpenOptions): Promise<MatrixPage> {
    const page = await harness.open(state, options);
    open.push(page);
    return page;
  }

  for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
    it(`shows allowed connections by text and shape, and the measurements (${theme})`, async () => {
      const { page, ...shown } = await show(stars(), { theme }).then((opened) => ({
        page: opened.page,
        names: opened.names('row'),
        columns: opened.names('column'),
        cell: (name: string) => opened.cell(name),
      }));
      const names = ['backend', 'client', 'frontend', 'management-ui', 'Anyone outside'];
      assert.deepEqual([await shown.names, await shown.columns], [names, names]);
      assert.equal(await page.locator('.row .cell.allowed').count(), 9);
      assert.equal(await page.locator('.row .cell.denied').count(), 11);
      assert.equal(await page.locator('.row .cell.self').count(), 5);
      const glyph = (name: string) =>
        shown
          .cell(name)
          .evaluate(
            (element) =>
              (
                globalThis as unknown as { getComputedStyle(of: unknown, part: string): { content: string } }
              ).getComputedStyle(element, '::before').content,
          );
      assert.equal(await glyph('client → frontend on 9000: allowed; measured reachable'), '"✓ allowed"');
      assert.equal(await glyph('client → management-ui on 9000: denied'), '"✕ denied"');
      assert.equal(
        await page.locator('.row .cell.disagrees').getAttribute('aria-label'),
        'backend → client on 9000: denied; measured reachable, which disagrees',
      );
      assert.match(
        (await page.locator('.legend').textContent()) ?? '',
        /9 allowed11 denied8 match the measurement1 disagrees/,
      );
      await picture(page, `matrix-stars-${theme}`);
    });
  }

  it('follows the cluster, and redraws nothing if only the time changes', async () => {
    const opened = await show(shut());
    assert.equal(await opened.page.locator('.row .cell.allowed').count(), 4);
    // Tooltips have the time to the second.
    const now = Math.floor(Date.now() / 1000) * 1000;
    await opened.show(stars(now));
    assert.equal(await opened.page.locator('.row .cell.allowed').count(), 9);
    await opened.cell('client → frontend on 9000: allowed; measured reachable').hover();
    await opened.page.evaluate(
      'window.changes = 0; new MutationObserver((list) => { changes += list.length; }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true })',
    );
    const frames = await opened.opened.frames();
    await opened.show(stars(now + 1));
    await passFrames(opened.page, 20);
    assert.deepEqual([await opened.page.evaluate('changes'), (await opened.opened.frames()) - frames], [0, 0]);
    await opened.show(stars(now + 2, []));
    assert.match(
      await opened.statusText(),
      /^client → frontend on 9000: allowed; measured unreachable (just now|\d+ s ago), which disagrees$/,
    );
  });

  it('describes the hovered cell with its age, and keeps it current', async () => {
    const opened = await show(stars(Date.now() - 31_000));
    assert.match(await opened.statusText(), /^Point at a cell/);
    await opened.cell(/^backend → client/).hover();
    assert.equal(
      await opened.statusText(),
      'backend → client on 9000: denied; measured reachable 30 s ago, which disagrees',
    );
    assert.equal(await opened.page.locator('.status-text').getAttribute('aria-live'), 'polite');
    assert.equal(
      await opened.page.locator('.status-text span', { hasText: 'ago' }).getAttribute('aria-live'),
      'off',
      'increasing age is not announced',
    );
    await opened.grid.getByRole('columnheader', { name: /^frontend/ }).hover();
    assert.equal(await opened.statusText(), 'frontend: reached by 2 of 4 on 9000');
    await opened.page.locator('.asking').hover();
    assert.equal(await opened.statusText(), 'frontend: reached by 2 of 4 on 9000');
    await opened.grid.getByRole('gridcell', { name: /^client → client/ }).hover();
    assert.equal(
      await opened.page.getByRole('button', { name: 'Explain' }).isVisible(),
      false,
      'there is nothing to explain',
    );
  });

  it('supports the keyboard: one Tab stop, arrows, names, Enter', async () => {
    const opened = await show(stars());
    const { page } = opened;
    assert.equal(await opened.grid.locator('[tabindex="0"]').count(), 1);
    await page.locator('vscode-button', { hasText: 'Export' }).focus();
    await page.keyboard.press('Tab');
    assert.equal(await opened.focused(), 'backend → backend: not evaluated (same workload)');
    await page.keyboard.press('Enter');
    assert.deepEqual(
      (await opened.sent()).map(({ type }) => type),
      ['ready'],
      'nothing to explain',
    );
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    assert.equal(await opened.focused(), 'client → Anyone outside on 9000: allowed');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowLeft');
    assert.equal(await opened.focused(), 'client: reaches 2 of 4 on 9000');
    await page.keyboard.type('ma');
    assert.equal(await opened.focused(), 'management-ui: reaches 4 of 4 on 9000');
    await page.keyboard.press('ArrowRight');
    assert.match(
      await opened.statusText(),
      /^management-ui → backend on 9000: allowed; measured reachable (just now|\d+ s ago)$/,
    );
    await page.keyboard.press('Enter');
    assert.deepEqual((await opened.sent()).at(-1), {
      type: 'explain',
      from: 'calico-mesos-02/libnetwork/libnetwork/e-management-ui',
      to: 'calico-mesos-02/libnetwork/libnetwork/e-backend',
    });
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowUp');
    assert.equal(await opened.focused(), 'backend: reached by 2 of 4 on 9000');
    assert.equal(await opened.grid.locator('[tabindex="0"]').count(), 1);
    await page.keyboard.press('Tab');
    assert.equal(await opened.grid.locator(':focus').count(), 0, 'Tab leaves the table');
  });

  it('explains on a second click, and with the button', async () => {
    const opened = await show(stars());
    const explain = {
      type: 'explain',
      from: 'calico-mesos-02/libnetwork/libnetwork/e-client',
      to: 'calico-mesos-02/libnetwork/libnetwork/e-backend',
    };
    const cell = opened.cell(/^client → backend/);
    await cell.click();
    assert.deepEqual(
      (await opened.sent()).map(({ type }) => type),
      ['ready'],
    );
    await cell.click();
    assert.deepEqual((await opened.sent()).at(-1), explain);
    await opened.cell(/^frontend → backend/).click();
    await opened.page.locator('vscode-button', { hasText: 'Explain' }).click();
    assert.deepEqual((await opened.sent()).at(-1), {
      ...explain,
      from: 'calico-mesos-02/libnetwork/libnetwork/e-frontend',
    });
  });

  it('keeps focus on the same pair when rows are added', async () => {
    const opened = await show(stars());
    await opened.cell(/^frontend → backend/).click();
    const more = stars();
    assert.ok(more.kind === 'matrix');
    const renamed: Matrix = { ...more, parties: [party('aaa', 0), ...more.parties], measured: [] };
    await opened.show(renamed);
    assert.match((await opened.focused()) ?? '', /^frontend → backend/);
    await opened.page.keyboard.press('ArrowUp');
    assert.match((await opened.focused()) ?? '', /^client → backend/);
  });

  it('queries another port, listed or typed, and another protocol', async () => {
    const opened = await show(stars());
    await opened.choose('Port', /^9001/);
    assert.deepEqual((await opened.sent()).at(-1), { type: 'ask', question: { protocol: 'tcp', port: 9001 } });
    await opened.show(matrixState(demo({ inbound: STARS }), { protocol: 'tcp', port: 9001 }));
    assert.match(
      (await opened.cell('Anyone outside → management-ui on 9001: allowed').getAttribute('class')) ?? '',
      /allowed/,
    );
    await opened.choose('Port', 'other');
    await opened.type('Port number', '70000');
    await opened.page.keyboard.press('Enter');
    await opened.type('Port number', '8080');
    await opened.page.keyboard.press('Enter');
    assert.deepEqual((await opened.sent()).slice(2), [{ type: 'ask', question: { protocol: 'tcp', port: 8080 } }]);
    await opened.show(matrixState(demo({ inbound: STARS }), { protocol: 'tcp', port: 8080 }));
    assert.equal(await opened.page.locator('vscode-text-field[aria-label="Port number"] input').inputValue(), '8080');
    await opened.choose('Protocol', 'icmp');
    assert.deepEqual((await opened.sent()).at(-1), { type: 'ask', question: { protocol: 'icmp', port: 0 } });
    await opened.show(matrixState(demo({ inbound: STARS }), { protocol: 'icmp', port: 0 }));
    assert.equal(await opened.page.locator('.port').isVisible(), false);
    assert.match((await opened.cell(/^client → frontend/).getAttribute('aria-label')) ?? '', /by icmp: denied/);
  });

  it('sorts, filters, and clears filters without matches', async () => {
    const opened = await show(stars());
    await opened.choose('Sort by', 'most allowed');
    assert.deepEqual(await opened.names('row'), ['management-ui', 'client', 'frontend', 'backend', 'Anyone outside']);
    await opened.choose('Show', 'disagreements');
    assert.deepEqual([await opened.names('row'), await opened.names('column')], [['backend'], ['client']]);
    await opened.choose('Show', 'allowed');
    assert.equal(await opened.page.locator('.row .cell.denied:visible').count(), 0);
    await opened.type('From', 'front');
    assert.deepEqual(
      [await opened.names('row'), await opened.names('column')],
      [['frontend'], ['backend', 'Anyone outside']],
    );
    await opened.type('To', 'nobody');
    assert.match((await opened.page.locator('.nothing').textContent()) ?? '', /No workloads match/);
    await opened.page.locator('vscode-button', { hasText: 'Clear Filters' }).click();
    assert.equal((await opened.names('row')).length, 5);
    // The toolkit passes a value to its inner field in a separate frame.
    await opened.opened.nextFrame();
    assert.equal(await opened.page.locator('vscode-text-field[aria-label="From"] input').inputValue(), '');
  });

  it('groups equal workloads into one row unless turned off', async () => {
    const opened = await show(largeMatrix(240, 24));
    assert.equal(await opened.grid.getAttribute('aria-rowcount'), '26');
    assert.ok((await opened.names('row')).includes('api-0 ×10'));
    await opened.page.locator('vscode-checkbox', { hasText: 'Group alike' }).click();
    await opened.opened.nextFrame();
    assert.equal(await opened.grid.getAttribute('aria-rowcount'), '242');
    await opened.page.locator('vscode-checkbox', { hasText: 'Group alike' }).click();
    await opened.opened.nextFrame();
    const { x, y } = await opened.middleOf('api-0 ×10,', 'api-0 ×10,');
    await opened.page.mouse.dblclick(x, y);
    const sent = (await opened.sent()).at(-1);
    assert.ok(sent?.type === 'explain' && sent.from !== sent.to, 'two workloads of the group');
    assert.equal(
      await (await show(stars())).page.locator('vscode-checkbox').isVisible(),
      false,
      'no workloads are alike',
    );
  });

  it('renders only the visible cells of a thousand by a thousand', async () => {
    const opened = await show(largeMatrix(1_000));
    const { page, grid } = opened;
    assert.deepEqual(
      [await grid.getAttribute('aria-rowcount'), await grid.getAttribute('aria-colcount')],
      ['1002', '1002'],
    );
    assert.ok((await page.locator('.grid *').count()) < 1_000);
    await grid.evaluate((element) =>
      (element as unknown as { scrollTo(x: number, y: number): void }).scrollTo(12_000, 12_000),
    );
    await opened.opened.nextFrame();
    // Skips the rows and columns that are rendered outside the visible area.
    const [rows, columns] = [(await opened.names('row')).slice(12, 15), (await opened.names('column')).slice(12, 17)];
    for (const [row, column] of rows.flatMap((from) => columns.map((to) => [from, to] as const))) {
      const { x, y } = await opened.middleOf(`${row},`, `${column},`);
      await page.mouse.move(x, y);
      const statusText = await opened.statusText();
      assert.match(statusText, new RegExp(`^${row} → ${column}( on 9000)?: `));
      assert.equal(await opened.isGrounded(`${row},`, `${column},`), statusText.includes(': allowed'), statusText);
    }
    const [from, to] = [rows[0] ?? '', columns[0] ?? ''];
    const [corner, name, upright] = await Promise.all(
      ['.corner', `.rowheader[aria-label^="${from},"]`, `.columnheader[aria-label^="${to},"]`].map((element) =>
        grid.locator(element).boundingBox(),
      ),
    );
    assert.ok(corner && name && upright);
    assert.equal(corner.x, name.x, 'row headings stay at the side');
    assert.equal(corner.y, upright.y, 'column headings stay on top');
    await page.mouse.click(upright.x + 5, name.y + 5);
    assert.ok((await opened.focused())?.startsWith(`${from} → ${to} on 9000`));
    await page.keyboard.press('Control+End');
    assert.match((await opened.focused()) ?? '', /^Anyone outside → Anyone outside/);
    await grid.evaluate((element) => (element as unknown as { scrollTo(x: number, y: number): void }).scrollTo(0, 0));
    await opened.opened.nextFrame();
    await page.keyboard.press('ArrowLeft');
    assert.match(
      (await opened.focused()) ?? '',
      /^Anyone outside → web-83/,
      'focus is kept while scrolled out of view',
    );
  });

  it('restores its query, its view and the scroll position', async () => {
    const before = await show(largeMatrix(300));
    await before.choose('Sort by', 'profile');
    await before.choose('Port', /^9001/);
    await before.grid.evaluate((element) =>
      (element as unknown as { scrollTo(x: number, y: number): void }).scrollTo(480, 960),
    );
    await before.page.evaluate(
      'new Promise((resolve) => { const look = () => (keptState.scroll.y ? resolve() : nativeFrame(look)); look(); })',
    );
    const rows = await before.names('row');
    const after = await show(largeMatrix(300), { saved: await before.opened.saved() });
    assert.deepEqual((await after.sent())[0], { type: 'ready', question: { protocol: 'tcp', port: 9001 } });
    assert.deepEqual(await after.names('row'), rows);
  });

  it('shows the reason if there is no matrix, and sends the next step', async () => {
    const opened = await show(matrixState({ state: 'disconnected' }));
    await opened.page.locator('vscode-button', { hasText: 'Start Local Demo' }).click();
    assert.deepEqual((await opened.sent()).at(-1), { type: 'run', action: 'startDemo' });
    await opened.show(stars());
    assert.equal((await opened.names('row')).length, 5);
    await opened.page.locator('vscode-button', { hasText: 'Export CSV…' }).click();
    assert.deepEqual((await opened.sent()).at(-1), { type: 'export' });
  });

  const LATE = { kind: 'timeout', message: 'etcd did not answer within 10 s.', advice: 'Check the address.' } as const;
  for (const [name, state, buttons] of [
    ['no cluster', () => matrixState({ state: 'disconnected' }), ['Start Local Demo', 'Connect…']],
    [
      'a cluster that does not respond',
      () => matrixState({ state: 'failed', name: 'Prague', failure: LATE }),
      ['Try Again', 'Edit Cluster…', 'Open Log'],
    ],
    ['another cluster', () => notConnected('Prague'), ['Connect to Prague']],
    [
      'an outage',
      () => ({
        ...(stars() as Matrix),
        stale: { title: 'Policy can’t be reached.', detail: 'No route to host.', since: 0, cluster: 'Prague' },
      }),
      ['Try Again', 'Edit Cluster…'],
    ],
  ] as const)
    it(`keeps every button and its text in a panel of 300 px: ${name}`, async () => {
      const { page } = await show(state(), { width: 300, height: 640 });
      await page.locator('[data-empty]').waitFor();
      assert.deepEqual(await buttonsOf(page, '[data-empty] vscode-button'), { whole: buttons, cut: [] });
      const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      assert.equal(await page.evaluate(overflow), 0);
      await picture(page, `matrix-narrow-${name.replace(/ /g, '-')}`);
      assert.deepEqual(await violationsOf(page), []);
    });

  it('requests the full state after a missed patch', async () => {
    const opened = await show(stars());
    await opened.opened.post([
      { type: 'patch', base: 7, revision: 8, sentAt: 0, allowed: [], observedAt: null },
      { type: 'nonsense' },
    ]);
    assert.deepEqual(await opened.sent(), [
      { type: 'ready', question: null },
      { type: 'ready', question: null },
    ]);
  });

  it('escapes all text', async () => {
    const evil = '<img src=x onerror=document.title="taken"><script>document.title="taken"</script>';
    const { page, ...opened } = await show({
      ...matrixOf([party(evil, 1, { profiles: [evil] }), OUTSIDE], [[1, 0]]),
      ports: [{ port: 9000, users: [evil] }],
    }).then((shown) => ({
      page: shown.page,
      cell: shown.cell(/→ Anyone outside/),
      statusText: () => shown.statusText(),
    }));
    await opened.cell.first().hover();
    assert.ok((await opened.statusText()).includes(evil));
    assert.equal(await page.locator('img, #stars script').count(), 0);
    assert.equal(await page.title(), 'Calico Stars');
  });

  for (const [name, state, options] of [
    ['stars-narrow', stars(), { width: 300, height: 520 }],
    ['stars-forced', stars(), { forcedColors: true }],
    ['60', largeMatrix(60), { width: 1_300, height: 850 }],
    ['60-forced', largeMatrix(60), { forcedColors: true }],
    ['60-contrast', largeMatrix(60), { theme: 'contrast' }],
    ['60-narrow', largeMatrix(60), { width: 300, height: 600, theme: 'light' }],
    ['1000', largeMatrix(1_000), {}],
    ['1000-light', largeMatrix(1_000), { theme: 'light' }],
    ['1000-contrast', largeMatrix(1_000), { theme: 'contrast' }],
    ['1000-alike', largeMatrix(1_000, 36), { theme: 'light' }],
    ['none', matrixState({ state: 'disconnected' }), { width: 300 }],
  ] as const) {
    it(`has no clipped or overlapping text (${name})`, async () => {
      const { page } = await show(state, options);
      assert.equal(
        await page.evaluate(
          'document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight',
        ),
        true,
      );
      const boxes = await Promise.all(
        (await page.locator('.columnheader').all()).map((heading) => heading.boundingBox()),
      );
      const lefts = boxes
        .flatMap((box) => (box ? [[box.x, box.x + box.width] as const] : []))
        .sort(([a], [b]) => a - b);
      assert.ok(lefts.every(([left], index) => index === 0 || left >= (lefts[index - 1]?.[1] ?? 0) - 0.5));
      assert.equal(
        await page.evaluate(
          "[...document.querySelectorAll('.columnheader')].every((heading) => heading.querySelector('.title').getBoundingClientRect().width <= heading.getBoundingClientRect().width)",
        ),
        true,
      );
      if (name === 'stars-forced')
        assert.equal(
          await page.evaluate("getComputedStyle(document.querySelector('.row .cell.allowed')).outlineStyle"),
          'solid',
        );
      await picture(page, `matrix-${name}`);
    });
  }

  for (const [name, state, options] of [
    ['stars', stars(), {}],
    ['stars-light', stars(), { theme: 'light' }],
    ['60', largeMatrix(60), {}],
    ['60-contrast', largeMatrix(60), { theme: 'contrast' }],
    ['none', matrixState({ state: 'disconnected' }), {}],
  ] as const) {
    it(`has no accessibility violations in axe (${name})`, async () => {
      const { page } = await show(state, options);
      assert.deepEqual(await violationsOf(page), []);
    });
  }

  it('follows the theme’s colors', async () => {
    const { page } = await show(largeMatrix(60));
    const ink = () => page.evaluate<string>("document.querySelector('.tile').toDataURL()");
    const dark = await ink();
    await page.evaluate(
      "document.documentElement.style.setProperty('--vscode-charts-green', '#ff00ff'); document.body.classList.replace('vscode-dark', 'vscode-light')",
    );
    await passFrames(page, 2);
    assert.notEqual(await ink(), dark);
  });
});
