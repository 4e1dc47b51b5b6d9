/** Escapes markup for the places of VS Code that would interpret it. */

const ICON = /\$\((?=[a-z0-9-]+(?:~[a-z]+)?\))/gi;

/** Text that may contain product icons of the extension, `$(name)`. */
export class WithIcons {
  constructor(readonly text: string) {}
}

/**
 * Creates a text with icons: `icons\`$(tag) ${name}\``. Only the literal parts can contain icons. Substituted values
 * are shown literally.
 */
export function icons(literal: readonly string[], ...values: readonly (string | number)[]): WithIcons {
  return new WithIcons(
    values.reduce<string>((text, value, index) => {
      const next = literal[index + 1] ?? '';
      // The icon's name is substituted: `$(${name})`.
      if (text.endsWith('$(') && next.startsWith(')') && ICON_NAME.test(String(value))) return `${text}${value}${next}`;
      return joined(joined(text, withoutIcons(String(value))), next);
    }, literal[0] ?? ''),
  );
}

const ICON_NAME = /^[a-z0-9-]+(?:~[a-z]+)?$/i;
const OPEN_ICON = /\$(?:\([a-z0-9~-]*)?$/i;
const CLOSES_ICON = /^(?:\(|[a-z0-9~-]*\))/i;

/** Joins two texts so that they don't form an icon together. */
function joined(text: string, next: string): string {
  return OPEN_ICON.test(text) && CLOSES_ICON.test(next) ? `${text} ${next}` : `${text}${next}`;
}

/** Escapes icons, for places that render them. VS Code removes the backslash. */
export function withoutIcons(text: string): string {
  return text.replaceAll(ICON, (icon) => `\\${icon}`);
}

/** Escapes links, for notifications, progress and inputs, which render `[text](address)` as a link. */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

/** Breaks up addresses, for the log, in which VS Code turns addresses into links. */
export function withoutAddresses(text: string): string {
  return text.replaceAll(/\b(\w+):\/\//g, '$1: //');
}

/**
 * Converts a text to Markdown that shows it literally. Every special character is written by its number, so that
 * addresses don't become links either.
 */
export function asMarkdown(text: string): string {
  return text.replaceAll(/[!-/:-@[-`{-~]/g, (sign) => `&#${sign.charCodeAt(0)};`).replaceAll('\n', '  \n');
}
