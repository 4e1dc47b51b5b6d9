import * as l10n from '@vscode/l10n';
import { html, say, set } from '../../shared/dom';
import { textField } from '../../shared/toolkit';
import { parseQuery, queryExample, queryHint } from '../arrange/query';

/** The filter, in which unknown terms are underlined, and a line below the toolbar that says what is known. */
export class FilterField {
  readonly element: HTMLElement;
  readonly help = html('p', 'filter-help');
  readonly #field: ReturnType<typeof textField>;
  /** The same text over the field, invisible except for the lines below unknown terms. */
  readonly #marks = html('div', 'filter-marks');
  #follows = false;

  /** @param changed Called with the text for each keystroke, and when Escape clears it. */
  constructor(changed: (query: string) => void) {
    this.#field = textField(l10n.t('Filter'), queryExample(), 'query', changed);
    this.#field.title = queryHint();
    this.#field.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || this.#field.value === '') return;
      event.preventDefault();
      changed('');
    });
    this.#marks.ariaHidden = 'true';
    this.help.role = 'status';
    this.help.hidden = true;
    this.element = html('div', 'filter', this.#field, this.#marks);
  }

  focus(): void {
    this.#field.focus();
  }

  /** Shows a filter and what is wrong in it. */
  show(query: string): void {
    if (this.#field.value !== query) this.#field.value = query;
    const { unknownAt, known } = parseQuery(query);
    this.#field.ariaInvalid = String(unknownAt.length > 0);
    say(this.help, known);
    this.help.hidden = known === '';
    this.#mark(query, unknownAt);
  }

  #mark(query: string, unknownAt: ReturnType<typeof parseQuery>['unknownAt']): void {
    const marked = JSON.stringify([query, unknownAt]);
    if (this.#marks.dataset['marked'] === marked) return;
    set(this.#marks, 'data-marked', marked);
    const parts: (Node | string)[] = [];
    let from = 0;
    for (const { start, end } of unknownAt) {
      parts.push(html('span', '', query.slice(from, start)), html('span', 'unknown-term', query.slice(start, end)));
      from = end;
    }
    this.#marks.replaceChildren(...(unknownAt.length > 0 ? parts : []));
    this.#follow();
  }

  /** Scrolls with the text. The toolkit creates its input when the field is attached. */
  #follow(): void {
    const input = this.#field.shadowRoot?.querySelector('input');
    if (!input) return;
    const scroll = () => (this.#marks.scrollLeft = input.scrollLeft);
    if (!this.#follows) input.addEventListener('scroll', scroll);
    this.#follows = true;
    scroll();
  }
}
