import * as vscode from 'vscode';
import { withoutAddresses } from '../../base/text/markup';
import { plainLines } from '../../base/text/plain';

/** Maximum length of a log entry, in characters. */
const ENTRY = 64_000;

/**
 * The extension's log. Nothing in it becomes a link, and no text can imitate another entry because continuation lines
 * are indented.
 */
export class Log implements vscode.Disposable {
  readonly #channel = vscode.window.createOutputChannel('Calico Stars', { log: true });

  info(text: string): void {
    this.#channel.info(entryOf(text));
  }

  warn(text: string): void {
    this.#channel.warn(entryOf(text));
  }

  error(text: string): void {
    this.#channel.error(entryOf(text));
  }

  show(): void {
    this.#channel.show();
  }

  dispose(): void {
    this.#channel.dispose();
  }
}

function entryOf(text: string): string {
  return withoutAddresses(plainLines(text, ENTRY)).replaceAll('\n', '\n    ');
}
