import assert from 'node:assert/strict';
import { PageBrowser } from './browser';

/** A page without a browser, with this in the editor's place. */
export class Page<ToHost> {
  readonly browser = new PageBrowser();
  /** What the page has sent, the oldest first. */
  readonly sent: ToHost[] = [];

  /**
   * @param isToHost whether the page may send a message.
   * @param saved what the page keeps over restarts of the editor.
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

  /** Hands the page messages, and waits until it has drawn what comes of them. */
  async tell(...messages: readonly object[]): Promise<void> {
    for (const data of messages) window.dispatchEvent(new MessageEvent('message', { data: structuredClone(data) }));
    await this.browser.settle();
  }

  all(selector: string): readonly HTMLElement[] {
    return [...document.querySelectorAll<HTMLElement>(selector)];
  }

  /** The one element of a selector, and with a text, the one that says it. */
  one(selector: string, text?: string): HTMLElement {
    const found = this.all(selector).filter((element) => text === undefined || element.textContent === text);
    const [element] = found;
    assert.ok(element && found.length === 1, `${found.length} of ${selector} ${text ?? ''}`);
    return element;
  }

  /** What an element says. */
  text(selector: string): string {
    return this.one(selector).textContent;
  }

  async click(selector: string, text?: string): Promise<void> {
    this.one(selector, text).click();
    await this.browser.settle();
  }

  /** Sets the value of a field of the toolkit. */
  async choose(selector: string, value: string, event = 'change'): Promise<void> {
    const field = this.one(selector) as HTMLElement & { value: string };
    field.value = value;
    field.dispatchEvent(new Event(event, { bubbles: true }));
    await this.browser.settle();
  }

  /** Presses a key where the focus is. */
  async press(key: string, held: KeyboardEventInit = {}): Promise<void> {
    const target = document.activeElement ?? document.body;
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...held }));
    await this.browser.settle();
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}
