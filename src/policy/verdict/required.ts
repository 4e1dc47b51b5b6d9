import type { Labels, SelectorNode } from '../selectors';

/** A label that a selector requires. */
export interface RequiredLabel {
  readonly key: string;
  readonly value: string;
}

/** The labels that a selector always requires. */
export function requiredLabels(node: SelectorNode): readonly RequiredLabel[] {
  if (node.kind === 'compare') return node.operator === '==' ? [node] : NONE;
  return node.kind === 'and' ? node.of.flatMap(requiredLabels) : NONE;
}

const NONE: readonly RequiredLabel[] = [];

/**
 * Indexes items by a label that they require, so few have to be tried: the one that the fewest items require. Keeps
 * their order.
 */
export class ByRequiredLabel<T> {
  readonly #byLabel = new Map<string, Map<string, number[]>>();
  readonly #others: number[] = [];

  constructor(
    readonly items: readonly T[],
    labelsOf: (item: T) => readonly RequiredLabel[],
  ) {
    const counts = new Map<string, Map<string, number>>();
    for (const item of items) {
      for (const { key, value } of labelsOf(item)) {
        const values = counts.get(key) ?? new Map<string, number>();
        counts.set(key, values.set(value, (values.get(value) ?? 0) + 1));
      }
    }
    const countOf = ({ key, value }: RequiredLabel) => counts.get(key)?.get(value) ?? 0;
    for (const [place, item] of items.entries()) {
      const required = rarest(labelsOf(item), countOf);
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

  /** The items that select something with the labels, in order. @param isSelecting Tests one that may. */
  select(labels: Labels, isSelecting: (item: T) => boolean): readonly T[] {
    const items: T[] = [];
    for (const place of this.#candidates(labels)) {
      const item = this.items[place];
      if (item !== undefined && isSelecting(item)) items.push(item);
    }
    return items;
  }

  /** Where those are that require none or one of the labels, in order. */
  #candidates(labels: Labels): readonly number[] {
    let found = this.#others;
    for (const [key, values] of this.#byLabel) {
      const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
      const places = value === undefined ? undefined : values.get(value);
      if (places) found = found.length === 0 ? places : merged(found, places);
    }
    return found;
  }
}

/** Merges two sorted lists. */
function merged(one: readonly number[], other: readonly number[]): number[] {
  const all: number[] = [];
  let [at, next] = [0, 0];
  while (at < one.length || next < other.length) {
    const [a = Infinity, b = Infinity] = [one[at], other[next]];
    all.push(Math.min(a, b));
    if (a < b) at += 1;
    else next += 1;
  }
  return all;
}

function rarest(
  labels: readonly RequiredLabel[],
  countOf: (label: RequiredLabel) => number,
): RequiredLabel | undefined {
  let best = labels[0];
  for (let place = 1; place < labels.length; place += 1) {
    const label = labels[place];
    if (best && label && countOf(label) < countOf(best)) best = label;
  }
  return best;
}
