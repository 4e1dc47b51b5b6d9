import assert from 'node:assert/strict';
import { PageBrowser } from './browser';

/** A page without a browser. The test takes VS Code's role. */
export class Page<ToHost> {
  readonly browser = new PageBrowser();
  /** The page's messages, oldest first. */
  readonly sent: ToHost[] = [];

  /**
   * @param isToHost Whether the page may send a message.
   * @param saved The page's saved state.
   */
  constructor(
    name: string,
    isToHost: (message: unknown) => message is ToHost,
    public saved?: unknown,
  ) {
    document.body.innerHTML = '<div id="stars"></div>';
    this.browser.load(name, {
      postMessage: (message: unknown) => {
        assert.ok(isToHost(message), JSON.stringify(message));
        this.sent.push(message);
      },
      getState: () => this.saved,
      setState: (state: unknown) => (this.saved = structuredClone(state)),
    });
  }

  /** Sends messages to the page, and waits until it has drawn the results. */
  async post(...messages: readonly object[]): Promise<void> {
    for (const data of messages) window.dispatchEvent(new MessageEvent('message', { data: structuredClone(data) }));
    await this.browser.settle();
  }

  all(selector: string): readonly HTMLElement[] {
    return [...document.querySelectorAll<HTMLElement>(selector)];
  }

  /** Returns the single element of a selector, optionally with a text. */
  one(selector: string, text?: string): HTMLElement {
    const found = this.all(selector).filter((element) => text === undefined || element.textContent === text);
    const [element] = found;
    assert.ok(element && found.length === 1, `${found.length} of ${selector} ${text ?? ''}`);
    return element;
  }

  /** Returns the text of an element. */
  text(selector: string): string {
    return this.one(selector).textContent;
  }

  async click(selector: string, text?: string): Promise<void> {
    this.one(selector, text).click();
    await this.browser.settle();
  }

  /** Sets the value of a toolkit field. */
  async choose(selector: string, value: string, event = 'change'): Promise<void> {
    const field = this.one(selector) as HTMLElement & { value: string };
    field.value = value;
    field.dispatchEvent(new Event(event, { bubbles: true }));
    await this.browser.settle();
  }

  /** Presses a key at the focused element. */
  async press(key: string, held: KeyboardEventInit = {}): Promise<void> {
    const target = document.activeElement ?? document.body;
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...held }));
    await this.browser.settle();
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}
