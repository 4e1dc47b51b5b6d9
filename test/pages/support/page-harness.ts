import { build } from 'esbuild';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from '../../../scripts/browser';
import { pageHtml } from '../../../src/webviews/page';
import { THEMES } from '../graph/graph-themes';

const NONCE = 'bm9uY2U';

export interface OpenOptions {
  readonly theme?: keyof typeof THEMES;
  readonly width?: number;
  readonly height?: number;
  readonly reducedMotion?: boolean;
  /** As Windows' high contrast themes do: the browser replaces the page's colors. */
  readonly forcedColors?: boolean;
  /** Device pixels per CSS pixel. */
  readonly ratio?: number;
  /** The saved state of an earlier page. */
  readonly saved?: unknown;
}

/** Serves one of the built pages as VS Code does and opens it in Chromium. One instance per suite. */
export class PageHarness {
  private constructor(
    private readonly server: Server,
    private readonly browser: Browser,
    private readonly address: string,
  ) {}

  /** @param name The page's folder, and its style sheet there. */
  static async start(name: 'graph' | 'matrix' | 'explanation'): Promise<PageHarness> {
    const { outputFiles } = await build({
      entryPoints: [
        { in: `webview/${name}/main.ts`, out: name },
        { in: `webview/${name}/${name}.css`, out: name },
        ...(name === 'graph' ? [{ in: 'webview/graph/worker/main.ts', out: 'graph-worker' }] : []),
      ],
      bundle: true,
      // As the build does.
      banner: { js: '//# allFunctionsCalledOnLoad' },
      format: 'iife',
      target: 'es2022',
      platform: 'browser',
      write: false,
      outdir: 'dist',
    });
    const files = new Map(outputFiles.map(({ path, text }) => [`/${path.split('/').at(-1) ?? ''}`, text]));
    const server = createServer((request, response) => {
      const path = request.url ?? '/';
      const type = path.endsWith('.js') ? 'text/javascript' : path.endsWith('.css') ? 'text/css' : 'text/html';
      const body =
        path === '/'
          ? pageHtml({
              script: `/${name}.js`,
              style: `/${name}.css`,
              cspSource: "'self'",
              nonce: NONCE,
              pictures: name === 'graph',
              worker: name === 'graph',
            })
          : files.get(path);
      response.writeHead(body === undefined ? 404 : 200, { 'content-type': `${type}; charset=utf-8` }).end(body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new PageHarness(
      server,
      await launchBrowser(),
      `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    );
  }

  /**
   * Opens the page in VS Code's role; resolves with its first message.
   * @param isMessage Whether a message belongs to the page's protocol.
   */
  async open<Message>(
    isMessage: (value: unknown) => value is Message,
    {
      theme = 'dark',
      width = 1100,
      height = 700,
      reducedMotion = false,
      forcedColors = false,
      ratio = 1,
      saved,
    }: OpenOptions = {},
  ): Promise<HarnessPage<Message>> {
    const context = await this.browser.newContext({
      viewport: { width, height },
      deviceScaleFactor: ratio,
      reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
      forcedColors: forcedColors ? 'active' : 'none',
    });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', ({ message }) => faults.push(message));
    page.on(
      'console',
      (message) => message.type() === 'error' && !message.text().includes('favicon') && faults.push(message.text()),
    );
    await page.addInitScript(prelude(theme, saved));
    // Recorded from the beginning, because a page that fails while loading reports nothing else.
    const fault = new Promise<never>((_, reject) => page.once('pageerror', reject));
    fault.catch(() => undefined);
    await page.goto(this.address);
    await Promise.race([
      page.evaluate('sentMessages.length > 0 || new Promise((resolve) => { window.firstMessage = resolve; })'),
      fault,
    ]);
    return new HarnessPage(context, page, isMessage, faults);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    this.server.close();
  }
}

/** A page in a browser. */
export class HarnessPage<Message> {
  constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
    private readonly isMessage: (value: unknown) => value is Message,
    /** Errors of the page, including violations of the content policy. */
    readonly faults: readonly string[],
  ) {}

  /**
   * The page's requests, oldest first. Read from the page itself, so that none is in transit.
   * @throws Error if a message doesn't belong to the page's protocol.
   */
  async sent(): Promise<readonly Message[]> {
    const messages: readonly unknown[] = await this.page.evaluate('sentMessages');
    return messages.map((message) => {
      if (!this.isMessage(message)) throw new Error(`Not a message: ${JSON.stringify(message)}`);
      return message;
    });
  }

  /** Sends messages, and waits until the page has drawn the results. */
  async post(messages: readonly object[]): Promise<void> {
    for (const message of messages) await this.page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
    await this.nextFrame();
  }

  /** A message is handled before the next frame, and the frame that it requests is the one after. */
  nextFrame(): Promise<unknown> {
    return this.page.evaluate('new Promise((resolve) => nativeFrame(() => nativeFrame(resolve)))');
  }

  /** The state that the page saved last. */
  saved(): Promise<unknown> {
    return this.page.evaluate('keptState');
  }

  /** The number of calls of requestAnimationFrame so far. */
  frames(): Promise<number> {
    return this.page.evaluate('frameCount');
  }

  close(): Promise<void> {
    return this.context.close();
  }
}

/** Runs before the page's own script: VS Code's interface, its theme, and a counter of requested frames. */
function prelude(theme: keyof typeof THEMES, saved: unknown): string {
  const { bodyClass, variables } = THEMES[theme];
  return `
    window.keptState = ${(JSON.stringify(saved) as string | undefined) ?? 'undefined'};
    window.sentMessages = [];
    window.frameCount = 0;
    window.nativeFrame = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (callback) => (window.frameCount++, window.nativeFrame(callback));
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => { window.sentMessages.push(structuredClone(message)); window.firstMessage?.(); },
      getState: () => window.keptState,
      setState: (state) => { window.keptState = state; },
    });
    new MutationObserver((_, observer) => {
      if (!document.body) return;
      observer.disconnect();
      for (const [name, value] of Object.entries(${JSON.stringify(variables)})) document.documentElement.style.setProperty('--vscode-' + name, value);
      document.body.classList.add(...${JSON.stringify(bodyClass.split(' '))});
    }).observe(document, { childList: true, subtree: true });
    document.addEventListener('securitypolicyviolation', (event) => console.error('content policy: ' + event.violatedDirective + ' ' + event.sourceFile + ':' + event.lineNumber + ':' + event.columnNumber));
  `;
}
