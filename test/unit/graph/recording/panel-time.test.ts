import assert from 'node:assert/strict';
import fc from 'fast-check';
import { StatePublisher } from '../../../../src/features/graph/panels/state-publisher';
import { isToPage } from '../../../../src/features/graph/protocol/messages';
import type { Graph, GraphState } from '../../../../src/features/graph/protocol/state';
import type { Span, Timeline } from '../../../../src/features/graph/protocol/timeline';
import { PanelTime } from '../../../../src/features/graph/recording/panel-time';
import { LIMITS, Recording } from '../../../../src/features/graph/recording/recording';
import { receive, type Received } from '../../../../webview/graph/page/received';
import { RecordingHistory } from '../../../../webview/graph/time/recording-history';
import { graphOf } from '../../../pages/graph/graph-states';

const BEGIN = {
  defaults: { markers: true, layout: 'force', labels: 'profile' },
  savedLayout: { pins: {}, colours: {} },
  panel: { cluster: null },
} as const;
const graph = (reachable: boolean, at: number) =>
  graphOf(
    [
      { id: 'A', url: 'http://a/', targets: [{ url: 'http://b/', reachable }] },
      { id: 'B', url: 'http://b/', targets: [] },
    ],
    at,
  );

/** A panel of a polled cluster, and its page. */
class Followed {
  readonly recording: Recording;
  readonly timelines: Timeline[] = [];
  present: GraphState | undefined = graph(true, 1_000);
  #received: Received | undefined;
  readonly time: PanelTime;
  readonly file?: string;

  constructor(file?: string, limits = LIMITS) {
    this.recording = new Recording('test', limits);
    if (file !== undefined) this.file = file;
    const publisher = new StatePublisher(
      (message) => {
        assert.ok(isToPage(message));
        this.#received = receive(this.#received, message);
      },
      () => BEGIN,
    );
    this.time = new PanelTime(
      publisher,
      () => this,
      (message) => {
        assert.ok(isToPage(message));
        this.timelines.push(message);
      },
    );
  }

  poll(reachable: boolean, at: number): void {
    const state = graph(reachable, at);
    this.present = state;
    this.recording.see(state, at);
    this.time.update();
  }

  get page(): Graph {
    const state = this.#received?.state;
    return state?.kind === 'graph' ? state : assert.fail('no graph');
  }

  /** The connection's state on the page. */
  get seen(): string | undefined {
    return this.page.edges.find(({ kind }) => kind === 'probe')?.state;
  }
}

describe('a panel’s position in time', () => {
  it('stays at its time while the present advances, until it returns', () => {
    const panel = new Followed();
    panel.time.start();
    panel.poll(true, 1_000);
    panel.poll(false, 2_000);
    assert.equal(panel.seen, 'unreachable');
    assert.equal(panel.page.moment, undefined);
    panel.time.receive({ type: 'showTime', number: 1, at: 1_500 });
    assert.deepEqual([panel.seen, panel.page.moment], ['reachable', { at: 1_000 }]);
    panel.poll(true, 3_000);
    panel.poll(false, 4_000);
    assert.deepEqual([panel.seen, panel.page.moment], ['reachable', { at: 1_000 }]);
    assert.equal(panel.recording.spans().length, 4);
    panel.time.receive({ type: 'showTime', number: 2, at: null });
    assert.deepEqual([panel.seen, panel.page.moment], ['unreachable', undefined]);
  });

  it('is kept while the page is hidden', () => {
    const panel = new Followed();
    panel.poll(true, 1_000);
    panel.poll(false, 2_000);
    panel.time.start();
    panel.time.receive({ type: 'showTime', number: 3, at: 1_000 });
    panel.time.stop();
    panel.time.start();
    assert.deepEqual(panel.page.moment, { at: 1_000 });
  });

  it('compares two moments in either order, and a moment with the present', () => {
    const panel = new Followed();
    panel.time.start();
    panel.poll(false, 1_000);
    panel.poll(true, 2_000);
    const compared = () => panel.page.edges.flatMap((edge) => edge.compared?.how ?? []);
    panel.time.receive({ type: 'showTime', number: 4, at: 2_000, against: 1_000 });
    assert.deepEqual([compared(), panel.page.moment], [['appeared'], { at: 2_000, against: 1_000 }]);
    panel.time.receive({ type: 'showTime', number: 5, at: 1_000, against: 2_000 });
    assert.deepEqual([compared(), panel.page.moment], [['appeared'], { at: 1_000, against: 2_000 }]);
    panel.time.receive({ type: 'showTime', number: 6, at: null, against: 2_000 });
    assert.deepEqual([compared(), panel.page.moment], [[], { against: 2_000 }]);
    panel.poll(false, 3_000);
    assert.deepEqual(compared(), ['vanished']);
  });

  it('sends the timeline only on request, then only additions', () => {
    const panel = new Followed();
    panel.time.start();
    panel.poll(true, 1_000);
    assert.equal(panel.timelines.length, 0);
    panel.time.receive({ type: 'timeline', wanted: true });
    panel.poll(true, 2_000);
    panel.poll(true, 3_000);
    panel.poll(false, 4_000);
    panel.recording.mark({ at: 4_000, changes: [{ profile: 'p', text: 'Create profile p', rules: [] }] });
    panel.poll(false, 5_000);
    panel.time.receive({ type: 'timeline', wanted: false });
    panel.poll(true, 6_000);
    assert.deepEqual(
      panel.timelines.map(({ since, spans, marks }) => [
        since,
        spans.map(({ from, until }) => [from, until]),
        marks?.length,
      ]),
      [
        [0, [[1_000, 1_000]], 0],
        [
          0,
          [
            [1_000, 3_000],
            [4_000, 4_000],
          ],
          undefined,
        ],
        [1, [[4_000, 5_000]], 1],
      ],
    );
  });

  it('sends the page all kept moments after any changes', () => {
    const polls = fc.array(fc.constantFrom('open', 'closed', 'pause', 'rules'), { maxLength: 60 });
    fc.assert(
      fc.property(polls, fc.nat(20), (steps, from) => {
        const panel = new Followed(undefined, { ...LIMITS, spans: 6, stride: 2, marks: 4 });
        const past = new RecordingHistory();
        panel.time.start();
        steps.forEach((step, index) => {
          if (index === from) panel.time.receive({ type: 'timeline', wanted: true });
          const at = 1_000 * (index + 1);
          if (step === 'pause') panel.recording.pause();
          else if (step === 'rules')
            panel.recording.mark({ at, changes: [{ profile: 'p', text: 'Create profile p', rules: [] }] });
          else panel.poll(step === 'open', at);
        });
        panel.time.update();
        if (panel.timelines.length === 0) return;
        for (const timeline of panel.timelines) past.receive(timeline);
        // The longer span is sent with the next one.
        const known = (spans: readonly Span[]) =>
          spans.map((span, index) => (index === spans.length - 1 ? { ...span, until: 0 } : span));
        assert.deepEqual(known(past.spans), known(panel.recording.spans()));
        assert.deepEqual(past.marks, panel.recording.marks);
      }),
    );
  });

  it('is not live for a file, and starts at its end', () => {
    const panel = new Followed('seen.stars-recording.json');
    panel.poll(true, 1_000);
    panel.poll(false, 2_000);
    panel.present = undefined;
    panel.time.start();
    panel.time.receive({ type: 'timeline', wanted: true });
    assert.deepEqual(
      [panel.seen, panel.page.moment, panel.timelines[0]?.live],
      ['unreachable', { at: 2_000, file: 'seen.stars-recording.json' }, false],
    );
    panel.time.receive({ type: 'showTime', number: 7, at: null });
    assert.deepEqual(panel.page.moment, { at: 2_000, file: 'seen.stars-recording.json' });
  });

  it('reports once that nothing has been recorded', () => {
    const panel = new Followed();
    panel.time.start();
    panel.time.receive({ type: 'timeline', wanted: true });
    panel.time.update();
    assert.deepEqual(panel.timelines, [{ type: 'timeline', first: 0, since: 0, spans: [], marks: [], live: true }]);
    panel.time.receive({ type: 'showTime', number: 8, at: 1_000 });
    assert.equal(panel.page.moment, undefined);
  });
});
