import * as l10n from '@vscode/l10n';
import type { ToHost } from '../../../src/features/graph/protocol/messages';
import type { Graph, GraphState } from '../../../src/features/graph/protocol/state';
import type { Timeline } from '../../../src/features/graph/protocol/timeline';
import { button, ChoiceField } from '../../shared/toolkit';
import { formatAge, formatTime, untilNextAge } from '../../../src/base/age';
import type { Memory } from '../page/memory';
import { html, say } from '../../shared/dom';
import { Splitter } from '../../shared/panes/splitter';
import { Chart } from './chart';
import { Differences } from './differences';
import { RecordingHistory, type Axis } from './recording-history';
import { Player, SPEEDS } from './player';
import { Slider, type TimePosition } from './slider';
import { formatCounts, differences, formatMark, timeAndAge } from './time-text';

/** Minimum height of the bar, and of what is above it, in pixels. */
const LEAST_HEIGHT = 60;
const LEAST_ABOVE = 220;

/** The bar below the graph: the history and the displayed time. Visible on request, or while the past is shown. */
export class TimeBar {
  readonly element: HTMLElement;
  /** The bar's upper edge, which resizes it. */
  readonly splitter: Splitter;
  readonly #history = new RecordingHistory();
  readonly #chart = new Chart();
  readonly #slider: Slider;
  readonly #player: Player;
  readonly #differences = new Differences();
  readonly #play = button(l10n.t('Play'), 'secondary', () => this.#togglePlay());
  readonly #speed: ChoiceField;
  readonly #compare = button(l10n.t('Compare From Here'), 'secondary', () => this.#toggleComparison());
  readonly #live = button(l10n.t('Live'), 'secondary', () => this.#goLive());
  readonly #export: HTMLElement;
  readonly #when = html('span', 'when');
  readonly #rules = html('p', 'rules-said');
  readonly #begin = html('span');
  readonly #end = html('span');
  readonly #news = html('div', 'heard');
  #graph: Graph | undefined;
  #file: string | undefined;
  #at: TimePosition = null;
  #against: number | undefined;
  /** When the present was observed, and the offset of this page's clock from the host's. */
  #seenAt = 0;
  #offset = 0;
  #open = false;
  #asked = false;
  /** Number of requests to the host to show another moment. */
  #request = 0;
  #timer: number | undefined;
  /** The last drawn history. */
  #drawn = '';

  constructor(
    private readonly memory: Memory,
    private readonly send: (message: ToHost) => void,
  ) {
    this.#slider = new Slider(this.#history, {
      select: (at) => this.#showTime(at),
      taken: () => this.#player.stop(),
      togglePlay: () => this.#togglePlay(),
    });
    this.#player = new Player(this.#history, {
      at: () => this.#at ?? this.#history.begin ?? 0,
      show: (at) => this.#showTime(at),
      ended: () => {
        if (this.#history.live) this.#showTime(null);
      },
      changed: () => this.#tell(),
    });
    this.#speed = new ChoiceField(l10n.t('Speed'), '', 'speed', (value) => {
      this.#player.speed = SPEEDS.find((speed) => String(speed) === value) ?? SPEEDS[1];
    });
    this.#speed.show(
      SPEEDS.map((speed) => ({ value: String(speed), title: `${speed}×` })),
      String(this.#player.speed),
    );
    this.#export = button(l10n.t('Export…'), 'secondary', () => send({ type: 'exportRecording' }));
    this.#export.ariaLabel = l10n.t('Export the recording…');
    this.#news.role = 'status';
    const ends = html('div', 'time-ends', this.#begin, this.#end);
    ends.ariaHidden = 'true';
    const controls = html(
      'div',
      'time-controls',
      this.#play,
      this.#speed.element,
      this.#compare,
      this.#live,
      this.#export,
      this.#when,
    );
    this.element = html(
      'section',
      'time',
      this.#chart.element,
      html('div', 'time-line', this.#slider.element, ends),
      controls,
      this.#rules,
      this.#differences.element,
      this.#news,
    );
    this.element.ariaLabel = l10n.t('Timeline');
    this.element.hidden = true;
    this.splitter = new Splitter({
      label: l10n.t('Resize Timeline'),
      pane: this.element,
      axis: () => 'y',
      range: () => ({ min: LEAST_HEIGHT, max: innerHeight - LEAST_ABOVE }),
      resized: (time) => {
        memory.resize({ time });
        this.#applySize();
      },
    });
    this.#applySize();
    this.element.addEventListener('keydown', (event) => this.#press(event));
    document.addEventListener('visibilitychange', () => this.#tell());
  }

  /** Updates the history. */
  receive(timeline: Timeline): void {
    this.#history.receive(timeline);
    this.#tell();
  }

  /**
   * Updates the displayed state.
   * @param offset The offset of this page's clock from the host's, in milliseconds.
   * @param looked If the host has sent the whole state: the number of the request that it answers.
   */
  show(state: GraphState, offset: number, timeRequest: number | undefined): void {
    const moment = state.kind === 'graph' ? state.moment : undefined;
    this.#graph = state.kind === 'graph' ? state : undefined;
    this.#offset = offset;
    this.#file = moment?.file;
    if (moment?.at === undefined) this.#seenAt = state.kind === 'graph' ? state.observedAt : this.#now();
    if (timeRequest !== undefined) this.#asked = false;
    // The host knows the displayed time, unless a request is still pending.
    if (timeRequest !== undefined && timeRequest >= this.#request) {
      this.#request = timeRequest;
      this.#at = moment?.at ?? null;
      this.#against = moment?.against;
    }
    this.toggled();
  }

  /** Called when the toggles change. */
  toggled(): void {
    const { time, chart } = this.memory.toggles;
    if (this.#open && !time && !chart && this.#file === undefined) this.#goLive();
    this.#open = time || chart || this.#file !== undefined;
    const shown = this.#open || this.#at !== null;
    if (shown !== this.#asked) {
      this.#asked = shown;
      this.send({ type: 'timeline', wanted: shown });
    }
    this.element.hidden = !shown;
    this.splitter.update();
    this.#chart.element.hidden = !chart;
    this.#tell();
  }

  #applySize(): void {
    const { time } = this.memory.sizes;
    this.element.classList.toggle('resized', time !== undefined);
    this.element.style.flexBasis = time === undefined ? '' : `${time}px`;
  }

  #showTime(at: TimePosition): void {
    this.#lookAt(at, this.#against);
  }

  #lookAt(at: TimePosition, against: number | undefined): void {
    if (at === this.#at && against === this.#against) return;
    this.#at = at;
    this.#against = against;
    this.#request += 1;
    this.send({ type: 'showTime', number: this.#request, at, ...(against !== undefined && { against }) });
    this.#tell();
  }

  #goLive(): void {
    this.#player.stop();
    if (this.#history.live) this.#lookAt(null, undefined);
  }

  #togglePlay(): void {
    if (this.#player.plays) this.#player.stop();
    else if (this.#history.begin !== undefined) {
      // At the end, playback starts from the beginning.
      if (this.#at === null || this.#history.after(this.#at) === undefined) this.#showTime(this.#history.begin);
      this.#player.play();
    }
  }

  #toggleComparison(): void {
    if (this.#against !== undefined) this.#lookAt(this.#at, undefined);
    else {
      const here = this.#at ?? this.#history.end;
      if (here === undefined) return;
      this.#lookAt(this.#at, here);
      say(
        this.#news,
        l10n.t('Comparing with {0}. Select another time to see the differences.', formatTime(here, this.#now())),
      );
    }
  }

  #press(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    if (this.#against !== undefined) this.#toggleComparison();
    else if (this.#at !== null && this.#history.live) this.#goLive();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** The host's clock, which recordings use. */
  #now(): number {
    return Date.now() - this.#offset;
  }

  /** Updates everything. Wakes up by itself only when the displayed age changes. */
  #tell(): void {
    clearTimeout(this.#timer);
    if (this.element.hidden || document.hidden) return;
    const [history, now] = [this.#history, this.#now()];
    const axis = history.axis(this.#seenAt);
    const at = this.#at ?? axis.end;
    const known = history.begin !== undefined;
    this.#draw(axis, now);
    if (!this.#chart.element.hidden) this.#chart.point(at, history.at(at));
    const found = this.#against === undefined || !this.#graph ? undefined : differences(this.#graph);
    this.#slider.point(this.#at, this.#against, this.#sentence(at, found?.summary, now));
    write(this.#begin, known ? formatTime(axis.begin, now) : '');
    write(this.#end, !known ? '' : history.live ? l10n.t('now') : formatTime(axis.end, now));
    write(this.#play, this.#player.plays ? l10n.t('Pause') : l10n.t('Play'));
    write(this.#compare, this.#against === undefined ? l10n.t('Compare From Here') : l10n.t('End Comparison'));
    this.#live.hidden = this.#file !== undefined;
    this.#export.hidden = this.#file !== undefined;
    this.#live.toggleAttribute('disabled', this.#at === null && this.#against === undefined);
    for (const element of [this.#play, this.#compare, this.#export]) element.toggleAttribute('disabled', !known);
    write(
      this.#when,
      this.#at !== null
        ? `${formatTime(at, now)} · ${formatAge(Math.max(0, now - at))}`
        : known
          ? l10n.t('Live')
          : l10n.t('Nothing has been recorded yet'),
    );
    this.#when.classList.toggle('then', this.#at !== null);
    const mark = history.markBy(at);
    write(
      this.#rules,
      mark && !found ? l10n.t('Rules changed {0}: {1}', formatTime(mark.at, now), formatMark(mark)) : '',
    );
    this.#differences.show(found, this.#against, at, history, now);
    if (this.#at !== null) this.#timer = window.setTimeout(() => this.#tell(), untilNextAge(now - at));
  }

  /** Draws the history, unless it is already drawn: moving through it changes nothing. */
  #draw(axis: Axis, now: number): void {
    const { hidden } = this.#chart.element;
    const drawn = JSON.stringify([this.#history.revision, axis, hidden]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#slider.update(axis, now);
    if (!hidden) this.#chart.update(this.#history, axis, now);
  }

  /** Describes the displayed time for screen readers. */
  #sentence(at: number, found: string | undefined, now: number): string {
    const span = this.#history.at(at);
    if (!span) return l10n.t('Nothing has been recorded yet');
    const mark = this.#history.markBy(at);
    const parts = [this.#at === null ? l10n.t('Live') : timeAndAge(at, now), formatCounts(span)];
    // Mentioned only at that exact moment.
    if (this.#at !== null && mark?.at === at) parts.push(l10n.t('rules changed: {0}', formatMark(mark)));
    if (found !== undefined && this.#against !== undefined)
      parts.push(l10n.t('compared with {0}: {1}', formatTime(this.#against, now), found));
    return parts.join('; ');
  }
}

function write(element: HTMLElement, text: string): void {
  say(element, text);
}
