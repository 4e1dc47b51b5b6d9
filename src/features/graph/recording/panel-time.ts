import type { StatePublisher } from '../panels/state-publisher';
import type { ToHost } from '../protocol/messages';
import type { Graph, GraphState, ShownMoment } from '../protocol/state';
import type { Timeline } from '../protocol/timeline';
import { compareGraphs } from './compare';
import type { Recording } from './recording';

/** The present, and the recorded past. */
export interface TimeSource {
  /** undefined for a file. */
  readonly present: GraphState | undefined;
  readonly recording: Recording | undefined;
  /** The name of the recording's file. */
  readonly file?: string | undefined;
}

/** The moment that a panel shows. */
interface TimeView {
  readonly recording: Recording;
  /** null for the present. */
  readonly at: number | null;
  readonly against: number | undefined;
}

/** The part of a recording that was sent to a page. */
interface SentRecording {
  /** null before anything was sent. */
  readonly recording: Recording | undefined | null;
  readonly first: number;
  readonly next: number;
  readonly marks: Recording['marks'];
}

/** Controls which moment a panel's page shows, and sends it the timeline. */
export class PanelTime {
  #timeView: TimeView | undefined;
  #timeRequest = 0;
  /** undefined while the page doesn't request the timeline. */
  #sent: SentRecording | undefined;

  constructor(
    private readonly publisher: Pick<StatePublisher, 'start' | 'update'>,
    private readonly source: () => TimeSource,
    private readonly send: (message: Timeline) => void,
  ) {}

  /** The number of the page's last request. */
  get timeRequest(): number {
    return this.#timeRequest;
  }

  /** Starts with a new page, or one that lost track. */
  start(): void {
    this.publisher.start(this.#state());
  }

  /** Stops with the page. A new page will show the same moment. */
  stop(): void {
    this.#sent = undefined;
  }

  /** Updates after a change of the present or the recording. A page that shows the past keeps doing so. */
  update(): void {
    if (this.#timeView && this.#timeView.recording !== this.source().recording) this.#timeView = undefined;
    if (this.#timeView?.at === undefined || this.#timeView.at === null) this.publisher.update(this.#state());
    this.#sendTimeline();
  }

  /** Handles a page's request. */
  receive(message: Extract<ToHost, { type: 'timeline' | 'showTime' }>): void {
    if (message.type === 'timeline') {
      this.#sent = message.wanted ? { recording: null, ...NEVER } : undefined;
      this.#sendTimeline();
      return;
    }
    const { recording } = this.source();
    const { at, against } = message;
    this.#timeRequest = message.number;
    this.#timeView = recording && (at !== null || against !== undefined) ? { recording, at, against } : undefined;
    this.publisher.update(this.#state());
  }

  #state(): GraphState {
    const { present, file } = this.source();
    const recording = this.#timeView?.recording ?? this.source().recording;
    const { at = null, against } = this.#timeView ?? {};
    const past = present && at === null ? undefined : recording?.at(at ?? Infinity);
    const shown = past ?? present ?? NOTHING;
    if (shown.kind !== 'graph') return shown;
    const other = against === undefined ? undefined : recording?.at(against);
    const compared = other
      ? against !== undefined && against > (at ?? Infinity)
        ? compareGraphs(shown, other)
        : compareGraphs(other, shown)
      : shown;
    const moment: ShownMoment = {
      ...(past && { at: past.observedAt }),
      ...(other && { against: other.observedAt }),
      ...(file !== undefined && { file }),
    };
    return Object.keys(moment).length > 0 ? { ...compared, observedAt: shown.observedAt, moment } : compared;
  }

  /** Sends what was added. A span that only became longer is not sent yet. */
  #sendTimeline(): void {
    const sent = this.#sent;
    const { recording } = this.source();
    if (!sent) return;
    const isNew = sent.recording !== recording;
    const { first, next, marks } = recording ?? NEVER;
    if (!isNew && next === sent.next && first === sent.first && marks === sent.marks) return;
    const since = isNew ? first : Math.max(first, sent.next - 1);
    this.#sent = { recording, first, next, marks };
    this.send({
      type: 'timeline',
      first,
      since,
      spans: [...(recording?.spans(since) ?? [])],
      ...((isNew || marks !== sent.marks) && { marks: [...marks] }),
      live: this.source().present !== undefined,
    });
  }
}

/** Sent if nothing has been recorded. */
const NEVER: Pick<SentRecording, 'first' | 'next' | 'marks'> = { first: 0, next: 0, marks: [] };

const NOTHING: Graph = { kind: 'graph', observedAt: 0, nodes: [], edges: [] };
