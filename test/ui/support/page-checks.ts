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

/** Saves a screenshot of a page for review. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `test/ui/artifacts/${name}.png` });
}
