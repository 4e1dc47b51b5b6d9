import * as l10n from '@vscode/l10n';
import { html } from '../../shared/dom';
import type { RecordingHistory } from './recording-history';
import { formatTime } from '../../../src/base/age';
import { formatMark, type differences } from './time-text';

/** Maximum number of differences listed one by one. */
const LISTED = 12;

/** Lists the differences between two moments. */
export class Differences {
  readonly element = html('div', 'differences');
  #shown = '';

  constructor() {
    this.element.role = 'region';
    this.element.ariaLabel = l10n.t('Differences');
    // A scrollable element must be reachable by keyboard.
    this.element.tabIndex = 0;
    this.element.hidden = true;
  }

  /** @param found Undefined if nothing is compared. @param against One moment. @param at The other. */
  show(
    found: ReturnType<typeof differences> | undefined,
    against: number | undefined,
    at: number,
    history: RecordingHistory,
    now: number,
  ): void {
    this.element.hidden = found === undefined || against === undefined;
    if (!found || against === undefined) return;
    const [earlier, later] = [Math.min(against, at), Math.max(against, at)];
    const marks = history
      .marksBetween(earlier, later)
      .map((mark) => l10n.t('Rules changed {0}: {1}', formatTime(mark.at, now), formatMark(mark)));
    const lines = [...listed(found.list), ...listed(marks)];
    const title = l10n.t('Between {0} and {1}: {2}', formatTime(earlier, now), formatTime(later, now), found.summary);
    const shown = [title, ...lines].join('\n');
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.element.replaceChildren(
      html('strong', '', title),
      html('ul', '', ...lines.map((line) => html('li', '', line))),
    );
  }
}

function listed(lines: readonly string[]): readonly string[] {
  return lines.length > LISTED ? [...lines.slice(0, LISTED), l10n.t('and {0} more', lines.length - LISTED)] : lines;
}
