import * as l10n from '@vscode/l10n';
import {
  isToExplanationPage,
  type FromExplanationPage,
  type ToExplanationPage,
} from '../../src/features/explanation/messages';
import { acquireHost } from '../shared/host';
import { localize } from '../shared/localize';
import { html } from '../shared/dom';
import { button } from '../shared/toolkit';
import { explanationView } from './explanation-view';

localize();

const api = acquireHost<FromExplanationPage>();
const root = document.getElementById('stars') ?? document.body;
const send = (message: FromExplanationPage) => api.postMessage(message);

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (isToExplanationPage(data)) show(data);
});
send({ type: 'ready' });

function show(message: ToExplanationPage): void {
  if (message.type === 'nothing') {
    const { reason, connectTo } = message;
    root.replaceChildren(
      html('h1', 'nothing', reason),
      ...(connectTo === undefined
        ? []
        : [button(l10n.t('Connect to {0}', connectTo), 'primary', () => send({ type: 'connect' }))]),
    );
    return;
  }
  const { explanation, connection, cluster } = message;
  // Saved state from which the page is restored after a restart.
  api.setState({ connection });
  document.title = explanation.title;
  root.replaceChildren(
    html('h1', '', explanation.title, html('span', 'on', l10n.t('on {0}', explanation.on))),
    ...(cluster === undefined ? [] : [html('p', 'cluster', l10n.t('Cluster: {0}', cluster))]),
    explanationView(explanation, {
      reveal: (place) => send({ type: 'reveal', place }),
      tryOut: (change) => send({ type: 'try', change }),
      apply: (change) => send({ type: 'apply', change }),
      createPolicy: () => send({ type: 'createPolicy' }),
    }),
  );
}
