import { isToPage, type GraphState, type ToHost } from '../../src/graph/protocol';
import { acquireHost } from '../api';
import { emptyPage } from './explanation';
import { GraphView } from './graph-view';
import { Memory } from './memory';
import { receive, type Received } from './received';
import { TimeBar } from './time/time-bar';

const api = acquireHost<ToHost>();
const root = document.getElementById('stars') ?? document.body;
const send = (message: ToHost) => api.postMessage(message);
const memory = new Memory(api);
const timeBar = new TimeBar(memory, send);
const graphView = new GraphView(memory, send, () => timeBar.toggled());
let received: Received | undefined;

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (!isToPage(data)) return;
  switch (data.type) {
    case 'explanation':
      graphView.explained(data);
      return;
    case 'do':
      graphView.do(data.deed);
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
    send({ type: 'ready' });
    return;
  }
  const offset = Date.now() - data.sentAt;
  show(received.state, offset);
  timeBar.show(received.state, offset, data.type === 'state' ? (data.looked ?? 0) : undefined);
});
send({ type: 'ready' });

/** @param offset of this page's clock against the host's, in milliseconds. */
function show(state: GraphState, offset: number): void {
  switch (state.kind) {
    case 'empty':
      graphView.leave();
      root.replaceChildren(emptyPage(state, (action) => send({ type: 'run', action })), timeBar.element);
      break;
    case 'graph':
      if (graphView.element.parentElement !== root) root.replaceChildren(graphView.element, timeBar.element);
      graphView.show(state, state.observedAt + offset);
  }
}
