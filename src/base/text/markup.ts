/** How places of the editor read a text: what they would take for markup is put so that they do not. */

const ICON = /\$\((?=[a-z0-9-]+(?:~[a-z]+)?\))/gi;

/** Text that may hold product icons of ours, `$(name)`. */
export class WithIcons {
  constructor(readonly text: string) {}
}

/**
 * A text with icons, where the editor shows them: `icons\`$(tag) ${name}\``. Only what is written in the code makes an
 * icon; what is put in stays text.
 */
export function icons(literal: readonly string[], ...values: readonly (string | number)[]): WithIcons {
  return new WithIcons(
    values.reduce<string>((text, value, index) => {
      const next = literal[index + 1] ?? '';
      // The code writes an icon and puts in which one: `$(${name})`.
      if (text.endsWith('$(') && next.startsWith(')') && ICON_NAME.test(String(value))) return `${text}${value}${next}`;
      return joined(joined(text, withoutIcons(String(value))), next);
    }, literal[0] ?? ''),
  );
}

const ICON_NAME = /^[a-z0-9-]+(?:~[a-z]+)?$/i;
const OPEN_ICON = /\$(?:\([a-z0-9~-]*)?$/i;
const CLOSES_ICON = /^(?:\(|[a-z0-9~-]*\))/i;

/** Two texts one after the other, that do not make an icon of it together. */
function joined(text: string, next: string): string {
  return OPEN_ICON.test(text) && CLOSES_ICON.test(next) ? `${text} ${next}` : `${text}${next}`;
}

/** A text in which nothing is an icon, for a place that shows them. The editor takes the backslash away. */
export function withoutIcons(text: string): string {
  return text.replaceAll(ICON, (icon) => `\\${icon}`);
}

/** A text in which nothing is a link, for notifications, progress and inputs: these make links of `[text](address)`. */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

/** A text in which nothing looks like an address, for the log: editors make links of those. */
export function withoutAddresses(text: string): string {
  return text.replaceAll(/\b(\w+):\/\//g, '$1: //');
}

/** A text as Markdown that means nothing but it: every sign is written by its number, so that no address is a link either. */
export function asMarkdown(text: string): string {
  return text.replaceAll(/[!-/:-@[-`{-~]/g, (sign) => `&#${sign.charCodeAt(0)};`).replaceAll('\n', '  \n');
}
