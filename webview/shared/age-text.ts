import { formatTime, untilNextAge } from '../../src/base/age';
import { html, say, set } from './dom';

/** A text with an age, and the time itself in its tooltip. Wakes up only when its words change, and never while hidden. */
export class AgeText {
  readonly element: HTMLElement;
  #since: number | undefined;
  #timer: number | undefined;

  /** @param words Formats an age in milliseconds. */
  constructor(
    private readonly words: (age: number) => string,
    style = '',
  ) {
    this.element = html('span', style);
    // Screen readers should not announce a growing age.
    this.element.ariaLive = 'off';
    document.addEventListener('visibilitychange', () => this.#tell());
    // The first use of the browser's date formats takes longer than a small picture. Now, the host is still at work.
    formatTime(Date.now(), Date.now());
  }

  /** @param since By this page's clock; the text is empty without it. */
  tell(since: number | undefined): void {
    this.#since = since;
    this.#tell();
  }

  #tell(): void {
    clearTimeout(this.#timer);
    const age = this.#since === undefined ? undefined : Math.max(0, Date.now() - this.#since);
    const text = age === undefined ? '' : this.words(age);
    say(this.element, text);
    set(this.element, 'title', this.#since === undefined ? '' : formatTime(this.#since, Date.now()));
    if (age !== undefined && !document.hidden) this.#timer = window.setTimeout(() => this.#tell(), untilNextAge(age));
  }
}
