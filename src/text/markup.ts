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
  return new WithIcons(literal.map((part, index) => {
    const before = index === 0 ? '' : withoutIcons(String(values[index - 1]));
    // A value's last sign must not begin an icon with what follows.
    return before.endsWith('$') && part.startsWith('(') ? `${before} ${part}` : `${before}${part}`;
  }).join(''));
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
