/** What the style sheets make of a star's color in the theme that there is, without asking for the style of any star. */
export class Colors {
  readonly #forced = matchMedia('(forced-colors: active)');
  readonly #variables = new Map<string, string>();
  readonly #resolved = new Map<string, string>();
  readonly #style = getComputedStyle(document.body);

  constructor() {
    const forget = () => {
      this.#variables.clear();
      this.#resolved.clear();
    };
    new MutationObserver(forget).observe(document.body, { attributeFilter: ['class', 'data-vscode-theme-id'] });
    new MutationObserver(forget).observe(document.documentElement, { attributeFilter: ['style'] });
    this.#forced.addEventListener('change', forget);
  }

  /** A CSS color of variables as a canvas reads it. Forced colors leave no star one of its own. */
  resolve(color: string): string {
    let resolved = this.#resolved.get(color);
    if (resolved === undefined) {
      resolved = this.#forced.matches
        ? 'CanvasText'
        : color.replaceAll(/var\((--[\w-]+)\)/g, (_, name: string) => this.#variable(name));
      this.#resolved.set(color, resolved);
    }
    return resolved;
  }

  /** A number that the style sheets give the whole page, e.g. `--band`. */
  number(name: `--${string}`): number {
    return Number(this.#variable(name));
  }

  #variable(name: string): string {
    let value = this.#variables.get(name);
    if (value === undefined) {
      value = this.#style.getPropertyValue(name).trim();
      this.#variables.set(name, value);
    }
    return value;
  }
}
