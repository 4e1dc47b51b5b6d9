import * as l10n from '@vscode/l10n';

/** Takes the texts of the display language from the page, where the host has put them. Without any, texts are English. */
export function localize(): void {
  const texts = document.getElementById('l10n')?.textContent;
  if (texts) l10n.config({ contents: texts });
}
