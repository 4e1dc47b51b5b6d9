import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../../../scripts/browser';
import { firstLook, packaged } from '../../../scripts/build';
import { installExtension, QUIET_SETTINGS, startHost, writeSettings, type Host } from '../../../scripts/host';
import { ROOT, SAMPLE, VSIX } from '../../../scripts/paths';

export type Theme = 'Default Dark Modern' | 'Default Light Modern' | 'Default High Contrast';

/** What is used of the element of an edge. */
interface DrawnEdge {
  querySelector(path: string): {
    getTotalLength(): number;
    getPointAtLength(length: number): { matrixTransform(matrix: unknown): { readonly x: number; readonly y: number } };
    getScreenCTM(): unknown;
  };
  getBoundingClientRect(): { readonly left: number; readonly top: number };
}

/** Milliseconds to wait for a condition in the workbench. */
export const PATIENCE = 20_000;

/** An input that has kept its text for this many frames is the one that was opened. */
const STEADY = 20;

/** A real VS Code in a real browser, with the packaged extension in a separate profile, used like a user does. */
export class Workbench {
  private constructor(
    readonly page: Page,
    private readonly browser: Browser,
    private readonly host: Host,
    private readonly scratch: string,
    private readonly settings: Readonly<Record<string, unknown>>,
    private readonly folder = 'sample',
  ) {}

  /**
   * @param options.files Additional files of the workspace, which is a copy of the sample, by name.
   * @param options.started Starts as `npm start` does.
   * @param options.extensions Folders of other extensions that are installed.
   * @param options.untrusted Enables workspace trust, with an untrusted folder.
   */
  static async open({
    theme = 'Default Dark Modern',
    settings = {},
    files = {},
    started = false,
    untrusted = false,
    extensions = [],
  }: {
    theme?: Theme;
    settings?: object;
    files?: Readonly<Record<string, string>>;
    started?: boolean;
    untrusted?: boolean;
    extensions?: readonly string[];
  } = {}): Promise<Workbench> {
    const scratch = await mkdtemp(path.join(tmpdir(), 'calico-stars-ui-'));
    const dataDir = path.join(scratch, 'profile');
    await mkdir(dataDir, { recursive: true });
    const all = {
      ...QUIET_SETTINGS,
      ...(untrusted && { 'security.workspace.trust.startupPrompt': 'never' }),
      'workbench.colorTheme': theme,
      ...settings,
    };
    await writeSettings(dataDir, all);
    await installExtension(dataDir, VSIX);
    for (const extension of extensions) await installExtension(dataDir, await packaged(extension));
    if (started) await installExtension(dataDir, await firstLook());
    const folder = path.join(scratch, 'sample');
    await cp(SAMPLE, folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    const host = await startHost({ dataDir, workspaceTrust: untrusted });
    const browser = await launchBrowser();
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    const workbench = new Workbench(page, browser, host, scratch, all);
    await workbench.load();
    return workbench;
  }

  async load(): Promise<void> {
    await this.page.goto(`${this.host.address}/?folder=${encodeURIComponent(path.join(this.scratch, this.folder))}`);
    await this.page.locator('.monaco-workbench').waitFor({ timeout: PATIENCE });
    await this.page.getByRole('tab', { name: 'Calico Stars' }).first().waitFor({ timeout: PATIENCE });
  }

  /** Opens another window of the same VS Code on an empty folder. Closed with this one. */
  async newWindow(folder: string): Promise<Workbench> {
    await mkdir(path.join(this.scratch, folder));
    const page = await this.page.context().newPage();
    const other = new Workbench(page, this.browser, this.host, this.scratch, this.settings, folder);
    await other.load();
    return other;
  }

  /** Restarts the window and its extension host like VS Code does, after saving its state. */
  async restart(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.command('Developer: Reload Window');
    await loaded;
    await this.page.getByRole('tab', { name: 'Calico Stars' }).first().waitFor({ timeout: PATIENCE });
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.host.close();
    await rm(this.scratch, { recursive: true, force: true });
  }

  /** Clicks the star in the activity bar, unless the view is open: a second click would hide it. */
  async openView(): Promise<void> {
    if (await this.view.isVisible()) return;
    await this.page.getByRole('tab', { name: 'Calico Stars' }).first().click();
    await this.view.waitFor({ timeout: PATIENCE });
  }

  get view(): Locator {
    return this.page.locator('.pane', { has: this.page.locator('.pane-header', { hasText: /Cluster/i }) });
  }

  /** A row of the tree by its label and description, as screen readers read it. */
  row(name: string | RegExp): Locator {
    return this.view.getByRole('treeitem', typeof name === 'string' ? { name, exact: true } : { name });
  }

  /** Runs a command by typing its title into the Command Palette, which is reopened if something takes its focus. */
  async command(title: string): Promise<void> {
    // The palette lists recently used commands first, even if they only contain the typed text.
    const options = this.page.locator('.quick-input-list').getByRole('option');
    // Includes its keyboard shortcut, if it has one.
    const entry = options.and(this.page.locator(`[aria-label="${title}"], [aria-label^="${title}, "]`));
    const end = Date.now() + PATIENCE;
    for (let clicked = false; !clicked;) {
      await this.page.keyboard.press('F1');
      await this.quickInput.waitFor({ timeout: PATIENCE });
      await this.page.keyboard.insertText(title);
      clicked = await entry.click({ timeout: PATIENCE / 4 }).then(
        () => true,
        (error: unknown) => {
          if (Date.now() > end) throw error;
          return false;
        },
      );
    }
    await entry.waitFor({ state: 'hidden', timeout: PATIENCE });
  }

  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible input[type="text"]');
  }

  /** Selects an item of the open quick pick. */
  async pick(label: string): Promise<void> {
    const before = await this.#question();
    await this.page
      .locator('.quick-input-list .monaco-list-row', { hasText: label })
      .first()
      .click({ timeout: PATIENCE });
    await this.#answered(before);
  }

  /** The title and placeholder of the open input; empty if there is none. */
  async #question(): Promise<string> {
    const widget = this.page.locator('.quick-input-widget:visible');
    const titles = await widget.locator('.quick-input-title').allInnerTexts();
    return [
      ...titles,
      ...(await this.attributes(widget.locator('input[type="text"], input[type="password"]'), 'placeholder')),
    ].join(' ');
  }

  /** Waits for another input, or none: the next input replaces the previous one. File dialogs stay. */
  async #answered(before: string): Promise<void> {
    const end = Date.now() + 3_000;
    while (before !== '' && (await this.#question()) === before && Date.now() < end)
      await this.page.evaluate('new Promise(requestAnimationFrame)');
  }

  /** Opens a row's context menu and selects an item. A menu ignores clicks in its first moment, so this retries. */
  async menu(row: Locator, label: string): Promise<void> {
    const menu = this.page.locator('.monaco-menu');
    const item = menu.getByRole('menuitem', { name: label });
    const disabled = menu.locator('.action-item.disabled').getByRole('menuitem', { name: label });
    const end = Date.now() + PATIENCE;
    // A menu closes when a dialog that was open before it returns the focus, and keeps what it disabled at first. It is
    // another row's menu if the row moves away at the same time.
    for (let clicked = false; !clicked;) {
      await row.click({ button: 'right', timeout: PATIENCE });
      const opened = await item.waitFor({ timeout: PATIENCE / 4 }).then(
        () => true,
        (error: unknown) => {
          if (Date.now() > end) throw error;
          return false;
        },
      );
      if (!opened) await this.page.keyboard.press('Escape');
      while (await item.isVisible()) {
        if (await disabled.isVisible()) await this.page.keyboard.press('Escape');
        else
          clicked = await item.click({ timeout: 1_000 }).then(
            () => true,
            () => clicked,
          );
      }
    }
  }

  /** Clicks on the line of a graph's edge, because the center of its box is not on it. It may move meanwhile. */
  async clickLine(line: Locator): Promise<void> {
    const end = Date.now() + PATIENCE;
    for (let clicked = false; !clicked;) {
      const position = await line.evaluate((edge: DrawnEdge) => {
        const path = edge.querySelector('.reach');
        const at = path.getPointAtLength(path.getTotalLength() * 0.6).matrixTransform(path.getScreenCTM());
        const box = edge.getBoundingClientRect();
        return { x: at.x - box.left, y: at.y - box.top };
      });
      clicked = await line.click({ position, timeout: 1_000 }).then(
        () => true,
        (error: unknown) => {
          if (Date.now() > end) throw error;
          return false;
        },
      );
    }
  }

  /** Types into the open input and accepts it. */
  async type(text: string): Promise<void> {
    await this.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Fills the open input, again if it loses the text: one that replaces another clears itself at first. */
  async fill(text: string): Promise<void> {
    await this.quickInput.waitFor({ timeout: PATIENCE });
    const frame = 'new Promise((resolve) => requestAnimationFrame(resolve))';
    for (let held = 0; held < STEADY; held += 1) {
      if ((await this.quickInput.inputValue()) !== text) {
        await this.quickInput.fill(text);
        held = 0;
      }
      await this.page.evaluate(frame);
    }
  }

  /** A notification with a text. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-list-item', { hasText: text });
  }

  /** An attribute of each element of a locator, sorted. */
  async attributes(locator: Locator, name: string): Promise<readonly string[]> {
    // Read in one step, because the locator would wait for elements that are removed meanwhile.
    const values = await locator.evaluateAll(
      (elements: readonly { getAttribute(name: string): string | null }[], attribute) =>
        elements.map((element) => element.getAttribute(attribute)),
      name,
    );
    return values.filter((value) => value !== null).sort();
  }

  /** Waits until a value is as expected; fails with the last value. */
  async untilEqual<T>(read: () => Promise<T>, expected: T): Promise<void> {
    const end = Date.now() + PATIENCE;
    // A page that is removed while it is read has no value.
    const attempt = () => read().catch((error: unknown) => String(error));
    let value = await attempt();
    while (!isDeepStrictEqual(value, expected) && Date.now() < end) {
      await this.page.evaluate('new Promise(requestAnimationFrame)');
      value = await attempt();
    }
    assert.deepEqual(value, expected);
  }

  /** The content of the page of ours that is visible, which is in two nested frames. The walkthrough has others. */
  get graph(): FrameLocator {
    return this.page
      .frameLocator('iframe.webview.ready[src*="extensionId=calico-stars"]')
      .frameLocator('iframe#active-frame');
  }

  /** The addresses of the demo's cluster, from the extension's log. */
  async labEndpoints(): Promise<Readonly<Record<'etcd' | 'docker' | 'marathon' | 'loadBalancer', string>>> {
    const logs = path.join(this.scratch, 'profile', 'data', 'logs');
    const files = (await readdir(logs, { recursive: true })).filter((file) => file.endsWith('Calico Stars.log'));
    const texts = await Promise.all(files.map((file) => readFile(path.join(logs, file), 'utf8')));
    const [, etcd, docker, marathon, loadBalancer] =
      [
        ...texts
          .join('\n')
          .matchAll(/Local cluster started: etcd (\S+), Docker (\S+), Marathon (\S+), load balancer (\S+)/g),
      ].at(-1) ?? [];
    if (etcd === undefined || docker === undefined || marathon === undefined || loadBalancer === undefined)
      throw new Error(`The log contains no addresses: ${texts.join('\n')}`);
    // The log must not create links.
    return {
      etcd: `http://${etcd}`,
      docker: `http://${docker}`,
      marathon: `http://${marathon}`,
      loadBalancer: `http://${loadBalancer}`,
    };
  }

  /** Changes a setting in its file, as users can. */
  async setting(name: string, value: unknown): Promise<void> {
    await writeSettings(path.join(this.scratch, 'profile'), { ...this.settings, [name]: value });
  }

  /** Saves a screenshot of the window, or of another one, for review. */
  async picture(name: string, window = this.page): Promise<void> {
    const folder = path.join(ROOT, 'test', 'ui', 'artifacts');
    await mkdir(folder, { recursive: true });
    await window.screenshot({ path: path.join(folder, `${name}.png`) });
  }
}
