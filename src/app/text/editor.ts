import * as vscode from 'vscode';
import { Command } from '../ids';
import { asMarkdown } from '../../base/text/markup';
import { bounded, LINE, PAGE, PARAGRAPH, plain, plainLines, sentence } from '../../base/text/plain';
import { iconText, type Text } from './window';

/** What is shown in and around editors and in trees, of texts that mean nothing there but themselves. */

/** A row of a tree. Its texts are shown as text; the lines of the tooltip stand one below the other. */
export interface RowTexts {
  readonly label: string;
  readonly description?: string;
  readonly tooltip?: readonly string[];
}

/** An item of a tree with texts that cannot be mistaken for anything else. */
export function treeItem(
  { label, description, tooltip }: RowTexts,
  state: vscode.TreeItemCollapsibleState,
): vscode.TreeItem {
  const item = new vscode.TreeItem(plain(label), state);
  if (description !== undefined) item.description = plain(description);
  if (tooltip && tooltip.length > 0)
    item.tooltip = bounded(tooltip.map((line) => plain(line, PARAGRAPH)).join('\n'), PAGE);
  const texts = [label, description ?? '', ...(tooltip ?? [])];
  // A click on a row that has no room for all of its text shows the whole.
  if (texts.some((text) => text.length > LINE))
    item.command = { command: Command.showWhole, title: '', arguments: [texts.join('\n')] };
  item.accessibilityInformation = {
    label: plain([label, description].filter((text) => text !== undefined).join(', '), PARAGRAPH),
  };
  return item;
}

/** A diagnostic whose message is a sentence and no more. */
export function diagnostic(
  range: vscode.Range,
  message: string,
  severity: vscode.DiagnosticSeverity,
): vscode.Diagnostic {
  return new vscode.Diagnostic(range, sentence(message), severity);
}

/** What a lens says and does. */
export interface LensCommand extends Omit<vscode.Command, 'title'> {
  readonly title: Text;
}

/** A line above a line of a document that does something. */
export function codeLens(range: vscode.Range, { title, tooltip, ...command }: LensCommand): vscode.CodeLens {
  return new vscode.CodeLens(range, {
    ...command,
    title: iconText(title),
    ...(tooltip !== undefined && { tooltip: plain(tooltip) }),
  });
}

/** A text behind a line of a document. */
export function inlayHint(position: vscode.Position, text: string, tooltip: string): vscode.InlayHint {
  return Object.assign(new vscode.InlayHint(position, plain(text)), {
    paddingLeft: true,
    tooltip: plain(tooltip, PARAGRAPH),
  });
}

/** Paragraphs for hovers and confirmations. Nothing in them is Markdown. */
export function paragraph(text: string): vscode.MarkdownString {
  return new vscode.MarkdownString(asMarkdown(plainLines(text)));
}

/** Commands, and paragraphs and lists below them, to be agreed to. */
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
