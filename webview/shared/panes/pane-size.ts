/** The sizes that a pane can have, in pixels. */
export interface SizeRange {
  readonly min: number;
  readonly max: number;
}

/** The direction in which a splitter moves: `x` between panes side by side, `y` between panes below each other. */
export type Axis = 'x' | 'y';

/** Pixels per press of an arrow key, and with Shift. */
const STEP = 10;
const LARGE_STEP = 50;

/** Returns the size nearest to the wanted one. The minimum prevails in a range without sizes. */
export function clampSize(size: number, { min, max }: SizeRange): number {
  return Math.round(Math.max(min, Math.min(size, max)));
}

/**
 * Returns the size of the pane after a splitter when a key is pressed at it: `default` to reset, undefined for keys that
 * mean nothing there. Keys as in the ARIA Authoring Practices' window splitter, where arrows move the splitter.
 */
export function sizeAfterKey(
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  axis: Axis,
  size: number,
  range: SizeRange,
): number | 'default' | undefined {
  const step = shiftKey ? LARGE_STEP : STEP;
  const [smaller, larger] = axis === 'x' ? ['ArrowRight', 'ArrowLeft'] : ['ArrowDown', 'ArrowUp'];
  switch (key) {
    case larger:
      return clampSize(size + step, range);
    case smaller:
      return clampSize(size - step, range);
    case 'Home':
      return clampSize(range.min, range);
    case 'End':
      return clampSize(range.max, range);
    case 'Enter':
      return 'default';
    default:
      return undefined;
  }
}
