import { NAMESPACE_LABEL } from '../model/labels';
import type { Labels, SelectorNode } from '../selectors';

/** A label that a selector requires. */
export interface RequiredLabel {
  readonly key: string;
  readonly value: string;
}

/** One label that a selector always requires, preferably that of a namespace, which is the most selective. */
export function requiredLabel(node: SelectorNode): RequiredLabel | undefined {
  if (node.kind === 'compare') return node.operator === '==' ? node : undefined;
  if (node.kind !== 'and') return undefined;
  const found = node.of.map(requiredLabel).filter((label) => label !== undefined);
  return found.find(({ key }) => key === NAMESPACE_LABEL) ?? found[0];
}

/** Indexes items by the label that they require, so few have to be tried. Keeps their order. */
export class ByRequiredLabel<T> {
  readonly #byLabel = new Map<string, Map<string, number[]>>();
  readonly #others: number[] = [];

  constructor(
    readonly items: readonly T[],
    labelOf: (item: T) => RequiredLabel | undefined,
  ) {
    for (const [place, item] of items.entries()) {
      const required = labelOf(item);
      if (!required) {
        this.#others.push(place);
        continue;
      }
      const values = this.#byLabel.get(required.key) ?? new Map<string, number[]>();
      this.#byLabel.set(required.key, values);
      const places = values.get(required.value);
      if (places) places.push(place);
      else values.set(required.value, [place]);
    }
  }

  /** All that can select something with the labels, in order. */
  candidates(labels: Labels): readonly T[] {
    const found: number[][] = this.#others.length > 0 ? [this.#others] : [];
    for (const [key, values] of this.#byLabel) {
      const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
      const places = value === undefined ? undefined : values.get(value);
      if (places) found.push(places);
    }
    const [only = [], ...more] = found;
    const places = more.length === 0 ? only : found.flat().sort((a, b) => a - b);
    const items: T[] = [];
    for (const place of places) {
      const item = this.items[place];
      if (item !== undefined) items.push(item);
    }
    return items;
  }
}
