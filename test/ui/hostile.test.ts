import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Frame, Page } from 'playwright-core';
import { startLab, type Lab } from '../../src/lab/lab';
import { PATIENCE, Workbench } from './support/workbench';

/**
 * What any text of a cluster may contain: a command link, an icon, markup with a script, invisible characters, an
 * address.
 */
const LINK = '[click](command:workbench.action.terminal.new)';
const HOSTILE = `${LINK} $(zap) <img src=x onerror="document.title='taken over'"><b>bold</b> \u202egnp\u0007\u001b[31m **bold** https://evil.example/x`;
/** As a name that etcd and Marathon's paths accept. */
const NAME = `evil ${LINK} $(zap) <b>bold<\u202e`;
const LONG = `${'long '.repeat(20_000)}${LINK}`;

type Answer = readonly [status: number, body: unknown];

const app = {
  id: `/evil/${LINK}$(zap)<b>`,
  instances: 2,
  cmd: HOSTILE,
  labels: { [HOSTILE]: HOSTILE },
  container: { docker: { image: HOSTILE, parameters: [{ key: 'net', value: NAME }] } },
  deployments: [{ id: HOSTILE }],
  tasksRunning: 1,
  tasks: [{ id: HOSTILE, host: HOSTILE, state: 'TASK_RUNNING', ipAddresses: [{ ipAddress: '192.168.0.1' }] }],
  lastTaskFailure: { message: HOSTILE, state: HOSTILE, host: HOSTILE, timestamp: HOSTILE },
};

const ANSWERS: Readonly<Record<string, Answer>> = {
  'GET /v2/info': [200, { version: `1.0.0 ${HOSTILE}` }],
  'GET /v2/apps': [200, { apps: [app, { id: HOSTILE, instances: HOSTILE }] }],
  'GET /v2/groups': [200, { id: '/', groups: [{ id: '/evil', apps: [], groups: [] }], apps: [] }],
  'GET /v2/deployments': [
    200,
    [
      {
        id: `d-${HOSTILE}`,
        affectedApps: [app.id],
        currentStep: 1,
        totalSteps: 2,
        currentActions: [{ action: HOSTILE, app: app.id }],
      },
      { id: `${'long-'.repeat(100)}END`, affectedApps: [app.id], currentStep: 1, totalSteps: 2, currentActions: [] },
    ],
  ],
  'PUT /v2/groups/evil': [422, { message: HOSTILE, details: [{ path: HOSTILE, errors: [HOSTILE] }] }],
  'PUT /v2/groups/long': [422, { message: LONG }],
  'DELETE /v2/groups/evil': [409, { message: HOSTILE, deployments: [{ id: HOSTILE }] }],
};

/** Finds the effects of planted texts in a page. Editors mark special characters in their content themselves. */
const PLANTED = String.raw`(() => {
  const planted = /evil\.example|terminal\.new/;
  const links = [...document.querySelectorAll('a, [role="link"], [class*="detected-link"]')].filter((element) => {
    const target = [element.getAttribute('href'), element.getAttribute('data-href')].filter((address) => address);
    return element.localName === 'a' ? target.some((address) => planted.test(address)) || (target.length > 0 && element.textContent === 'click') : planted.test(element.textContent);
  });
  const elements = [...document.querySelectorAll('.codicon-zap, img[src="x"], b, strong')].filter((element) => element.localName === 'span' || element.localName === 'img' || element.textContent === 'bold');
  const hidden = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (/[\u202a-\u202e\u2066-\u2069\u0007\u001b]/.test(node.textContent) && !node.parentElement.closest('.view-lines, style, script')) hidden.push(node.textContent);
  }
  return [...[...links, ...elements].map(({ outerHTML }) => outerHTML.slice(0, 300)), ...hidden.map((text) => 'hidden: ' + text.slice(0, 300))];
})()`;

async function serve(listener: RequestListener): Promise<Server> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

describe('hostile text from a cluster', function () {
  this.timeout(90_000);
  let workbench: Workbench;
  let lab: Lab;
  let marathon: Server;
  let collector: Server;
  let page: Page;

  before(async () => {
    lab = await startLab();
    const put = (path: string, value: string) =>
      fetch(`${lab.endpoints.etcd}/v2/keys${path.split('/').map(encodeURIComponent).join('/')}`, {
        method: 'PUT',
        body: new URLSearchParams({ value }),
      });
    const profile = '/calico/v1/policy/profile';
    const rules = {
      inbound_rules: [
        { action: 'allow', src_tag: 'web', comment: HOSTILE },
        { action: 'allow', src_selector: `a == "${LINK}"` },
      ],
      outbound_rules: [{ action: 'allow' }],
    };
    await put(`${profile}/web/tags`, JSON.stringify(['web', NAME, HOSTILE]));
    await put(`${profile}/web/rules`, JSON.stringify(rules));
    await put(`${profile}/${NAME}/tags`, JSON.stringify(['web']));
    await put(`${profile}/${NAME}/rules`, JSON.stringify(rules));
    await put(`${profile}/broken/rules`, JSON.stringify({ inbound_rules: [{ action: HOSTILE }] }));
    await put(`${profile}/deep/rules`, '['.repeat(12_000));
    await put(
      `/calico/v1/host/${HOSTILE.replaceAll('/', '')}/workload/libnetwork/libnetwork/endpoint/e1`,
      JSON.stringify({ state: HOSTILE, name: HOSTILE, profile_ids: ['web', NAME], ipv4_nets: ['192.168.0.1/32'] }),
    );
    await put(
      '/docker/network/v1.0/network/n1',
      JSON.stringify({
        id: 'n1',
        name: NAME,
        networkType: HOSTILE,
        scope: 'global',
        ipamV4Config: JSON.stringify([{ PreferredPool: HOSTILE }]),
      }),
    );
    marathon = await serve(({ method, url = '' }, response) => {
      const path = new URL(url, 'http://x').pathname;
      if (path === '/v2/events') {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('\n');
        return;
      }
      const [status, body] = ANSWERS[`${method ?? ''} ${path}`] ?? [404, { message: HOSTILE }];
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    collector = await serve(({ url }, response) => {
      const resource = { id: NAME, url: `http://192.168.0.1:9000/${HOSTILE}` };
      const answer = {
        url: resource.url,
        statusCode: 200,
        json: { status: { targets: [{ url: HOSTILE, reachable: true }] } },
      };
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify(url === '/resources' ? { resources: [resource] } : { responses: { [NAME]: answer } }));
    });
    workbench = await Workbench.open({
      settings: {
        'calicoStars.clusters': [
          {
            name: 'hostile',
            etcd: [lab.endpoints.etcd],
            marathon: addressOf(marathon),
            collector: addressOf(collector),
          },
        ],
      },
      files: {
        'evil.json': JSON.stringify({ id: '/evil', apps: [] }),
        'long.json': JSON.stringify({ id: '/long', apps: [] }),
      },
    });
    ({ page } = workbench);
    await workbench.openView();
    await workbench.command('Calico Stars: Connect…');
    await workbench.pick('hostile');
    await workbench.row(/^Profiles, \d/).waitFor({ timeout: PATIENCE });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.picture(`failed-hostile-${this.currentTest.title.slice(0, 30)}`);
    else await harmless(this.currentTest?.title ?? '');
  });
  after(async () => {
    await workbench.close();
    await lab.close();
    for (const server of [marathon, collector]) {
      server.closeAllConnections();
      server.close();
    }
  });

  /** Nothing planted is a link, an icon or an element, no character hides another, and no script ran. */
  async function harmless(when: string): Promise<void> {
    for (const frame of page.frames())
      assert.deepEqual(await planted(frame), [], `${when}: ${frame.url().slice(0, 60)}`);
    assert.doesNotMatch(await page.title(), /taken over/, when);
    assert.equal(await page.locator('.terminal-wrapper, .xterm').count(), 0, when);
  }

  async function planted(frame: Frame): Promise<readonly string[]> {
    return frame.evaluate<readonly string[]>(PLANTED).catch((error: unknown) => {
      // Pages come and go in the meantime.
      if (/detached|destroyed|closed/.test(String(error))) return [];
      throw error;
    });
  }

  const notified = (text: RegExp) => workbench.notification(text).last().waitFor({ timeout: PATIENCE });
  const listed = () => page.locator('.quick-input-list .monaco-list-row').first().waitFor({ timeout: PATIENCE });

  it('is plain text in the tree’s rows', async () => {
    await workbench
      .row(/^evil \[click\]/)
      .first()
      .waitFor({ timeout: PATIENCE });
    await workbench.row('deep, can’t be read').waitFor({ timeout: PATIENCE });
    await workbench.row('Networks, 1').click();
    await page.keyboard.press('*');
    await workbench
      .row(/^Deploying/)
      .first()
      .waitFor({ timeout: PATIENCE });
    for (const row of await workbench.view.locator('.monaco-list-row[aria-expanded="false"]').all())
      await row.click({ timeout: 2_000 }).catch(() => undefined);
    await workbench.picture('hostile-tree');
    // Commands would take a selected app instead of asking.
    await workbench.row('Hosts, 2').click();
  });

  for (const row of [/^evil \[click\]/, /^broken/, /^Deploying/, /running$/]) {
    it(`is plain text in the tooltip of ${String(row)}`, async () => {
      await workbench.row(row).first().hover();
      await page.locator('.monaco-hover:visible, .workbench-hover:visible').first().waitFor({ timeout: PATIENCE });
    });
  }

  it('is plain text in lists and inputs', async () => {
    for (const command of [
      'Open Rules',
      'Add Tag…',
      'Remove Tag',
      'Explain Connection…',
      'Scale App…',
      'Cancel Deployment…',
      'Add Rule…',
    ]) {
      await workbench.command(`Calico Stars: ${command}`);
      await listed();
      await harmless(command);
      await page.keyboard.press('Escape');
      await page.locator('.quick-input-widget').waitFor({ state: 'hidden', timeout: PATIENCE });
    }
    await workbench.command('Calico Stars: Add Rule…');
    await workbench.pick('web');
    await workbench.pick('Inbound');
    await workbench.fill(`allow from tag "${LINK}"`);
    await listed();
    await harmless('a rule that is typed');
    await page.keyboard.press('Escape');
  });

  it('is plain text in Marathon’s rejections', async () => {
    await workbench.command('Calico Stars: Launch Group…');
    await workbench.fill('evil.json');
    await workbench.pick('evil.json');
    await notified(/click/);
    await workbench.picture('hostile-notification');
  });

  it('is truncated in a message, with the full text one click away', async () => {
    await workbench.command('Calico Stars: Launch Group…');
    await workbench.fill('long.json');
    await workbench.pick('long.json');
    await notified(/long long/);
    const notification = workbench.notification(/long long/).last();
    assert.ok(((await notification.textContent()) ?? '').length < 1_500);
    await notification
      .getByRole('button', { name: /Show All|Open Log/ })
      .first()
      .click();
    await page.locator('.output-view-container, [id="workbench.panel.output"]').first().waitFor({ timeout: PATIENCE });
    await workbench.picture('hostile-log');
  });

  it('is truncated in a list, with the full text one click away', async () => {
    await workbench.command('Calico Stars: Cancel Deployment…');
    const row = page.locator('.quick-input-list .monaco-list-row', { hasText: 'long-long-' });
    await row.hover();
    assert.doesNotMatch((await row.textContent()) ?? '', /END/);
    await workbench.picture('hostile-list');
    await row.getByRole('button', { name: 'Show All' }).click();
    await page
      .locator('.output-view-container, [id="workbench.panel.output"]')
      .locator('.view-line', { hasText: 'END' })
      .first()
      .waitFor({ timeout: PATIENCE });
    await workbench.picture('hostile-list-whole');
    await page.keyboard.press('Escape');
  });

  it('is plain text in a dialog', async () => {
    await workbench.command('Calico Stars: Destroy Group…');
    await workbench.pick('/evil');
    await page.locator('.monaco-dialog-box').waitFor({ timeout: PATIENCE });
    await workbench.picture('hostile-dialog');
    await harmless('dialog');
    await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Cancel' }).click();
  });

  it('is plain text in the graph', async () => {
    await workbench.command('Calico Stars: Show Graph');
    await workbench.graph.locator('[data-node]').first().waitFor({ timeout: PATIENCE });
    await workbench.graph.locator('[data-node]').first().click();
    await workbench.picture('hostile-graph');
  });

  it('is plain text in hovers and code lenses of a rules document', async () => {
    await workbench.command('Calico Stars: Open Rules');
    await workbench.pick('web');
    const word = page.locator('.view-line', { hasText: 'evil' }).first();
    await word.waitFor({ timeout: PATIENCE });
    await word.locator('span span').last().hover();
    await page
      .locator('.monaco-hover:visible')
      .first()
      .waitFor({ timeout: 3_000 })
      .catch(() => undefined);
    await workbench.picture('hostile-document');
  });

  it('is plain text in the matrix', async () => {
    await workbench.command('Calico Stars: Show Reachability Matrix');
    await page.getByRole('tab', { name: 'Reachability Matrix' }).waitFor({ timeout: PATIENCE });
    await page.locator('iframe.webview.ready').last().waitFor({ timeout: PATIENCE });
    await workbench.picture('hostile-matrix');
  });
});
