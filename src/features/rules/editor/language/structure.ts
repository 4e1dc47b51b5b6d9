import * as vscode from 'vscode';
import type { DocumentSessions } from '../../../../app/rules-uri/session';
import { formatLines } from '../../../../policy/calico1/document';
import { read } from '../files/documents';

/** Provides folding ranges of sections and long comments. */
export function foldingProvider(sessions: DocumentSessions): vscode.FoldingRangeProvider {
  return {
    provideFoldingRanges(document) {
      const { lines } = read(document, sessions).document;
      const ranges: vscode.FoldingRange[] = [];
      for (const [start, { syntax }] of lines.entries()) {
        if (syntax.kind === 'section') {
          const next = lines.findIndex((line, index) => index > start && line.syntax.kind === 'section');
          const last = lines.findLastIndex(
            (line, index) => index < (next < 0 ? lines.length : next) && line.syntax.kind !== 'blank',
          );
          if (last > start) ranges.push(new vscode.FoldingRange(start, last, vscode.FoldingRangeKind.Region));
        } else if (isComment(lines[start]) && !isComment(lines[start - 1])) {
          let end = start;
          while (isComment(lines[end + 1])) end += 1;
          if (end > start) ranges.push(new vscode.FoldingRange(start, end, vscode.FoldingRangeKind.Comment));
        }
      }
      return ranges;
    },
  };
}

/** Formats every line canonically. Invalid lines keep their words. */
export function formattingProvider(sessions: DocumentSessions): vscode.DocumentFormattingEditProvider {
  return {
    provideDocumentFormattingEdits(document) {
      const lines = Array.from({ length: document.lineCount }, (_, line) => document.lineAt(line).text);
      return formatLines(read(document, sessions).document, lines).map(({ line, text }) =>
        vscode.TextEdit.replace(document.lineAt(line).range, text),
      );
    },
  };
}

function isComment(
  line: { readonly syntax: { readonly kind: string; readonly comment?: unknown } } | undefined,
): boolean {
  return line?.syntax.kind === 'blank' && line.syntax.comment !== undefined;
}
