import assert from 'node:assert/strict';
import { graphState } from '../../../src/features/graph/state/model';
import { MeasurementHistory } from '../../../src/features/graph/state/facts/measurement-history';
import { object, type Entry } from '../../contract/etcd/calico3-objects';
import { largeCluster } from '../../fixtures/large-cluster';
import { calico3Policy } from '../cluster/calico3-cluster';
import { snapshot } from '../cluster/fixtures';
import { GraphPage } from './graph-page';

/** What a policy for all workloads of a namespace allows; `everyone` for all namespaces. */
function policy(name: string, namespace: string | undefined, ingress: readonly object[]): Entry {
  const selector = namespace === undefined ? 'all()' : `projectcalico.org/namespace == '${namespace}'`;
  const spec = { order: namespace === undefined ? 9 : 1, selector, types: ['Ingress'], ingress };
  return [`globalnetworkpolicies/default.${name}`, object('GlobalNetworkPolicy', `default.${name}`, spec)];
}

const FROM_N4 = { action: 'Allow', source: { selector: "projectcalico.org/namespace == 'n4'" }, destination: {} };
/** Four hundred workloads in forty namespaces, of which only n4 may connect to n3, and n3 to n5. */
const SNAPSHOT = snapshot({
  policy: calico3Policy([
    ...largeCluster({ pods: 400, namespaces: 40, policies: 0 }),
    policy('none', undefined, []),
    policy('n3', 'n3', [FROM_N4]),
    policy('n5', 'n5', [{ ...FROM_N4, source: { selector: "projectcalico.org/namespace == 'n3'" } }]),
  ]),
});
const collapsed = (...expanded: readonly string[]) =>
  graphState(
    { state: 'connected', name: 'x', policySince: 7, snapshot: SNAPSHOT },
    { measurementHistory: new MeasurementHistory(), expanded: new Set(expanded) },
  );

describe('graph page of a cluster whose groups are collapsed', () => {
  let page: GraphPage;
  beforeEach(() => (page = new GraphPage()));
  afterEach(() => page.close());

  const frames = () => page.all('[data-frame]').map(({ dataset }) => dataset['frame']);
  const placeOf = (id: string) => page.node(id).getAttribute('transform');
  async function click(element: HTMLElement): Promise<void> {
    element.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    await page.browser.settle();
  }

  const nodeOf = (element: HTMLElement) => element.closest<HTMLElement>('[data-node]')?.dataset['node'];

  it('draws a node for each group, with the number of its workloads', async () => {
    await page.show(collapsed());
    assert.equal(page.nodes.filter((id) => id.startsWith('▣')).length, 40);
    assert.match(page.node('▣ n3').textContent, /10.*n3.*10 workloads/);
    assert.match(page.text('.status'), /Calculated from policy/);
  });

  it('asks the host to expand a group and to collapse it, and moves nothing else', async () => {
    await page.show(collapsed());
    const before = placeOf('▣ n4');
    await click(page.node('▣ n3'));
    assert.deepEqual(page.sent.at(-1), { type: 'expand', expanded: ['▣ n3'] });
    await page.show(collapsed('▣ n3'));
    assert.deepEqual(frames(), ['▣ n3']);
    assert.ok(page.nodes.includes('n3/api') && !page.nodes.includes('▣ n3'));
    assert.equal(placeOf('▣ n4'), before);
    await click(page.one('[data-frame="▣ n3"] .frame-name'));
    assert.deepEqual(page.sent.at(-1), { type: 'expand', expanded: [] });
    await page.show(collapsed());
    assert.deepEqual(frames(), []);
    assert.equal(placeOf('▣ n4'), before);
  });

  it('expands a group with the keyboard', async () => {
    await page.show(collapsed());
    page.node('▣ n5').focus();
    await page.press('Enter');
    assert.deepEqual(page.sent.at(-1), { type: 'expand', expanded: ['▣ n5'] });
  });

  it('asks for what was expanded after a restart', async () => {
    await page.show(collapsed());
    await click(page.node('▣ n3'));
    const { saved } = page;
    await page.close();
    page = new GraphPage(saved);
    assert.deepEqual(page.sent, [{ type: 'ready', expanded: ['▣ n3'] }]);
  });

  it('finds a collapsed group by the names of what is in it', async () => {
    await page.show(collapsed());
    await page.choose('vscode-text-field', 'ns:n7', 'input');
    assert.deepEqual(
      page.all('.nodes [data-node]:not([data-dim="true"])').map(({ dataset }) => dataset['node']),
      ['▣ n7'],
    );
  });

  it('shows a star of a collapsed group with its neighbors, grows, and leads back to the whole', async () => {
    await page.show(collapsed('▣ n3'));
    await page.post({ type: 'pointAt', node: 'n3/api', expanded: ['▣ n3'] });
    assert.match(page.text('.focus'), /Around n3\/api, 1 step/);
    assert.deepEqual([...page.nodes].sort(), ['n3/api', '▣ n4', '▣ n5']);
    assert.deepEqual(
      page.all('.nodes [data-node] .more').flatMap((more) => (more.getAttribute('d') === '' ? [] : [nodeOf(more)])),
      ['▣ n4', '▣ n5'],
    );
    await page.click('.focus vscode-button', 'All');
    assert.ok(page.nodes.length > 40 && page.nodes.includes('n3/web'));
    assert.equal(page.text('.focus'), '');
  });
});
