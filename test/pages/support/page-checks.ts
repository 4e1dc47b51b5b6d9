import axe, { type AxeResults } from 'axe-core';
import type { FrameLocator, Page } from 'playwright-core';
import { inToolbar } from '../graph/graph-controls';

/** The accessibility problems that axe finds on a page, one per line. */
export async function violationsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })');
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary = '' }) => `${html} ${failureSummary}`).join('; ')}`,
  );
}

/** Resolves after a number of frames, when the page is idle. */
export async function passFrames(page: Page, count: number): Promise<void> {
  await page.evaluate(
    `new Promise((resolve) => { let left = ${count}; const next = () => (left-- > 0 ? nativeFrame(next) : resolve()); next(); })`,
  );
}

/**
 * Selects an item of a list on the page.
 * @param field The class of the list's field.
 */
export async function choose(page: Page | FrameLocator, field: string, title: string): Promise<void> {
  await inToolbar(page, async () => {
    await page.locator(`.${field} vscode-dropdown`).click();
    await page.locator(`.${field} vscode-option`, { hasText: title }).click();
  });
}

/** The shown buttons of a page: those that are whole, and those of which something is cut off or out of the window. */
export async function buttonsOf(
  page: Page,
  selector = 'vscode-button',
): Promise<{ readonly whole: readonly string[]; readonly cut: readonly string[] }> {
  const buttons = await page.evaluate<readonly { readonly text: string; readonly cut: boolean }[]>(
    `[...document.querySelectorAll(${JSON.stringify(selector)})].filter((button) => button.getClientRects().length > 0).map((button) => {
      const { left, right, top } = button.getBoundingClientRect();
      return {
        text: button.textContent.trim(),
        cut: left < 0 || right > innerWidth || top < 0 || button.scrollWidth > button.clientWidth,
      };
    })`,
  );
  const texts = (cut: boolean) => buttons.filter((button) => button.cut === cut).map(({ text }) => text);
  return { whole: texts(false), cut: texts(true) };
}

/** Saves a screenshot of a page for review. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `test/pages/artifacts/${name}.png` });
}
