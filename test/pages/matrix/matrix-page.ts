import type { Locator, Page } from 'playwright-core';
import { MatrixPublisher } from '../../../src/features/matrix/matrix-publisher';
import { isToHost, type MatrixState, type ToHost, type ToPage } from '../../../src/features/matrix/protocol';
import { PageHarness, type HarnessPage, type OpenOptions } from '../support/page-harness';

export type { OpenOptions } from '../support/page-harness';

/** Serves the matrix's page as VS Code does. One instance per suite. */
export class MatrixHarness {
  private constructor(private readonly harness: PageHarness) {}

  static async start(): Promise<MatrixHarness> {
    return new MatrixHarness(await PageHarness.start('matrix'));
  }

  async open(state: MatrixState, options?: OpenOptions): Promise<MatrixPage> {
    const page = new MatrixPage(await this.harness.open(isToHost, options));
    await page.show(state);
    return page;
  }

  stop(): Promise<void> {
    return this.harness.stop();
  }
}

/** The matrix's page in a browser. The test takes VS Code's role. */
export class MatrixPage {
  readonly #messages: ToPage[] = [];
  readonly #publisher = new MatrixPublisher((message) => this.#messages.push(message));
  #started = false;

  constructor(readonly opened: HarnessPage<ToHost>) {}

  get page(): Page {
    return this.opened.page;
  }

  /** The page's requests, oldest first. */
  sent(): Promise<readonly ToHost[]> {
    return this.opened.sent();
  }

  /** Sends a state: completely the first time, then as changes, like the panel. */
  async show(state: MatrixState): Promise<void> {
    if (this.#started) this.#publisher.update(state);
    else this.#publisher.start(state);
    this.#started = true;
    await this.opened.post(this.#messages.splice(0));
  }

  get grid(): Locator {
    return this.page.getByRole('grid');
  }

  /** A cell by its text for screen readers. */
  cell(name: string | RegExp): Locator {
    return this.grid.getByRole('gridcell', { name, exact: true });
  }

  /** The position of two names' cell in the window; cells of large grids are not elements. */
  async middleOf(from: string, to: string): Promise<{ readonly x: number; readonly y: number }> {
    const [row, column] = await Promise.all(
      [`.rowheader[aria-label^="${from}"]`, `.columnheader[aria-label^="${to}"]`].map((heading) =>
        this.grid.locator(heading).boundingBox(),
      ),
    );
    if (!row || !column) throw new Error(`${from} → ${to} is not on the page.`);
    return { x: column.x + column.width / 2, y: row.y + row.height / 2 };
  }

  /** Whether a cell of a large grid is painted with the background for allowed. */
  async isGrounded(from: string, to: string): Promise<boolean> {
    const { x, y } = await this.middleOf(from, to);
    return this.page.evaluate(`(() => {
      const tile = document.querySelector('.tile');
      const { left, top } = tile.getBoundingClientRect();
      return tile.getContext('2d').getImageData(${x} - left - 7, ${y} - top, 1, 1).data[3] > 0;
    })()`);
  }

  /** The names of the rows or columns on the page, in order. */
  async names(of: 'row' | 'column'): Promise<readonly string[]> {
    const attribute = of === 'row' ? 'ariaRowIndex' : 'ariaColIndex';
    const owner = of === 'row' ? 'heading.parentElement' : 'heading';
    return this.page.evaluate(`[...document.querySelectorAll('[role=${of}header]')]
      .filter((heading) => heading.querySelector('.title') && heading.checkVisibility())
      .sort((a, b) => { const at = (heading) => Number(${owner}.${attribute}); return at(a) - at(b); })
      .map((heading) => heading.querySelector('.title').textContent)`);
  }

  /** The text of the line below the table. */
  async statusText(): Promise<string> {
    return (await this.page.locator('.status-text').textContent()) ?? '';
  }

  /** The text of the focused element for screen readers. */
  focused(): Promise<string | null> {
    return this.page.evaluate('document.activeElement.ariaLabel');
  }

  /** Selects an item of a list by its text. */
  async choose(list: string, entry: string | RegExp): Promise<void> {
    const dropdown = this.page.locator(`vscode-dropdown[aria-label="${list}"]`);
    await dropdown.click();
    await dropdown.locator('vscode-option', { hasText: entry }).click();
    await this.opened.nextFrame();
  }

  /** Types into a text field. */
  async type(field: string, text: string): Promise<void> {
    await this.page.locator(`vscode-text-field[aria-label="${field}"] input`).fill(text);
    await this.opened.nextFrame();
  }

  close(): Promise<void> {
    return this.opened.close();
  }
}
