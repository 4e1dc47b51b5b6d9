import assert from 'node:assert/strict';
import { graphState } from '../../../src/features/graph/state/model';
import { exampleResources, graphOf, teams } from '../../pages/graph/graph-states';
import { answered, demo, LATE_503, UI_OPEN, UI_TO_PROBE } from '../graph/demo-cluster';
import { EXPLANATION } from './explanation';
import { GraphPage } from './graph-page';

const OPEN = { 'management-ui': [UI_OPEN], client: [UI_TO_PROBE], frontend: [UI_TO_PROBE], backend: [UI_TO_PROBE] };
const lit = (...reach: string[]) => graphState(demo({ inbound: OPEN, observation: answered(reach, [], Date.now()) }));
const silent = () =>
  graphState(demo({ inbound: { 'management-ui': [UI_OPEN] }, observation: answered([], ['B', 'C', 'F'], Date.now()) }));
const blocked = () => graphState(demo({ observation: { state: 'unreachable', at: 0, failure: LATE_503 } }));

describe('graph page', () => {
  let page: GraphPage;
  beforeEach(() => (page = new GraphPage()));
  afterEach(() => page.close());

  it('requests its state, and draws a node for each resource and an edge for each probe', async () => {
    assert.deepEqual(page.sent, [{ type: 'ready' }]);
    await page.show(graphOf(exampleResources()));
    assert.deepEqual(page.nodes, ['A', 'B', 'C', 'D', 'E', '□ foobar']);
    assert.equal(page.edges.length, 12);
    assert.equal(page.node('E').dataset['answered'], 'false');
    assert.equal(page.one('[data-edge="A→B"]').dataset['state'], 'reachable');
  });

  it('draws the first graph at once, and only once', async () => {
    const drawn = page.show(graphOf(exampleResources()));
    assert.equal(page.nodes.length, 6);
    assert.equal(page.browser.waiting, 1, 'the mark on the timeline');
    await drawn;
  });

  it('applies patches, and requests the full state if it missed one', async () => {
    await page.show(lit('C→F'));
    await page.show(lit('C→F', 'F→B'));
    assert.equal(page.one('[data-edge="F→B"]').dataset['state'], 'reachable');
    await page.post({
      type: 'patch',
      base: 77,
      revision: 78,
      sentAt: 0,
      observedAt: 0,
      nodes: [],
      goneNodes: [],
      edges: [],
      goneEdges: [],
      banner: null,
      stale: null,
      preview: null,
      moment: null,
      content: null,
    });
    assert.deepEqual(page.sent.at(-1), { type: 'ready' });
  });

  it('ignores invalid messages', async () => {
    await page.post({ type: 'state' }, { type: 'unknown' }, { type: 'command', command: 'format the disk' });
    assert.deepEqual(page.nodes, []);
  });

  it('shows why there is no graph, and sends the action of a button', async () => {
    await page.show(blocked());
    assert.equal(page.one('.empty').dataset['empty'], 'collector-blocked');
    const [first] = page.all('.empty vscode-button');
    first?.click();
    const asked = page.sent.at(-1);
    assert.ok(asked?.type === 'run' && asked.action.endsWith('allow tcp to ports 9001'));
    await page.show(lit());
    assert.equal(page.all('.empty').length, 0);
  });

  it('shows above the graph why nodes do not respond', async () => {
    await page.show(silent());
    assert.equal(page.one('.banner[data-empty]').dataset['empty'], 'no-probe-reached');
    page.all('.banner vscode-button')[0]?.click();
    assert.equal(page.sent.at(-1)?.type, 'run');
  });

  it('lists opened and closed connections of a preview', async () => {
    const graph = graphOf(exampleResources());
    await page.show({ ...graph, preview: { title: 'Add a rule', opened: 1, closed: 0, opens: ['A → E'], closes: [] } });
    assert.match(page.text('.preview-bar'), /Preview Add a rule.*opens 1: A → E.*closes nothing/);
    const unchecked = ['2 ports in use not checked'];
    await page.show({ ...graph, preview: { title: 'x', opened: 0, closed: 0, opens: [], closes: [], unchecked } });
    assert.match(page.text('.preview-bar'), /closes nothing \(2 ports in use not checked\)/);
    await page.show(graph);
    assert.equal(page.all('.preview-bar').length, 0);
  });

  describe('controls', () => {
    const boxes = () => page.all('vscode-checkbox').map(({ textContent }) => textContent);
    const found = () => page.text('.found');

    it('hide unreachable connections, the collector and outside endpoints', async () => {
      await page.show(graphOf(exampleResources()));
      assert.equal(page.text('.menu-title span:first-child'), 'View · 1 hidden');
      await page.click('vscode-checkbox', 'Unreachable connections');
      assert.deepEqual(page.edges, ['A→B', 'A→C', 'A→D', 'B→A', 'B→D']);
      await page.click('vscode-checkbox', 'Outside endpoints');
      assert.ok(!page.nodes.includes('□ foobar'));
      await page.click('vscode-checkbox', 'Collector');
      assert.ok(page.nodes.includes('★'));
      assert.equal(page.text('.menu-title span:first-child'), 'View · 2 hidden');
      assert.equal(boxes().length, 6);
    });

    it('filter, count matches, and report unknown terms', async () => {
      await page.show(teams(9));
      await page.choose('.query', 'profile:team-1', 'input');
      assert.equal(found(), '3 stars');
      assert.deepEqual(
        page.nodes.filter((id) => page.node(id).dataset['dim'] === 'false'),
        ['n1', 'n4', 'n7'],
      );
      await page.choose('.query', 'n4', 'input');
      assert.equal(found(), '1 star');
      await page.choose('.query', 'color:red', 'input');
      assert.equal(found(), 'Unknown terms: color:red');
      assert.equal(page.text('.unknown-term'), 'color:red');
      assert.match(page.text('.filter-help'), /^Known are name:, app:, .*is:, changed:, port:\.$/);
      await page.choose('.query', 'n4 -is:un  changed:x', 'input');
      assert.deepEqual(
        page.all('.unknown-term').map(({ textContent }) => textContent),
        ['-is:un', 'changed:x'],
      );
      assert.equal(
        page.text('.filter-help'),
        'After “is:” comes unselected, unreachable, unknown. After “changed:” comes a time: 30s, 5m or 1h.',
      );
      await page.choose('.query', '', 'input');
      assert.equal(page.one('.filter-help').hidden, true);
      assert.equal(page.all('.unknown-term').length, 0);
      assert.equal(found(), '');
    });

    it('group, collapse and expand', async () => {
      await page.show(teams(9));
      await page.choose('.grouping vscode-dropdown', 'profile');
      assert.equal(page.all('.frames [data-frame]').length, 3);
      await page.click('vscode-button', 'Collapse All');
      assert.equal(page.nodes.length, 3);
      await page.click('vscode-button', 'Expand All');
      assert.equal(page.nodes.length, 9);
    });

    it('apply the circular and layered layouts, and save them', async () => {
      await page.show(teams(6));
      const before = page.node('n0').getAttribute('transform');
      await page.choose('.layout vscode-dropdown', 'circular');
      assert.notEqual(page.node('n0').getAttribute('transform'), before);
      await page.choose('.layout vscode-dropdown', 'layered');
      const { saved } = page;
      await page.close();
      page = new GraphPage(saved);
      await page.show(teams(6));
      assert.equal((page.one('.layout vscode-dropdown') as HTMLElement & { value: string }).value, 'layered');
    });

    it('offer the matrix for many nodes, and show it', async () => {
      await page.show(teams(30));
      await page.choose('.view vscode-dropdown', 'matrix');
      assert.equal(page.one('.picture').hidden, true);
      await page.post({ type: 'command', command: 'view' });
      assert.equal(page.nodes.length, 30);
    });

    it('show the table of all connections, and the chart', async () => {
      await page.show(graphOf(exampleResources()));
      await page.click('vscode-button[title="Show Table"]');
      const grid = page.one('vscode-data-grid') as HTMLElement & { rowsData: readonly Record<string, string>[] };
      assert.equal(grid.rowsData.length, 13);
      assert.deepEqual(Object.values(grid.rowsData[0] ?? {}).slice(0, 3), ['A · a', 'B · b', 'reachable']);
      await page.click('vscode-button[title="Show Chart"]');
      assert.equal(page.one('vscode-button[title="Show Chart"]').ariaPressed, 'true');
      await page.click('vscode-button[title="Show Table"]');
      assert.equal(page.one('vscode-button[title="Show Table"]').ariaPressed, 'false');
    });

    it('follow the editor’s commands', async () => {
      await page.show(lit('C→F'));
      await page.post({ type: 'command', command: 'find' });
      assert.equal(document.activeElement, page.one('.query'));
      await page.post({ type: 'command', command: 'unreachable' });
      assert.deepEqual(page.edges, ['C→F']);
      await page.post({ type: 'command', command: 'markers' }, { type: 'do', command: 'fit' });
      assert.deepEqual(page.edges, ['C→F']);
    });
  });

  describe('a filter without a match', () => {
    it('says so, and is cleared by its button and by Escape', async () => {
      await page.show(lit('C→F'));
      const nothing = () => !page.one('.shown > .nothing').hidden;
      assert.ok(!nothing());
      await page.post({ type: 'pointAt', filter: 'profile:nowhere' });
      await page.browser.settle();
      assert.ok(nothing());
      await page.click('.nothing vscode-button', 'Clear Filter');
      await page.browser.settle();
      assert.ok(!nothing() && page.nodes.includes('F'));
      await page.post({ type: 'pointAt', filter: 'size:large' });
      await page.browser.settle();
      const field = page.one('.bars vscode-text-field');
      assert.equal(field.ariaInvalid, 'true');
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
      await page.browser.settle();
      assert.deepEqual(page.sent.at(-1), { type: 'filter', query: '' });
      assert.equal(field.ariaInvalid, 'false');
    });
  });

  describe('context menus', () => {
    const menuOf = (element: Element) => {
      element.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true }));
      return JSON.parse(page.one('.picture').dataset['vscodeContext'] ?? '{}') as object;
    };

    it('tell VS Code what they are about, without Cut, Copy and Paste', async () => {
      await page.show(lit('C→F'));
      const own = { preventDefaultContextMenuItems: true };
      assert.deepEqual(menuOf(page.node('F')), { ...own, webviewSection: 'star', node: 'F' });
      const edge = page.one('.edges [data-edge="C→F"]');
      assert.deepEqual(menuOf(edge), { ...own, webviewSection: 'edge', from: 'C', to: 'F' });
      assert.deepEqual(menuOf(page.one('.picture')), { ...own, webviewSection: 'ground' });
    });

    it('open details, neighbors and pairs', async () => {
      await page.show(lit('C→F'));
      await page.post({ type: 'menu', action: 'details', target: { webviewSection: 'edge', from: 'C', to: 'F' } });
      assert.equal(page.text('.details h2'), 'C · client → F · frontend');
      await page.post({ type: 'menu', action: 'neighbors', target: { webviewSection: 'star', node: 'F' } });
      assert.match(page.text('.focus'), /Around F, 1 step/);
    });
  });

  describe('details', () => {
    const title = () => page.text('.details h2');

    it('describe a node, and lead to its rules, neighbors and pairs', async () => {
      await page.show(lit('C→F'));
      page.node('F').dispatchEvent(new MouseEvent('click', { bubbles: true }));
      await page.browser.settle();
      assert.equal(title(), 'F · frontend');
      assert.match(page.text('.details .body'), /frontend/);
      await page.click('.details vscode-button', 'Open Rules');
      assert.equal(page.sent.at(-1)?.type, 'open');
      await page.click('.details vscode-button', 'Show Neighbors');
      assert.match(page.text('.focus'), /Around F, 1 step/);
      await page.click('.focus vscode-button', '+');
      assert.match(page.text('.focus'), /2 steps/);
      await page.click('.focus vscode-button', 'All');
      assert.equal(page.text('.focus'), '');
    });

    it('tell ages, with the times themselves in tooltips', async () => {
      await page.show(lit('C→F'));
      await page.post({ type: 'menu', action: 'details', target: { webviewSection: 'edge', from: 'C', to: 'F' } });
      const measured = page.all('.details dd').find(({ textContent }) => /^reachable, just now$/.test(textContent));
      assert.match(measured?.title ?? '', /\d+:\d\d:\d\d/);
      assert.equal(page.text('.age'), 'Observed just now');
      assert.match(page.one('.age').title, /\d+:\d\d:\d\d/);
    });

    it('show the star of a row of the tree, whatever hid it, or filter for several', async () => {
      await page.show(lit('C→F'));
      await page.post({ type: 'pointAt', filter: 'profile:nowhere' });
      assert.equal(page.nodes.length, 0);
      await page.post({ type: 'pointAt', node: 'F' });
      await page.browser.settle();
      assert.equal(title(), 'F · frontend');
      assert.ok(page.nodes.includes('F'));
      assert.equal(page.focused, 'F');
    });

    it('are open again when the page comes back', async () => {
      await page.show(lit('C→F'));
      await page.post({ type: 'pointAt', node: 'F' });
      const { saved } = page;
      await page.close();
      page = new GraphPage(saved);
      await page.show(lit('C→F'));
      await page.browser.settle();
      assert.equal(title(), 'F · frontend');
    });

    it('explain a pair, preview a change and apply it', async () => {
      await page.show(lit('C→F'));
      page.node('C').focus();
      await page.press('Enter');
      await page.click('.details section:first-of-type .peer', 'F · frontendreachable');
      assert.equal(title(), 'C · client → F · frontend');
      assert.deepEqual(page.sent.at(-1), { type: 'explain', from: 'C', to: 'F' });
      await page.post({ type: 'explanation', from: 'C', to: 'F', explanation: EXPLANATION });
      assert.match(page.text('.why'), /No rule lets client in/);
      assert.equal(page.text('.verdict'), 'Dropped No rule lets client in.');
      const card = page.one('.why .card');
      card.dispatchEvent(new Event('focusin', { bubbles: true }));
      assert.deepEqual(page.sent.at(-1), { type: 'try', change: 'c1' });
      card.dispatchEvent(new Event('focusout', { bubbles: true }));
      assert.deepEqual(page.sent.at(-1), { type: 'try', change: null });
      await page.click('.why vscode-button', 'Add the rule');
      assert.deepEqual(page.sent.at(-1), { type: 'apply', change: 'c1' });
    });

    it('open a star’s rules on double click, even if the first click moves an edge under the pointer', async () => {
      await page.show(lit('C→F'));
      const click = (element: HTMLElement, type: string, detail: number) =>
        element.dispatchEvent(new MouseEvent(type, { bubbles: true, detail }));
      click(page.node('F'), 'click', 1);
      await page.post();
      click(page.one('[data-edge="C→F"]'), 'click', 2);
      click(page.one('.picture'), 'dblclick', 2);
      await page.post();
      assert.deepEqual(
        page.sent.filter(({ type }) => type === 'open'),
        [{ type: 'open', node: 'F' }],
      );
      assert.match(title(), /^F /);
    });

    it('replace the tooltip of the focused star', async () => {
      await page.show(lit('C→F'));
      page.node('C').dispatchEvent(new MouseEvent('pointerover', { bubbles: true }));
      assert.equal(page.one('.tooltip').hidden, false);
      page.node('C').focus();
      await page.press('Enter');
      assert.deepEqual([page.one('.tooltip').hidden, page.one('.details').hidden], [true, false]);
    });

    it('close with Escape and the button, and return focus', async () => {
      await page.show(lit('C→F'));
      page.node('C').focus();
      await page.press('Enter');
      assert.equal(page.one('.details').hidden, false);
      page.one('.details .close').focus();
      await page.press('Escape');
      assert.deepEqual([page.one('.details').hidden, page.focused], [true, 'C']);
    });

    it('show when policy can’t be evaluated', async () => {
      await page.show(lit('C→F'));
      page.one('[data-edge="C→F"]').dispatchEvent(new MouseEvent('click', { bubbles: true }));
      await page.browser.settle();
      assert.match(page.text('.details .body'), /Measured.*reachable/);
      await page.post({ type: 'explanation', from: 'C', to: 'F', explanation: null });
      assert.match(page.text('.why'), /Policy can’t be evaluated for this pair/);
    });
  });

  describe('keyboard', () => {
    it('has one Tab stop; arrows move, letters find', async () => {
      await page.show(lit('C→F'));
      assert.equal(page.all('.svg-layer [tabindex="0"]').length, 1);
      page.node('B').focus();
      await page.press('f');
      assert.equal(page.focused, 'F');
      const reached: string[] = [];
      for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']) {
        page.node('F').focus();
        await page.press(key, { shiftKey: true });
        reached.push(page.focused);
      }
      assert.ok(
        reached.some((at) => at.includes('→')),
        reached.join(' '),
      );
      await page.press('+');
      await page.press('-');
      await page.press('0');
      assert.equal(page.all('.svg-layer [tabindex="0"]').length, 1);
    });
  });

  it('dims what was last seen during an outage, with its age and a button that tries again', async () => {
    const since = Date.now() - 12_000;
    const graph = lit('C→F');
    assert.ok(graph.kind === 'graph');
    const stale = { since, title: 'The collector is not responding.', detail: 'No route.' };
    await page.show({ ...graph, stale: { ...stale, cluster: 'Prague' } });
    await page.click('[data-empty="stale"] vscode-button', 'Edit Cluster…');
    assert.deepEqual(page.sent.at(-1), { type: 'run', action: 'edit cluster' });
    await page.show({ ...graph, stale });
    assert.ok(
      page.all('[data-empty="stale"] vscode-button').every((one) => one.textContent !== 'Edit Cluster…' || one.hidden),
    );
    assert.match(page.text('[data-empty="stale"]'), /is not responding\. Last seen 10 s ago\. No route\./);
    assert.ok(page.one('.graph').classList.contains('stale'));
    assert.ok(page.nodes.includes('F'));
    await page.click('[data-empty="stale"] vscode-button', 'Try Again');
    assert.deepEqual(page.sent.at(-1), { type: 'run', action: 'try again' });
    await page.show(graph);
    assert.ok(!page.one('.graph').classList.contains('stale'));
  });

  it('announces changes to screen readers', async () => {
    await page.show(lit('C→F'));
    await page.show(lit('C→F', 'F→B'));
    assert.match(page.text('.graph > div.heard'), /backend is now reachable from frontend/);
  });

  it('responds to an export request, or explains why it can’t', async () => {
    await page.show(lit('C→F'));
    await page.post({ type: 'export', request: 1, as: 'mermaid', cluster: 'Prague' });
    const answer = page.sent.at(-1);
    assert.ok(answer?.type === 'exported' && answer.data.startsWith('flowchart'), JSON.stringify(answer));
    await page.show(blocked());
    await page.post({ type: 'export', request: 2, as: 'dot', cluster: 'Prague' });
    assert.equal(page.sent.at(-1)?.type, 'notExported');
  });
});
