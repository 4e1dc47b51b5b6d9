import * as l10n from '@vscode/l10n';

/** Loads the texts of the display language, which the host adds to the page. Without any, texts are English. */
export function localize(): void {
  const texts = document.getElementById('l10n')?.textContent;
  if (texts) l10n.config({ contents: texts });
}
