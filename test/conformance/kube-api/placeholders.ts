/** What recordings name instead of what changes from one server to the next. */
const PLACEHOLDER = /\b(?:uid|rv|continue)-\d+\b(?!\w)|<5 random>|<age>|<port>|\bT1\b/g;

/** What an unbound placeholder may stand for. */
const PATTERNS: Readonly<Record<string, string | undefined>> = {
  '<5 random>': '[a-z0-9]{5}',
  '<age>': '\\S+',
  '<port>': '\\d+',
  T1: '\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z',
};

/** Binds placeholders to what stands in their place when they are first seen. */
export class Placeholders {
  readonly #bound = new Map<string, string>();

  /** Replaces bound placeholders of a request; undefined if one isn't bound. */
  fill(text: string): string | undefined {
    const valueOf = (name: string) => (name === 'T1' ? '2026-01-01T00:00:00Z' : this.#bound.get(name));
    if ([...text.matchAll(PLACEHOLDER)].some(([name]) => valueOf(name) === undefined)) return undefined;
    return text.replaceAll(PLACEHOLDER, (name) => valueOf(name) ?? name);
  }

  /** Whether a text fits a recorded one; binds the placeholders in it. */
  fits(recorded: string, actual: string): boolean {
    if (recorded === actual) return true;
    const names: string[] = [];
    const pattern = recorded
      .split(PLACEHOLDER)
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .reduce((all, part, index) => {
        const name = [...recorded.matchAll(PLACEHOLDER)].map(([found]) => found)[index - 1] ?? '';
        const bound = this.#bound.get(name);
        const known = PATTERNS[name];
        if (known !== undefined) return `${all}${known}${part}`;
        if (bound !== undefined) return `${all}${bound.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}${part}`;
        names.push(name);
        return `${all}(${name.startsWith('rv-') ? '\\d+' : '[\\w-]+'})${part}`;
      });
    const found = new RegExp(`^${pattern}$`, 's').exec(actual);
    if (!found) return false;
    for (const [index, name] of names.entries()) this.#bound.set(name, found[index + 1] ?? '');
    return true;
  }
}
