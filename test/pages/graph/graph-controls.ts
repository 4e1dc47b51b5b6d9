import type { FrameLocator, Page } from 'playwright-core';

type Where = Pick<Page, 'locator' | 'getByRole'> | FrameLocator;

const menuButton = (where: Where) => where.locator('.opens-menu');
const menu = (where: Where) => where.locator('.menu');

/** A checkbox of the menu *View*, by its label. */
export function layer(where: Where, label: string) {
  return menu(where).locator('vscode-checkbox', { hasText: label });
}

/** Opens the toolbar's menu. */
export async function openMenu(where: Where): Promise<void> {
  await menuButton(where).click();
  await menu(where).waitFor();
}

export async function closeMenu(where: Where): Promise<void> {
  await menuButton(where).click();
  await menu(where).waitFor({ state: 'hidden' });
}

/** Shows or hides a layer of the graph with the menu *View*. */
export async function toggleLayer(where: Where, label: string): Promise<void> {
  await openMenu(where);
  await layer(where, label).click();
  await closeMenu(where);
}

/** Clicks an icon of the toolbar. */
export async function pressIcon(where: Where, title: string): Promise<void> {
  await inToolbar(where, () => where.locator(`.bars vscode-button[title="${title}"]`).click());
}

/** Uses a control of the toolbar, which is in the menu if the toolbar is too narrow. */
export async function inToolbar(where: Where, act: () => Promise<void>): Promise<void> {
  const narrow = (await where.locator('.bars.narrow').count()) > 0;
  if (narrow) await openMenu(where);
  await act();
  if (narrow) await closeMenu(where);
}
