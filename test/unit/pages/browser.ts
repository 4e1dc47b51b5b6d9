import Module, { createRequire } from 'node:module';
import path from 'node:path';
import { Window } from 'happy-dom';

const ROOT = path.resolve(__dirname, '../../..');
const PAGES = path.join(ROOT, 'webview');
const TOOLKIT = '@vscode/webview-ui-toolkit';
const STAND_IN = path.join(__dirname, 'toolkit.ts');
const load = createRequire(__filename);

/** Node has these too, but they don't belong to the document. */
const REPLACED: ReadonlySet<string> = new Set(['Event', 'CustomEvent', 'EventTarget', 'MessageEvent', 'Blob']);

const WIDTH = 1000;
const HEIGHT = 700;

/** Maximum number of frames until a page must be idle. */
const MOST_FRAMES = 500;

/** Milliseconds between frames, on the page's clock. */
const FRAME = 16;

type Frame = (time: number) => void;
type Names = Record<string, unknown>;

/**
 * A window without a browser, for fast tests of pages. Pages are loaded unchanged, with a stand-in for the toolkit.
 * There is no layout: every element is as large as the window, at its origin. Frames come on the test's request.
 */
export class PageBrowser {
  readonly window = new Window({ width: WIDTH, height: HEIGHT, url: 'https://page.test/' });
  readonly #replaced = new Map<string, PropertyDescriptor | undefined>();
  #frames = new Map<number, Frame>();
  #asked = 0;
  #time = 0;

  /** Makes the browser's names global until {@link close}. */
  constructor() {
    const { window } = this;
    const names = window as unknown as Names;
    for (const name of Object.getOwnPropertyNames(window))
      if (!(name in globalThis) || REPLACED.has(name)) this.#define(name, names[name]);
    for (const name of ['addEventListener', 'removeEventListener', 'dispatchEvent', 'getComputedStyle', 'matchMedia'])
      this.#define(name, (names[name] as (...args: unknown[]) => unknown).bind(window));
    this.#define('window', window);
    for (const [name, size] of Object.entries({ clientWidth: WIDTH, clientHeight: HEIGHT }))
      Object.defineProperty(window.HTMLElement.prototype, name, { get: () => size });
    this.#define('requestAnimationFrame', (frame: Frame) => {
      this.#frames.set((this.#asked += 1), frame);
      return this.#asked;
    });
    this.#define('cancelAnimationFrame', (id: number) => this.#frames.delete(id));
    // Never idle.
    this.#define('requestIdleCallback', () => 0);
    this.#define('cancelIdleCallback', () => undefined);
  }

  /**
   * Loads the page's main module again.
   * @param api The stand-in for VS Code.
   */
  load(page: string, api: object): void {
    this.#define('acquireVsCodeApi', () => api);
    for (const file of Object.keys(load.cache))
      if (file.startsWith(PAGES) || file === STAND_IN) Reflect.deleteProperty(load.cache, file);
    const modules = Module as unknown as { _resolveFilename: (name: string, ...rest: unknown[]) => string };
    const resolve = modules._resolveFilename;
    modules._resolveFilename = (name, ...rest) => (name === TOOLKIT ? STAND_IN : resolve(name, ...rest));
    try {
      load(path.join(PAGES, page, 'main.ts'));
    } finally {
      modules._resolveFilename = resolve;
    }
  }

  /** Runs frames until the page requests no more, and its promises are settled. */
  async settle(): Promise<void> {
    for (let count = 0; count < MOST_FRAMES; count += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#frames.size === 0) return;
      this.frame();
    }
    throw new Error('The page keeps requesting frames.');
  }

  /** The number of functions that wait for the next frame. */
  get waiting(): number {
    return this.#frames.size;
  }

  /** Runs one frame. */
  frame(): void {
    const frames = [...this.#frames.values()];
    this.#frames.clear();
    this.#time += FRAME;
    for (const frame of frames) frame(this.#time);
  }

  /** Closes the page and removes the browser's names. */
  async close(): Promise<void> {
    this.#frames.clear();
    await this.window.happyDOM.close();
    for (const [name, descriptor] of this.#replaced)
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else Reflect.deleteProperty(globalThis, name);
  }

  #define(name: string, value: unknown): void {
    if (!this.#replaced.has(name)) this.#replaced.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
}
