import type * as vscode from 'vscode';
import { waitForPage } from '../app/text/focus';
import { ARE_YOU_THERE, isHere } from './envelope';

/** Milliseconds after which a page that does not answer is ignored, for example one that is loading. */
const PATIENCE = 2_000;

/** What waits for the answer of each panel's page. */
const waiting = new Map<vscode.WebviewPanel, Set<() => void>>();

/** Makes inputs wait for a panel's page while it is in front, until the panel is closed. */
export function followPage(panel: vscode.WebviewPanel): void {
  waitForPage(pageInFront);
  const waits = new Set<() => void>();
  waiting.set(panel, waits);
  panel.onDidDispose(() => waiting.delete(panel));
  panel.webview.onDidReceiveMessage((message: unknown) => {
    if (isHere(message)) for (const end of waits) end();
  });
}

/** Waits until the page in front has handled what VS Code sent it before. */
async function pageInFront(): Promise<void> {
  const [front] = [...waiting].filter(([{ active }]) => active);
  if (!front) return;
  const [{ webview }, waits] = front;
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      waits.delete(end);
      resolve();
    };
    const timer = setTimeout(end, PATIENCE);
    waits.add(end);
    void webview.postMessage(ARE_YOU_THERE);
  });
}
