import { createServer, request as send, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startLab, type Lab } from '../../src/lab/lab';
import { launchStars } from './support/stars';
import { PATIENCE, Workbench, type Theme } from './support/workbench';
import { step } from '../fixtures/step';

/** A proxy that can be blocked. */
class Gate {
  readonly #server: Server;
  blocked = false;

  constructor(target: string) {
    const { host } = new URL(target);
    this.#server = createServer((incoming, response) => {
      if (this.blocked) {
        response.destroy();
        return;
      }
      const onward = send(
        `${target}${incoming.url ?? ''}`,
        { method: incoming.method, headers: { ...incoming.headers, host } },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          response.flushHeaders();
          answer.pipe(response);
        },
      );
      onward.on('error', () => response.destroy());
      response.on('close', () => onward.destroy());
      incoming.pipe(onward);
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  block(): void {
    this.blocked = true;
    this.#server.closeAllConnections();
  }

  close(): void {
    this.block();
    this.#server.close();
  }
}

for (const theme of ['Default Dark Modern', 'Default Light Modern'] as const satisfies readonly Theme[]) {
  describe(`a cluster with a stopped etcd, ${theme}`, function () {
    this.timeout(120_000);
    let lab: Lab;
    let gate: Gate;
    let workbench: Workbench;
    before(async () => {
      lab = await startLab();
      const { etcd, marathon, docker, loadBalancer } = lab.endpoints;
      gate = new Gate(etcd);
      const cluster = {
        name: 'far',
        etcd: [await gate.listen()],
        marathon,
        docker: [docker],
        loadBalancer,
        virtualHost: 'my.marathon.app',
      };
      workbench = await Workbench.open({ theme, settings: { 'calicoStars.clusters': [cluster] } });
      await workbench.openView();
      await workbench.command('Calico Stars: Connect…');
      await workbench.pick('far');
      await workbench.row('Networks, 0').waitFor({ timeout: PATIENCE });
      await launchStars(workbench, lab.endpoints);
      await workbench.command('Calico Stars: Show Graph');
      await workbench.graph.locator('[data-node="C"]').waitFor({ timeout: PATIENCE });
    });
    afterEach(async function () {
      if (this.currentTest?.state === 'failed')
        await workbench.picture(`failed-${this.currentTest.title.slice(0, 40)}`);
    });
    after(async () => {
      await workbench.close();
      gate.close();
      await lab.close();
    });

    it('keeps its last data until etcd is back', async () => {
      await step('keeps the last data and shows its age everywhere', async () => {
        gate.block();
        await workbench.view.getByText(/^4 · unreachable, (a moment|\d+ s) old$/).waitFor({ timeout: PATIENCE });
        await workbench.row('client, 1 endpoint').waitFor({ timeout: PATIENCE });
        await workbench.page
          .locator('.statusbar-item', { hasText: /far (a moment|\d+ s) old/ })
          .waitFor({ timeout: PATIENCE });
        await workbench.graph
          .locator('[data-empty="stale"]', {
            hasText: /^Policy can’t be reached\. Last seen (just now|\d+ s ago)\. /,
          })
          .waitFor({ timeout: PATIENCE });
        await workbench.picture(`stale-${theme}`);
        await workbench.command('Calico Stars: Show Reachability Matrix');
        await workbench.graph.locator('.matrix [data-empty="stale"]').waitFor({ timeout: PATIENCE });
        await workbench.picture(`stale-matrix-${theme}`);
      });

      await step('is current again when etcd is back', async () => {
        gate.blocked = false;
        await workbench.row('Profiles, 4').waitFor({ timeout: PATIENCE });
        await workbench.graph.locator('[data-empty="stale"]').waitFor({ state: 'hidden', timeout: PATIENCE });
        await workbench.page
          .locator('.statusbar-item', { hasText: /old/ })
          .waitFor({ state: 'detached', timeout: PATIENCE });
      });
    }).timeout(240_000);
  });
}
