import * as l10n from '@vscode/l10n';
import { html } from '../../shared/dom';
import { button } from '../../shared/toolkit';

/** A hidden message that no star matches the filter, with a button that clears it. */
export function noMatch(clear: () => void): HTMLElement {
  const message = html('p', '', l10n.t('No stars match the filter.'));
  const element = html('section', 'nothing', message, button(l10n.t('Clear Filter'), 'secondary', clear));
  element.role = 'status';
  element.hidden = true;
  return element;
}
