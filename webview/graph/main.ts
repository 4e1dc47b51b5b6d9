import { isToPage, type GraphState, type ToHost } from '../../src/graph/protocol';
import { acquireHost } from '../api';
import { emptyPage } from './explanation';
import { GraphView } from './graph-view';
import { Memory } from './memory';
import { receive, type Received } from './received';

const api = acquireHost<ToHost>();
const root = document.getElementById('stars') ?? document.body;
const send = (message: ToHost) => api.postMessage(message);
const graphView = new GraphView(new Memory(api), send);
let received: Received | undefined;

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (!isToPage(data)) return;
  if (data.type === 'explanation') {
    graphView.explained(data);
    return;
  }
  received = receive(received, data);
  if (data.type === 'state') graphView.meet(data.defaults, data.kept);
  if (received) show(received.state, Date.now() - data.sentAt);
  else send({ type: 'ready' });
});
send({ type: 'ready' });

/** @param offset of this page's clock against the host's, in milliseconds. */
function show(state: GraphState, offset: number): void {
  switch (state.kind) {
    case 'empty':
      graphView.leave();
      root.replaceChildren(emptyPage(state, (action) => send({ type: 'run', action })));
      break;
    case 'graph':
      if (graphView.element.parentElement !== root) root.replaceChildren(graphView.element);
      graphView.show(state, state.observedAt + offset);
  }
}
