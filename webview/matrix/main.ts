import { isToPage, type MatrixState, type ToHost } from '../../src/features/matrix/protocol';
import { acquireHost } from '../shared/host';
import { localize } from '../shared/localize';
import { emptyPage } from '../shared/empty-page';
import { MatrixView } from './matrix-view';
import { Memory } from './memory';
import { receive, type Received } from './received';

localize();

const api = acquireHost<ToHost>();
const root = document.getElementById('stars') ?? document.body;
const send = (message: ToHost) => api.postMessage(message);
const memory = new Memory(api);
const view = new MatrixView(memory, send);
const sayReady = () => send({ type: 'ready', question: memory.saved.question });
let received: Received | undefined;

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (!isToPage(data)) return;
  if (data.type === 'state' && data.cluster && data.cluster.id !== memory.saved.cluster?.id)
    memory.save({ cluster: data.cluster });
  received = receive(received, data);
  if (received) show(received.state, Date.now() - data.sentAt);
  else sayReady();
});
sayReady();

/** @param offset The offset of this page's clock from the host's, in milliseconds. */
function show(state: MatrixState, offset: number): void {
  switch (state.kind) {
    case 'empty':
      root.replaceChildren(emptyPage(state, (action) => send({ type: 'run', action })));
      break;
    case 'matrix':
      if (view.element.parentElement !== root) root.replaceChildren(view.element);
      view.show(state, (state.observedAt ?? 0) + offset);
  }
}
