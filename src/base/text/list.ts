import * as l10n from '@vscode/l10n';

/** Joins names for a sentence: `a`, `a and b`, `a, b and c`. */
export function joined(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : l10n.t('{0} and {1}', names.slice(0, -1).join(', '), last);
}

/** Joins alternatives for a sentence: `a`, `a or b`, `a, b or c`. */
export function alternatives(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : l10n.t('{0} or {1}', names.slice(0, -1).join(', '), last);
}
