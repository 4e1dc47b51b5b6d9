import * as l10n from '@vscode/l10n';
import type { Mark } from '../../../src/features/graph/protocol/timeline';
import { html, set, svg } from '../../shared/dom';
import type { Axis, RecordingHistory } from './recording-history';
import { formatTime } from '../../../src/base/age';
import { formatMark } from './time-text';

/** Width at which the track is drawn before it is stretched. */
const WIDE = 1_000;
/** Changes of rules closer than this fraction of the track share a tick. */
const APART = 0.004;
/** Snap distance to a tick or to the end, in pixels. */
const NEAR = 6;

/** The displayed time, or null for the present. */
export type TimePosition = number | null;

export interface SliderListener {
  select(at: TimePosition): void;
  /** The user has grabbed it. */
  taken(): void;
  togglePlay(): void;
}

/**
 * The timeline: observed periods as a line, changes as notches, changes of rules as ticks, and a thumb at the displayed
 * time.
 */
export class Slider {
  readonly element: HTMLElement;
  readonly #line = svg('path', { class: 'seen' });
  readonly #notches = svg('path', { class: 'notches' });
  readonly #ticks = html('div', 'ticks');
  readonly #pin = html('div', 'pin', 'A');
  readonly #thumb = html('div', 'thumb');
  #axis: Axis = { begin: 0, end: 1 };
  #marks: readonly Mark[] = [];
  #ticked = '';
  #at: TimePosition = null;

  constructor(
    private readonly history: RecordingHistory,
    private readonly listener: SliderListener,
  ) {
    const track = svg(
      'svg',
      { class: 'track', viewBox: `0 0 ${WIDE} 16`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      this.#notches,
      this.#line,
    );
    this.element = html('div', 'time-slider', track, this.#ticks, this.#pin, this.#thumb);
    const { element } = this;
    element.role = 'slider';
    element.tabIndex = 0;
    element.ariaLabel = l10n.t('Time');
    element.ariaOrientation = 'horizontal';
    element.ariaValueMin = '0';
    element.addEventListener('keydown', (event) => this.#press(event));
    element.addEventListener('pointerdown', (event) => {
      if (event.button !== 0 || history.begin === undefined) return;
      element.setPointerCapture(event.pointerId);
      listener.taken();
      listener.select(this.#placeAt(event.clientX));
    });
    element.addEventListener('pointermove', (event) => {
      if (element.hasPointerCapture(event.pointerId)) listener.select(this.#placeAt(event.clientX));
    });
  }

  /** Draws the history. */
  update(axis: Axis, now: number): void {
    this.#axis = axis;
    const { spans, marks } = this.history;
    const x = (time: number) => (this.#share(time) * WIDE).toFixed(1);
    set(
      this.#line,
      'd',
      spans
        .map(({ from, until, resumed }, index) => {
          const next = spans[index + 1];
          const end = next ? (next.resumed ? until : next.from) : this.history.live ? axis.end : until;
          return `${index === 0 || resumed ? `M${x(from)},8` : ''}H${x(end)}`;
        })
        .join(''),
    );
    set(
      this.#notches,
      'd',
      [...new Set(spans.map(({ from }) => Math.round(this.#share(from) * WIDE)))].map((at) => `M${at},3V13`).join(''),
    );
    this.#showTicks(marks, now);
    this.element.ariaDisabled = String(spans.length === 0);
    this.element.ariaValueMax = String(Math.round((axis.end - axis.begin) / 1_000));
  }

  /**
   * Shows the displayed time. @param against The moment to compare with, if any. @param words A sentence for screen
   * readers.
   */
  point(at: TimePosition, against: number | undefined, words: string): void {
    this.#at = at;
    const place = at ?? this.#axis.end;
    this.#thumb.style.left = percent(this.#share(place));
    this.#thumb.classList.toggle('present', at === null);
    this.#pin.hidden = against === undefined;
    if (against !== undefined) this.#pin.style.left = percent(this.#share(against));
    this.element.ariaValueNow = String(Math.round((place - this.#axis.begin) / 1_000));
    this.element.ariaValueText = words;
  }

  #press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === ' ') this.listener.togglePlay();
    else {
      const place = this.#placeFor(event.key);
      if (place === undefined) return;
      this.listener.taken();
      this.listener.select(place);
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** Returns the time that a key moves to, or undefined. */
  #placeFor(key: string): TimePosition | undefined {
    const { history } = this;
    const { begin, end } = history;
    if (begin === undefined || end === undefined) return undefined;
    const at = this.#at ?? this.#axis.end;
    const last = history.live ? null : end;
    const around = history.marksAround(at);
    switch (key) {
      case 'ArrowLeft':
      case 'ArrowDown':
        return history.before(at);
      case 'ArrowRight':
      case 'ArrowUp':
        return this.#at === null ? undefined : (history.after(at) ?? last);
      case 'PageDown':
        return around.before?.at ?? begin;
      case 'PageUp':
        return this.#at === null ? undefined : (around.after?.at ?? last);
      case 'Home':
        return begin;
      case 'End':
        return last;
      default:
        return undefined;
    }
  }

  /** Returns the time under a pointer, snapping to a change of rules or to the end. */
  #placeAt(clientX: number): TimePosition {
    const { left, width } = this.element.getBoundingClientRect();
    const { begin, end } = this.#axis;
    const time = (share: number) => begin + Math.min(1, Math.max(0, share)) * (end - begin);
    const share = (clientX - left) / width;
    if (this.history.live && clientX > left + width - NEAR) return null;
    const near = this.#marks.find(({ at }) => Math.abs(this.#share(at) - share) * width < NEAR);
    return near ? near.at : time(share);
  }

  #share(time: number): number {
    const { begin, end } = this.#axis;
    return Math.min(1, Math.max(0, (time - begin) / (end - begin)));
  }

  #showTicks(marks: readonly Mark[], now: number): void {
    this.#marks = marks;
    const places = groupsOf(marks, (at) => this.#share(at));
    const ticked = JSON.stringify(places.map(({ share, all }) => [share.toFixed(3), all.length]));
    if (ticked === this.#ticked) return;
    this.#ticked = ticked;
    this.#ticks.replaceChildren(
      ...places.map(({ share, all }) => {
        const tick = html('div', 'tick');
        tick.style.left = percent(share);
        tick.title = all
          .map((mark) => l10n.t('Rules changed {0}: {1}', formatTime(mark.at, now), formatMark(mark)))
          .join('\n');
        return tick;
      }),
    );
  }
}

function groupsOf(
  marks: readonly Mark[],
  shareOf: (at: number) => number,
): readonly { readonly share: number; readonly all: readonly Mark[] }[] {
  const groups: { share: number; all: Mark[] }[] = [];
  for (const mark of marks) {
    const share = shareOf(mark.at);
    const last = groups.at(-1);
    if (last && share - last.share < APART) last.all.push(mark);
    else groups.push({ share, all: [mark] });
  }
  return groups;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
