import * as l10n from '@vscode/l10n';
import type { Banner, EmptyState, GraphAction, GraphPreview } from '../../src/features/graph/protocol/state';
import { html, svg } from './dom';
import { button, progressRing } from './toolkit';

type Run = (action: string) => void;

/** Transient reasons. */
const WAITING: ReadonlySet<EmptyState['reason']> = new Set(['connecting', 'asking', 'deploying']);

/** The page without a graph: the reason, and what to do about it. */
export function emptyPage({ reason, title, detail, rule, progress, actions }: EmptyState, run: Run): HTMLElement {
  const page = html(
    'section',
    'empty',
    WAITING.has(reason) ? progressRing() : constellation(),
    html('h1', '', title),
    html('p', '', detail),
  );
  page.dataset['empty'] = reason;
  page.role = 'status';
  if (progress) {
    const bar = html('progress');
    bar.max = Math.max(1, progress.total);
    bar.value = progress.done;
    bar.ariaLabel = l10n.t('Running tasks');
    page.append(bar);
  }
  if (rule !== undefined) page.append(html('code', 'rule', rule));
  page.append(buttons(actions, run));
  return page;
}

/** The bar above the graph with the reason why stars don't respond. */
export function bannerBar({ reason, title, detail, rule, actions }: Banner, run: Run): HTMLElement {
  const text = html('p', '', html('strong', '', title), ' ', detail);
  if (rule !== undefined) text.append(' ', html('code', 'rule', rule));
  const bar = html('section', 'banner', text, buttons(actions, run));
  bar.dataset['empty'] = reason;
  bar.role = 'status';
  return bar;
}

/** The bar above the graph with the effect of a change. */
export function previewBar({ title, opened, closed, opens, closes, unchecked = [] }: GraphPreview): HTMLElement {
  const part = (words: string, count: number, list: readonly string[]) =>
    html('span', 'effect', html('strong', '', words), count === 0 ? '' : `: ${list.join(', ')}`);
  const bar = html(
    'section',
    'preview-bar',
    html('p', '', html('strong', '', l10n.t('Preview')), ` ${title}`),
    html(
      'p',
      '',
      part(opened === 0 ? l10n.t('opens nothing') : l10n.t('opens {0}', opened), opened, opens),
      html('span', 'between', ' · '),
      part(closed === 0 ? l10n.t('closes nothing') : l10n.t('closes {0}', closed), closed, closes),
      ...unchecked.map((phrase) => html('span', 'unchecked', ` (${phrase})`)),
    ),
  );
  bar.role = 'status';
  return bar;
}

function buttons(actions: readonly GraphAction[], run: Run): HTMLElement {
  return html(
    'div',
    'actions',
    ...actions.map(({ id, title, command }, index) => {
      const element = button(title, index === 0 ? 'primary' : 'secondary', () => run(id));
      element.dataset['command'] = command;
      return element;
    }),
  );
}

/** A placeholder illustration of three unlit stars. */
function constellation(): SVGElement {
  const stars: readonly (readonly [number, number, number])[] = [
    [26, 64, 9],
    [70, 20, 13],
    [118, 58, 7],
  ];
  const picture = svg(
    'svg',
    { class: 'constellation', viewBox: '0 0 144 84', 'aria-hidden': 'true' },
    svg('path', { d: 'M26,64L70,20L118,58' }),
  );
  picture.append(...stars.map(([cx, cy, r]) => svg('circle', { cx, cy, r })));
  return picture;
}
