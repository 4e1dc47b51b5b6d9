import axe, { type AxeResults } from 'axe-core';
import type { FrameLocator, Page } from 'playwright-core';
import { inToolbar } from '../graph/graph-controls';

/** The faults of accessibility that axe finds on a page, a line each. */
export async function violationsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })');
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary = '' }) => `${html} ${failureSummary}`).join('; ')}`,
  );
}

/** Resolves when the browser has come around to draw so often: whatever a page means to do on its own, it has done by then. */
export async function passFrames(page: Page, count: number): Promise<void> {
  await page.evaluate(
    `new Promise((resolve) => { let left = ${count}; const next = () => (left-- > 0 ? nativeFrame(next) : resolve()); next(); })`,
  );
}

/** Chooses an entry of one of the page's lists. @param field the class of the field that the list is in. */
export async function choose(page: Page | FrameLocator, field: string, title: string): Promise<void> {
  await inToolbar(page, async () => {
    await page.locator(`.${field} vscode-dropdown`).click();
    await page.locator(`.${field} vscode-option`, { hasText: title }).click();
  });
}

/** Keeps a picture of a page for whoever looks at how it is drawn. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `test/ui/artifacts/${name}.png` });
}
