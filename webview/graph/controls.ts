import type { Toggles } from './saved';
import { html } from './svg';
import { button, checkbox } from './toolkit';

/** The first two carry the names that star-collect's own page gives them. */
const LABELS: readonly (readonly [keyof Toggles, string])[] = [
  ['unreachable', 'Toggle Unreachable'],
  ['markers', 'Toggle Markers'],
  ['collector', 'Show Collector'],
  ['outside', 'Show Outside'],
  ['odds', 'Only Disagreements'],
  ['table', 'Show Table'],
];

/** The controls above the graph. @param toggled hears of each change. */
export function controls(toggles: Toggles, toggled: (change: Partial<Toggles>) => void, fit: () => void): HTMLElement {
  const boxes = LABELS.map(([key, label]) => checkbox(label, toggles[key], (checked) => toggled({ [key]: checked })));
  const bar = html('div', 'controls', ...boxes, button('Fit', 'secondary', fit));
  bar.role = 'group';
  bar.ariaLabel = 'Graph';
  return bar;
}
