import { untilNextAge } from '../../src/base/age';
import { html, say } from './dom';

/** A text that tells an age. It wakes up only when its words change, and not at all while nobody looks. */
export class AgeText {
  readonly element: HTMLElement;
  #since: number | undefined;
  #timer: number | undefined;

  /** @param words for an age in milliseconds. */
  constructor(
    private readonly words: (age: number) => string,
    style = '',
  ) {
    this.element = html('span', style);
    // An age that grows is no news.
    this.element.ariaLive = 'off';
    document.addEventListener('visibilitychange', () => this.#tell());
  }

  /** @param since by this page's clock; nothing is told when there is none. */
  tell(since: number | undefined): void {
    this.#since = since;
    this.#tell();
  }

  #tell(): void {
    clearTimeout(this.#timer);
    const age = this.#since === undefined ? undefined : Math.max(0, Date.now() - this.#since);
    const text = age === undefined ? '' : this.words(age);
    say(this.element, text);
    if (age !== undefined && !document.hidden) this.#timer = window.setTimeout(() => this.#tell(), untilNextAge(age));
  }
}
