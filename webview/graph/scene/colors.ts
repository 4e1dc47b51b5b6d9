/** Resolves a star's colors in the current theme without computing the style of any star. */
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

  /** Resolves a CSS color with variables for a canvas. With forced colors, no star has its own. */
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

  /** Returns a numeric variable of the page's style sheets, for example `--band`. */
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
