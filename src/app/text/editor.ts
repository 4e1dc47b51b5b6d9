import * as vscode from 'vscode';
import { Command } from '../ids';
import { asMarkdown } from '../../base/text/markup';
import { bounded, LINE, PAGE, PARAGRAPH, plain, plainLines, sentence } from '../../base/text/plain';
import { iconText, type Text } from './window';

/** Creates trees and editor decorations whose texts are shown literally. */

/** A row of a tree. All texts are shown literally, and the tooltip has one line per element. */
export interface RowTexts {
  readonly label: string;
  readonly description?: string;
  readonly tooltip?: readonly string[];
}

/** Creates a tree item whose texts are shown literally. */
export function treeItem(
  { label, description, tooltip }: RowTexts,
  state: vscode.TreeItemCollapsibleState,
): vscode.TreeItem {
  const item = new vscode.TreeItem(plain(label), state);
  if (description !== undefined) item.description = plain(description);
  if (tooltip && tooltip.length > 0)
    item.tooltip = bounded(tooltip.map((line) => plain(line, PARAGRAPH)).join('\n'), PAGE);
  const texts = [label, description ?? '', ...(tooltip ?? [])];
  // Clicking a row whose text doesn't fit shows the full text.
  if (texts.some((text) => text.length > LINE))
    item.command = { command: Command.showWhole, title: '', arguments: [texts.join('\n')] };
  item.accessibilityInformation = {
    label: plain([label, description].filter((text) => text !== undefined).join(', '), PARAGRAPH),
  };
  return item;
}

/** Names a view, and describes it beside its title. */
export function headView(
  view: Pick<vscode.TreeView<unknown>, 'title' | 'description'>,
  { title, description }: { readonly title: string; readonly description: string },
): void {
  view.title = plain(title);
  view.description = plain(description);
}

/** Creates a diagnostic with a plain text message. */
export function diagnostic(
  range: vscode.Range,
  message: string,
  severity: vscode.DiagnosticSeverity,
): vscode.Diagnostic {
  return new vscode.Diagnostic(range, sentence(message), severity);
}

/** The text and command of a code lens. */
export interface LensCommand extends Omit<vscode.Command, 'title'> {
  readonly title: Text;
}

/** Creates a code lens. */
export function codeLens(range: vscode.Range, { title, tooltip, ...command }: LensCommand): vscode.CodeLens {
  return new vscode.CodeLens(range, {
    ...command,
    title: iconText(title),
    ...(tooltip !== undefined && { tooltip: plain(tooltip) }),
  });
}

/** Creates an inlay hint at the end of a line, whose tooltip has one paragraph per element. */
export function inlayHint(position: vscode.Position, text: string, tooltip: readonly string[]): vscode.InlayHint {
  return Object.assign(new vscode.InlayHint(position, plain(text)), {
    paddingLeft: true,
    tooltip: bounded(tooltip.map((line) => plain(line, PARAGRAPH)).join('\n'), PAGE),
  });
}

/** Creates paragraphs for hovers and confirmations, without any Markdown syntax. */
export function paragraph(text: string): vscode.MarkdownString {
  return new vscode.MarkdownString(asMarkdown(plainLines(text)));
}

/** Creates commands followed by paragraphs and lists, for confirmation by the user. */
export function statement(
  commands: readonly string[],
  parts: readonly { readonly text: string; readonly items?: readonly string[] }[],
): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString().appendCodeblock(plainLines(commands.join('\n')), 'sh');
  const shown = (text: string) => asMarkdown(plain(text, PARAGRAPH));
  for (const { text, items = [] } of parts)
    markdown.appendMarkdown(`\n\n${shown(text)}${items.map((item) => `\n- ${shown(item)}`).join('')}`);
  return markdown;
}
