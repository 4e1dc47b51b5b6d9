import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** The faults of accessibility that axe finds on a page, a line each. */
export async function violationsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })');
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary = '' }) => `${html} ${failureSummary}`).join('; ')}`);
}

/** Keeps a picture of a page for whoever looks at how it is drawn. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `test/ui/artifacts/${name}.png` });
}
