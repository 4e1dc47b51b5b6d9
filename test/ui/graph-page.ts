import { build } from 'esbuild';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/browser';
import { pageHtml } from '../../src/graph/page';
import { isToHost, type GraphState, type ToHost, type ToPage } from '../../src/graph/protocol';
import { Feed } from '../../src/graph/feed';
import { THEMES } from './graph-themes';

const NONCE = 'bm9uY2U';

export interface OpenOptions {
  readonly theme?: keyof typeof THEMES;
  readonly width?: number;
  readonly height?: number;
  readonly reducedMotion?: boolean;
  /** What the editor kept of an earlier page. */
  readonly saved?: unknown;
}

/** The graph's page in a browser, with this in the editor's place. */
export interface OpenPage {
  readonly page: Page;
  /** Shows a state: the whole of it the first time, then what changed, as the panel does. */
  show(state: GraphState): Promise<void>;
  /** What the page has asked for, the oldest first. */
  readonly sent: readonly ToHost[];
  /** Faults of the page: errors, and what the content policy refused. */
  readonly faults: readonly string[];
  /** What the page had the editor keep last. */
  saved(): Promise<unknown>;
  /** Calls of requestAnimationFrame so far. */
  frames(): Promise<number>;
  close(): Promise<void>;
}

/** Serves the built page as the editor does and opens it in Chromium. One of these serves a whole suite. */
export class GraphHarness {
  private constructor(private readonly server: Server, private readonly browser: Browser, private readonly address: string) {}

  static async start(): Promise<GraphHarness> {
    const { outputFiles } = await build({
      entryPoints: [{ in: 'webview/graph/main.ts', out: 'graph' }, { in: 'webview/graph/graph.css', out: 'graph' }],
      bundle: true, format: 'iife', target: 'es2022', platform: 'browser', write: false, outdir: 'dist',
    });
    const files = new Map(outputFiles.map(({ path, text }) => [`/${path.split('/').at(-1) ?? ''}`, text]));
    const server = createServer((request, response) => {
      const path = request.url ?? '/';
      const type = path.endsWith('.js') ? 'text/javascript' : path.endsWith('.css') ? 'text/css' : 'text/html';
      const body = path === '/' ? pageHtml({ script: '/graph.js', style: '/graph.css', cspSource: "'self'", nonce: NONCE }) : files.get(path);
      response.writeHead(body === undefined ? 404 : 200, { 'content-type': `${type}; charset=utf-8` }).end(body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new GraphHarness(server, await launchBrowser(), `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  }

  async open({ theme = 'dark', width = 1100, height = 700, reducedMotion = false, saved }: OpenOptions = {}): Promise<OpenPage> {
    const context = await this.browser.newContext({ viewport: { width, height }, reducedMotion: reducedMotion ? 'reduce' : 'no-preference' });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', ({ message }) => faults.push(message));
    page.on('console', (message) => message.type() === 'error' && !message.text().includes('favicon') && faults.push(message.text()));
    const sent: ToHost[] = [];
    let wake: (() => void) | undefined;
    await page.exposeFunction('hostReceives', (message: unknown) => {
      if (!isToHost(message)) return faults.push(`not a message: ${JSON.stringify(message)}`);
      sent.push(message);
      wake?.();
    });
    await page.addInitScript(prelude(theme, saved));
    const ready = new Promise<void>((resolve, reject) => {
      wake = resolve;
      page.once('pageerror', reject);
    });
    await Promise.all([ready, page.goto(this.address)]);
    return new BrowserPage(context, page, sent, faults);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    this.server.close();
  }
}

class BrowserPage implements OpenPage {
  readonly #feed = new Feed((message: ToPage) => {
    this.#posted = this.page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
  });
  #posted: Promise<unknown> = Promise.resolve();
  #started = false;

  constructor(private readonly context: BrowserContext, readonly page: Page, readonly sent: readonly ToHost[], readonly faults: readonly string[]) {}

  async show(state: GraphState): Promise<void> {
    if (this.#started) this.#feed.update(state);
    else this.#feed.start(state);
    this.#started = true;
    await this.#posted;
    // The message is handled before, the frame that it asks for within, the next one.
    await this.page.evaluate('new Promise((resolve) => nativeFrame(() => nativeFrame(resolve)))');
  }

  saved(): Promise<unknown> {
    return this.page.evaluate('keptState');
  }

  frames(): Promise<number> {
    return this.page.evaluate('frameCount');
  }

  close(): Promise<void> {
    return this.context.close();
  }
}

/** Runs before the page's own script: the editor's interface, its theme, and a count of the frames that the page asks for. */
function prelude(theme: keyof typeof THEMES, saved: unknown): string {
  const { bodyClass, variables } = THEMES[theme];
  return `
    window.keptState = ${JSON.stringify(saved) as string | undefined ?? 'undefined'};
    window.frameCount = 0;
    window.nativeFrame = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (callback) => (window.frameCount++, window.nativeFrame(callback));
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => window.hostReceives(message),
      getState: () => window.keptState,
      setState: (state) => { window.keptState = state; },
    });
    new MutationObserver((_, observer) => {
      if (!document.body) return;
      observer.disconnect();
      for (const [name, value] of Object.entries(${JSON.stringify(variables)})) document.documentElement.style.setProperty('--vscode-' + name, value);
      document.body.classList.add(${JSON.stringify(bodyClass)});
    }).observe(document, { childList: true, subtree: true });
    document.addEventListener('securitypolicyviolation', (event) => console.error('content policy: ' + event.violatedDirective + ' ' + event.sourceFile + ':' + event.lineNumber + ':' + event.columnNumber));
  `;
}
