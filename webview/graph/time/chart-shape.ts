import type { MeasuredState } from '../../../src/features/graph/protocol/elements';
import type { Span } from '../../../src/features/graph/protocol/timeline';
import type { Axis } from './recording-history';

/** From the bottom up. */
export const LAYERS: readonly MeasuredState[] = ['reachable', 'unreachable', 'unknown'];

/** A period with constant counts, from left to right in pixels. */
interface Step {
  readonly left: number;
  readonly right: number;
  readonly span: Span;
}

/** Returns the maximum number of connections, at least one. */
export function heightOf(spans: readonly Span[]): number {
  return spans.reduce(
    (most, span) =>
      Math.max(
        most,
        LAYERS.reduce((sum, layer) => sum + span[layer], 0),
      ),
    1,
  );
}

/** Returns the areas of the chart as SVG paths, stacked, with steps at changes and gaps without data. */
export function areasOf(
  spans: readonly Span[],
  { begin, end }: Axis,
  width: number,
  height: number,
): Readonly<Record<MeasuredState, string>> {
  const x = (time: number) => ((time - begin) / (end - begin)) * width;
  const most = heightOf(spans);
  const runs = runsOf(spans, x, end);
  const y = (count: number) => height - (count / most) * height;
  const area = (layer: MeasuredState) => {
    const below = LAYERS.slice(0, LAYERS.indexOf(layer));
    const bottom = (span: Span) => below.reduce((sum, other) => sum + span[other], 0);
    return runs
      .flatMap((steps) => withAny(steps, layer))
      .map((steps) => {
        const upper = steps.map(
          ({ left, right, span }) => `L${spot(left)},${spot(y(bottom(span) + span[layer]))}H${spot(right)}`,
        );
        const lower = steps
          .toReversed()
          .map(({ left, right, span }) => `L${spot(right)},${spot(y(bottom(span)))}H${spot(left)}`);
        return `M${[...upper, ...lower].join('').slice(1)}Z`;
      })
      .join('');
  };
  return { reachable: area('reachable'), unreachable: area('unreachable'), unknown: area('unknown') };
}

/** Returns the parts of a run in which a layer is not empty, because an empty layer would still show as a line. */
function withAny(steps: readonly Step[], layer: MeasuredState): readonly (readonly Step[])[] {
  const parts: Step[][] = [];
  let open: Step[] | undefined;
  for (const step of steps) {
    if (step.span[layer] === 0) open = undefined;
    else if (open) open.push(step);
    else parts.push((open = [step]));
  }
  return parts;
}

/** Groups steps without gaps. Of steps closer than half a pixel, draws the last. */
function runsOf(spans: readonly Span[], x: (time: number) => number, end: number): readonly (readonly Step[])[] {
  const runs: Step[][] = [];
  spans.forEach((span, index) => {
    const next = spans[index + 1];
    const right = x(next ? (next.resumed ? span.until : next.from) : Math.max(span.until, end));
    const run = span.resumed || runs.length === 0 ? undefined : runs.at(-1);
    const before = run?.at(-1);
    if (run && before && right - before.left < 0.5) run[run.length - 1] = { left: before.left, right, span };
    else if (run) run.push({ left: before?.right ?? x(span.from), right, span });
    else runs.push([{ left: x(span.from), right: Math.max(right, x(span.from) + 0.5), span }]);
  });
  return runs;
}

function spot(value: number): string {
  return String(Math.round(value * 10) / 10);
}
