import * as l10n from '@vscode/l10n';
import type { SizeRange } from '../../shared/panes/pane-size';
import { Splitter } from '../../shared/panes/splitter';
import { html } from '../../shared/dom';
import type { Memory } from './memory';

/** Pages of at most this width show the details below the picture. Same as in the style sheet. */
const NARROW = '(max-width: 720px)';

/** Minimum sizes in pixels: of the picture, of panes beside it, and of panes below it. */
const PICTURE = { width: 200, height: 96 };
const BESIDE = 180;
const BELOW = 80;
/** Width of the splitters' lines. */
const LINES = 2;

/** The picture or the matrix with its panes, which the user resizes: the table below, the details at the right. */
export class Panes {
  readonly element: HTMLElement;
  readonly #narrow = matchMedia(NARROW);
  readonly #splitters: readonly Splitter[];

  /**
   * @param stage What the panes make room for.
   * @param resized Called when the user has resized a pane.
   */
  constructor(
    stage: HTMLElement,
    private readonly details: HTMLElement,
    private readonly table: HTMLElement,
    private readonly memory: Memory,
    resized: () => void,
  ) {
    const tableSplitter = new Splitter({
      label: l10n.t('Resize Table'),
      pane: table,
      axis: () => 'y',
      range: () => this.#below(table),
      resized: (size) => {
        memory.resize({ table: size });
        this.update();
        resized();
      },
    });
    const detailsSplitter = new Splitter({
      label: l10n.t('Resize Details'),
      pane: details,
      axis: () => (this.#narrow.matches ? 'y' : 'x'),
      range: () => (this.#narrow.matches ? this.#below(details) : this.#beside()),
      resized: (size) => {
        memory.resize(this.#narrow.matches ? { detailsHeight: size } : { detailsWidth: size });
        this.update();
        resized();
      },
    });
    this.#splitters = [tableSplitter, detailsSplitter];
    this.element = html(
      'div',
      'views',
      html('div', 'main-pane', stage, tableSplitter.element, table),
      detailsSplitter.element,
      details,
    );
    this.#narrow.addEventListener('change', () => this.update());
    this.update();
  }

  /** Applies the remembered sizes to the panes, and hides the splitters of hidden panes. */
  update(): void {
    const { detailsWidth, detailsHeight, table } = this.memory.sizes;
    const details = this.#narrow.matches ? detailsHeight : detailsWidth;
    applySize(this.details, details);
    applySize(this.table, table);
    const tall =
      (this.#narrow.matches && !this.details.hidden ? details : undefined) ?? (this.table.hidden ? undefined : table);
    this.element.classList.toggle('resized', tall !== undefined);
    for (const splitter of this.#splitters) splitter.update();
  }

  #beside(): SizeRange {
    return { min: BESIDE, max: this.element.clientWidth - PICTURE.width - LINES };
  }

  /** @param pane The pane below the picture. The other one keeps its size. */
  #below(pane: HTMLElement): SizeRange {
    const other = pane === this.table ? this.details : this.table;
    const taken = this.#narrow.matches && !other.hidden ? other.offsetHeight : 0;
    return { min: BELOW, max: this.element.clientHeight - taken - PICTURE.height - LINES };
  }
}

/** @param size In pixels; undefined for the style sheet's. */
function applySize(pane: HTMLElement, size: number | undefined): void {
  pane.style.flexBasis = size === undefined ? '' : `${size}px`;
}
