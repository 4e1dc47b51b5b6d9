/**
 * Returns the items that are defined. If all are, it is the list itself: a filtered one has room for more, which the
 * objects of a large cluster would keep.
 */
export function defined<T>(items: readonly (T | undefined)[]): readonly T[] {
  return isWhole(items) ? items : items.filter((item) => item !== undefined);
}

/** Whether all items are defined. */
export function isWhole<T>(items: readonly (T | undefined)[]): items is readonly T[] {
  return !items.includes(undefined);
}
