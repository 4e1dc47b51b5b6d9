// `npm run bench first-picture`: the time from a message to the painted graph, beside cytoscape.js with fcose.
import type { StateMessage } from '../src/features/graph/protocol/messages';
import { BEGIN, GraphHarness } from '../test/pages/graph/graph-page';
import { graphOf, ring } from '../test/pages/graph/graph-states';
import { FRESH } from '../webview/graph/page/saved';
import { median, print } from './measure';
import { DRIVER } from './page/driver';
import { peerScript } from './page/peer';

/** Stars, edges from each of them, and runs: more of what takes less, whose times differ more. */
const SIZES = [
  [60, 10, 15],
  [300, 10, 7],
  [1_000, 10, 5],
] as const;
/** The allowed fraction of the peer's time. */
const FRACTION = 0.25;
const ROOM = { width: 1_440, height: 900 };

const script = await peerScript();
const harness = await GraphHarness.start();
for (const [stars, degree, runs] of SIZES) {
  const graph = graphOf(ring(stars, degree, true));
  const message: StateMessage = { type: 'state', revision: 1, sentAt: Date.now(), state: graph, ...BEGIN };
  const [own, peer]: [number[], number[]] = [[], []];
  // In turns, so that both see the same machine.
  for (let run = 0; run < runs; run += 1) {
    const opened = await harness.open({ ...ROOM, reducedMotion: true, saved: { ...FRESH, view: 'graph' } });
    await opened.page.evaluate(DRIVER);
    own.push(await opened.page.evaluate<number>(`bench.paint(${JSON.stringify(message)})`));
    await opened.page.goto('about:blank');
    await opened.page.setContent(`<div id="peer" style="position:fixed;inset:0;background:#1f1f1f"></div>`);
    await opened.page.evaluate(script);
    peer.push(await opened.page.evaluate<number>(`draw(${JSON.stringify(graph)})`));
    await opened.close();
  }
  print(`First picture of ${stars} × ${degree}, ms`, [
    { name: 'Calico Stars', values: own },
    { name: 'cytoscape.js with fcose, draft', values: peer },
    { name: 'fraction of the median', values: [median(own) / median(peer)], bar: FRACTION },
  ]);
}
await harness.stop();
