import type { StatePublisher } from '../panels/state-publisher';
import type { ToHost } from '../protocol/messages';
import type { Graph, GraphState, ShownMoment } from '../protocol/state';
import type { Timeline } from '../protocol/timeline';
import { compareGraphs } from './compare';
import type { Recording } from './recording';

/** What there is to look at: the present, and the past as far as it was recorded. */
export interface TimeSource {
  /** Undefined where there is only a past. */
  readonly present: GraphState | undefined;
  readonly recording: Recording | undefined;
  /** The name of the file that was recorded into. */
  readonly file?: string;
}

/** Where a panel looks. */
interface TimeView {
  readonly recording: Recording;
  /** Null: at the present. */
  readonly at: number | null;
  readonly against: number | undefined;
}

/** What a page was told of a recording. */
interface SentRecording {
  /** Null: of none yet. */
  readonly recording: Recording | undefined | null;
  readonly first: number;
  readonly next: number;
  readonly marks: Recording['marks'];
}

/** The place in time of one panel: it sees to it that its page shows that moment, and knows of all others. */
export class PanelTime {
  #look: TimeView | undefined;
  #looked = 0;
  /** Undefined while the page does not ask for the timeline. */
  #told: SentRecording | undefined;

  constructor(
    private readonly feed: Pick<StatePublisher, 'start' | 'update'>,
    private readonly source: TimeSource,
    private readonly send: (message: Timeline) => void,
  ) {}

  /** The number of the page's last wish. */
  get looked(): number {
    return this.#looked;
  }

  /** The page is new, or has lost its thread. */
  start(): void {
    this.feed.start(this.#state());
  }

  /** The page is gone; a new one will see the same moment. */
  stop(): void {
    this.#told = undefined;
  }

  /** The present is another, or has been recorded. Who looks at the past goes on seeing it. */
  update(): void {
    if (this.#look && this.#look.recording !== this.source.recording) this.#look = undefined;
    if (this.#look?.at === undefined || this.#look.at === null) this.feed.update(this.#state());
    this.#tell();
  }

  /** Does what the page asks for. */
  receive(wish: Extract<ToHost, { type: 'timeline' | 'look' }>): void {
    if (wish.type === 'timeline') {
      this.#told = wish.wanted ? { recording: null, ...NEVER } : undefined;
      this.#tell();
      return;
    }
    const { recording } = this.source;
    const { at, against } = wish;
    this.#looked = wish.number;
    this.#look = recording && (at !== null || against !== undefined) ? { recording, at, against } : undefined;
    this.feed.update(this.#state());
  }

  #state(): GraphState {
    const { present, file } = this.source;
    const recording = this.#look?.recording ?? this.source.recording;
    const { at = null, against } = this.#look ?? {};
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

  /** Tells what has been added since; a span that has only become longer is of no interest yet. */
  #tell(): void {
    const told = this.#told;
    const { recording } = this.source;
    if (!told) return;
    const anew = told.recording !== recording;
    const { first, next, marks } = recording ?? NEVER;
    if (!anew && next === told.next && first === told.first && marks === told.marks) return;
    const since = anew ? first : Math.max(first, told.next - 1);
    this.#told = { recording, first, next, marks };
    this.send({
      type: 'timeline',
      first,
      since,
      spans: [...(recording?.spans(since) ?? [])],
      ...((anew || marks !== told.marks) && { marks: [...marks] }),
      live: this.source.present !== undefined,
    });
  }
}

/** What is told where nothing has been recorded. */
const NEVER: Pick<SentRecording, 'first' | 'next' | 'marks'> = { first: 0, next: 0, marks: [] };

const NOTHING: Graph = { kind: 'graph', observedAt: 0, nodes: [], edges: [] };
