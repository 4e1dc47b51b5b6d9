import { isToPage, type ToHost } from '../../src/features/graph/protocol/messages';
import type { GraphState } from '../../src/features/graph/protocol/state';
import { acquireHost } from '../shared/host';
import { localize } from '../shared/localize';
import { emptyPage } from '../shared/empty-page';
import { GraphView } from './page/graph-view';
import { Memory } from './page/memory';
import { receive, type Received } from './page/received';
import { html } from '../shared/dom';
import { TimeBar } from './time/time-bar';

localize();

const api = acquireHost<ToHost>();
const root = document.getElementById('stars') ?? document.body;
const send = (message: ToHost) => api.postMessage(message);
const memory = new Memory(api);
const timeBar = new TimeBar(memory, send);
const graphView = new GraphView(memory, send, () => timeBar.toggled());
/** Placeholder for a missing graph. */
const emptyPlace = html('div', 'empty-place');
let received: Received | undefined;
let opened = false;

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (!isToPage(data)) return;
  switch (data.type) {
    case 'explanation':
      graphView.explained(data);
      return;
    case 'command':
      graphView.run(data.command);
      return;
    case 'menu':
      graphView.opener.runMenu(data);
      return;
    case 'pointAt':
      graphView.opener.pointAt(data);
      return;
    case 'export':
      void graphView.export(data);
      return;
    case 'timeline':
      timeBar.receive(data);
      return;
    case 'state':
    case 'patch':
      break;
  }
  received = receive(received, data);
  if (data.type === 'state') {
    memory.remember(data.recording);
    graphView.meet(data);
  }
  if (!received) {
    ready();
    return;
  }
  const offset = Date.now() - data.sentAt;
  // First, because it takes room from the graph.
  timeBar.show(received.state, offset, data.type === 'state' ? (data.timeRequest ?? 0) : undefined);
  show(received.state, offset);
});
ready();
// Attached and laid out from the start, though invisible, so that the toolkit's elements initialize while the host is
// queried. It stays attached, because a re-attached data grid shows each row twice.
graphView.element.classList.add('awaited');
root.append(emptyPlace, graphView.element, timeBar.splitter.element, timeBar.element);

/** Requests the whole state, with the groups that are expanded here. */
function ready(): void {
  const { expanded } = memory.choices;
  send({ type: 'ready', ...(expanded.length > 0 && { expanded: [...expanded] }) });
}

/** @param offset The offset of this page's clock from the host's, in milliseconds. */
function show(state: GraphState, offset: number): void {
  graphView.element.classList.remove('awaited');
  switch (state.kind) {
    case 'empty':
      graphView.leave();
      graphView.element.hidden = true;
      emptyPlace.replaceChildren(emptyPage(state, (action) => send({ type: 'run', action })));
      break;
    case 'graph':
      emptyPlace.replaceChildren();
      graphView.element.hidden = false;
      markOpening(() => graphView.show(state, state.observedAt + offset));
  }
}

/** Shows a graph. Marks on the browser's timeline when the first graph arrived and was drawn. */
function markOpening(show: () => void): void {
  if (!opened) performance.mark('graph:data');
  show();
  // After the drawing, in the same frame.
  if (!opened) requestAnimationFrame(() => performance.mark('graph:picture'));
  opened = true;
}
