import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { View } from '../app/ids';
import type { Disposable } from '../base/emitter';
import { followPage } from './page-in-front';
import { pageHtml } from './page';

/** Loads a page into a panel and sets its icon. The page can load only its own script and style sheet. */
export function fillPanel(
  panel: vscode.WebviewPanel,
  extensionUri: vscode.Uri,
  page: 'graph' | 'matrix' | 'explanation',
): void {
  const { webview } = panel;
  const dist = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  const media = vscode.Uri.joinPath(extensionUri, 'media');
  webview.options = { enableScripts: true, localResourceRoots: [dist] };
  followPage(panel);
  panel.iconPath = {
    light: vscode.Uri.joinPath(media, 'star-light.svg'),
    dark: vscode.Uri.joinPath(media, 'star-dark.svg'),
  };
  webview.html = pageHtml({
    script: webview.asWebviewUri(vscode.Uri.joinPath(dist, `${page}.js`)).toString(),
    style: webview.asWebviewUri(vscode.Uri.joinPath(dist, `${page}.css`)).toString(),
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('base64url'),
    pictures: page === 'graph',
    worker: page === 'graph',
    language: vscode.env.language,
    texts: vscode.l10n.bundle,
  });
}

/**
 * Returns the column for an editor that is opened from the active one: beside one of our pages, so that the page stays
 * visible, else in place.
 */
export function columnBesidePages(): vscode.ViewColumn {
  const { activeTabGroup, all } = vscode.window.tabGroups;
  const input = activeTabGroup.activeTab?.input;
  const isPage =
    input instanceof vscode.TabInputWebview && Object.values(View).some((view) => input.viewType.endsWith(view));
  if (!isPage) return vscode.ViewColumn.Active;
  return all.find((group) => group !== activeTabGroup)?.viewColumn ?? vscode.ViewColumn.Beside;
}

/**
 * Uses a resource while a panel is visible. VS Code discards the page of a hidden tab, and a new page reports when it
 * is ready.
 */
export function whileVisible(panel: vscode.WebviewPanel, use: () => Disposable): Disposable {
  let used: Disposable | undefined;
  const end = () => {
    used?.dispose();
    used = undefined;
  };
  const follow = () => {
    if (panel.visible) used ??= use();
    else end();
  };
  const subscription = panel.onDidChangeViewState(follow);
  follow();
  return {
    dispose: () => {
      subscription.dispose();
      end();
    },
  };
}
