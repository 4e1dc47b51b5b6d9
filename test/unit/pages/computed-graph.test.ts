import assert from 'node:assert/strict';
import { graphState } from '../../../src/features/graph/state/model';
import { MeasurementHistory } from '../../../src/features/graph/state/facts/measurement-history';
import { answered, app, demo, UI_OPEN, type DemoOptions } from '../graph/demo-cluster';
import { GraphPage } from './graph-page';

const TCP_9000 = { action: 'allow', protocol: 'tcp', dst_ports: [9000] } as const;
const computed = (options: DemoOptions = {}) =>
  graphState(
    demo({
      marathon: { apps: [app('client'), app('frontend'), app('backend')] },
      observation: { state: 'none' },
      inbound: { 'management-ui': [{ action: 'allow' }], frontend: [TCP_9000] },
      outbound: { client: [] },
      ...options,
    }),
  );

describe('graph page without a collector', () => {
  let page: GraphPage;
  beforeEach(() => (page = new GraphPage()));
  afterEach(() => page.close());
  const marks = () =>
    page
      .all('.nodes [data-node]')
      .map((star) => [star.dataset['node'], star.querySelector<SVGElement>('.access')?.dataset['access'] ?? 'none']);
  const legend = () => page.all('.access-legend button:not([hidden])').map(({ textContent }) => textContent);

  it('marks and counts who is isolated and who is open to everyone', async () => {
    await page.show(computed());
    assert.deepEqual(marks(), [
      ['192.168.255.254', 'open'],
      ['/calico-stars/backend', 'isolated'],
      ['/calico-stars/client', 'isolated'],
      ['/calico-stars/frontend', 'none'],
      ['□', 'none'],
    ]);
    assert.deepEqual(legend(), ['2 isolated', '1 open to everyone']);
    await page.show(
      computed({ inbound: { 'management-ui': [TCP_9000], backend: [TCP_9000], client: [TCP_9000] }, outbound: {} }),
    );
    assert.deepEqual(legend(), ['1 isolated']);
  });

  it('filters by a count of the legend, and clears the filter with the same', async () => {
    await page.show(computed());
    await page.click('.access-legend button', '2 isolated');
    const shown = () => page.all('.nodes [data-node]:not([data-dim="true"])').map(({ dataset }) => dataset['node']);
    assert.deepEqual(shown(), ['/calico-stars/backend', '/calico-stars/client']);
    assert.equal(page.one('.access-legend button', '2 isolated').ariaPressed, 'true');
    await page.click('.access-legend button', '2 isolated');
    assert.equal(shown().length, 5);
    await page.click('.access-legend button', '1 open to everyone');
    assert.deepEqual(shown(), ['192.168.255.254']);
  });

  it('filters by a port that policy allows', async () => {
    await page.show(computed());
    await page.choose('vscode-text-field', 'port:9000', 'input');
    const onPort = page.edges;
    await page.choose('vscode-text-field', 'port:80', 'input');
    assert.deepEqual(
      onPort.filter((edge) => !page.edges.includes(edge)),
      [
        '/calico-stars/backend→/calico-stars/frontend',
        '192.168.255.254→/calico-stars/frontend',
        '□→/calico-stars/frontend',
      ],
    );
  });

  it('labels edges with their ports', async () => {
    const labels = () =>
      page.all('.edges [data-edge]').flatMap((edge) => {
        const [label] = edge.querySelectorAll('.sign-words');
        return label && edge.dataset['edge']?.startsWith('□') ? [[edge.dataset['edge'], label.textContent]] : [];
      });
    await page.show(computed());
    assert.deepEqual(labels(), [
      ['□→192.168.255.254', 'all ports'],
      ['□→/calico-stars/frontend', '9000'],
    ]);
    const many = [80, 443, 8080, 9000, 9090].map((port) => ({ ...TCP_9000, dst_ports: [port] }));
    await page.show(computed({ inbound: { 'management-ui': [{ ...TCP_9000, protocol: 'udp' }, ...many] } }));
    assert.deepEqual(labels(), [['□→192.168.255.254', '80, 443, 8080 and 3 more']]);
  });

  it('describes access and ports in the details', async () => {
    await page.show(computed());
    page.node('/calico-stars/client').dispatchEvent(new MouseEvent('click', { bubbles: true }));
    await page.browser.settle();
    assert.match(page.text('.details'), /Inbound\s*nobody can connect\s*Outbound\s*cannot connect to anything/);
    page.one('[data-edge="□→192.168.255.254"]').dispatchEvent(new MouseEvent('click', { bubbles: true }));
    await page.browser.settle();
    assert.match(page.text('.details'), /Ports\s*all ports/);
  });

  it('shows what policy denies from and to the selected star on request', async () => {
    await page.show(computed());
    page.node('/calico-stars/client').dispatchEvent(new MouseEvent('click', { bubbles: true }));
    await page.browser.settle();
    const denied = () => page.all('.edges [data-state="denied"]').map(({ dataset }) => dataset['edge'] ?? '');
    assert.deepEqual(denied(), []);
    assert.match(page.text('.details'), /Outgoing[^]*Anyone outside\s*denied by policy/);
    await page.click('.details vscode-button', 'Show Denied');
    assert.ok(denied().includes('/calico-stars/client→/calico-stars/backend'));
    assert.ok(denied().every((edge) => edge.includes('/calico-stars/client')));
    page.node('/calico-stars/backend').dispatchEvent(new MouseEvent('click', { bubbles: true }));
    await page.browser.settle();
    assert.ok(denied().every((edge) => edge.includes('/calico-stars/backend')));
    assert.match(page.text('.details'), /Outgoing[^]*Anyone outside\s*allowed by policy[^]*Incoming/);
    await page.click('.details vscode-button', 'Hide Denied');
    assert.deepEqual(denied(), []);
  });

  it('asks for a connection that is dragged from a star to another', async () => {
    await page.show(computed());
    const drag = async (from: string, to: string, key?: string) => {
      page.node(from).dispatchEvent(new MouseEvent('mousedown', { bubbles: true, shiftKey: true }));
      window.dispatchEvent(new MouseEvent('mousemove', { clientX: 10, clientY: 20 }));
      assert.equal(page.all('.connecting').length, 1);
      if (key !== undefined) window.dispatchEvent(new KeyboardEvent('keydown', { key }));
      page.node(to).dispatchEvent(new MouseEvent('mouseup', { bubbles: true }));
      await page.browser.settle();
      assert.equal(page.all('.connecting').length, 0);
    };
    const asked = () => page.sent.filter(({ type }) => type === 'explain');
    await drag('/calico-stars/client', '/calico-stars/client');
    await drag('/calico-stars/client', '/calico-stars/frontend', 'Escape');
    assert.deepEqual(asked(), []);
    await drag('/calico-stars/client', '/calico-stars/frontend');
    assert.deepEqual(asked(), [{ type: 'explain', from: '/calico-stars/client', to: '/calico-stars/frontend' }]);
    assert.equal(page.text('.details h2'), 'client → frontend');
  });

  it('offers measurements and what policy allows, and keeps stars where they are', async () => {
    const overlay = (content: 'measured' | 'allowed') => ({ measurementHistory: new MeasurementHistory(), content });
    const cluster = demo({ observation: answered(['C→F']), inbound: { 'management-ui': [UI_OPEN] } });
    const placeOf = (id: string) => page.node(id).getAttribute('transform');
    await page.show(graphState(cluster, overlay('measured')));
    const before = placeOf('C');
    await page.choose('.content vscode-dropdown', 'allowed');
    assert.deepEqual(
      page.sent.filter(({ type }) => type === 'content'),
      [{ type: 'content', content: 'allowed' }],
    );
    await page.show(graphState(cluster, overlay('allowed')));
    assert.equal(placeOf('/calico-stars/client'), before);
    await page.show(graphState(cluster, overlay('measured')));
    assert.equal(placeOf('C'), before);
  });
});
