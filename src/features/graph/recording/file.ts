import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { edgeKey } from '../state/patch';
import { edge, node } from '../protocol/elements';
import { banner } from '../protocol/state';
import { mark } from '../protocol/timeline';
import { bare } from './bare';
import type { Step } from './fold';
import { LIMITS, Recording, type Moment } from './recording';

const FORMAT = 'calico-stars-recording';
/** The only file format version that is written and read. */
const VERSION = 1;
/** Maximum length of a file in characters. Fits the longest recording with its first graph and times. */
export const LONGEST = 4 * LIMITS.size;

/** The file name suffix of recordings. */
export const SUFFIX = '.stars-recording.json';

/** A recording that can't be read. The message is a sentence for the user. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}

/** Milliseconds since the epoch, within the range of dates. */
const time = z.number().check(z.minimum(0), z.maximum(8_640_000_000_000_000));
const count = z.number().check(z.minimum(0));
const ends = z.object({ from: z.string(), to: z.string() });

const content = z.object({
  cluster: z.string(),
  base: z.object({ nodes: z.array(node), edges: z.array(edge), banner: z.nullable(banner) }),
  moments: z
    .array(
      z.object({
        from: time,
        until: time,
        reachable: count,
        unreachable: count,
        unknown: count,
        resumed: z.optional(z.literal(true)),
        nodes: z.array(node),
        goneNodes: z.array(z.string()),
        edges: z.array(edge),
        goneEdges: z.array(ends),
        banner: z.nullable(banner),
      }),
    )
    .check(z.minLength(1), z.maxLength(LIMITS.spans)),
  marks: z.array(z.extend(mark, { at: time })).check(z.maxLength(LIMITS.marks)),
});

const head = z.object({ format: z.literal(FORMAT), version: z.number() });

/** Returns the file content of a recording, or undefined if it is empty. */
export function recordingText(recording: Recording): string | undefined {
  const { content: held } = recording;
  if (!held) return undefined;
  const { cluster, base, marks } = held;
  const moments = held.moments.map(({ span, step: { nodes, goneNodes, edges, goneEdges, banner: line } }) => ({
    ...span,
    nodes,
    goneNodes,
    edges,
    goneEdges,
    banner: line,
  }));
  const [first, ...others] = moments;
  // The first moment is the base itself.
  const begin = first && { ...first, nodes: [], goneNodes: [], edges: [], goneEdges: [], banner: base.banner ?? null };
  return `${JSON.stringify({ format: FORMAT, version: VERSION, cluster, base: { nodes: base.nodes, edges: base.edges, banner: base.banner ?? null }, moments: [begin, ...others], marks })}\n`;
}

/**
 * Parses a recording's file. Drops its buttons, because a file must not determine what a click does.
 * @throws RecordingError if the file is invalid. Throws nothing else.
 */
export function parseRecording(text: string): Recording {
  if (text.length > LONGEST)
    throw new RecordingError(
      l10n.t(
        'The file is too long: {0} million characters, where {1} million is the maximum.',
        inMillions(text.length),
        inMillions(LONGEST),
      ),
    );
  const value = parseRecordingJson(text);
  const start = head.safeParse(value);
  if (!start.success) throw new RecordingError(l10n.t('It is not a Calico Stars recording.'));
  if (start.data.version !== VERSION)
    throw new RecordingError(
      l10n.t(
        'Its format version is {0}. This version of Calico Stars supports only version {1}.',
        start.data.version,
        VERSION,
      ),
    );
  const parsed = content.safeParse(value);
  if (!parsed.success) throw new RecordingError(describeFault(parsed.error.issues));
  const { cluster, base, moments, marks } = parsed.data;
  requireOrder(
    moments.flatMap(({ from, until }) => [from, until]),
    'moments',
  );
  requireOrder(
    marks.map(({ at }) => at),
    l10n.t('rule changes'),
  );
  const first = bare({
    kind: 'graph',
    observedAt: moments[0]?.from ?? 0,
    nodes: distinct(base.nodes, ({ id }) => id),
    edges: distinct(base.edges, edgeKey),
    ...(base.banner && { banner: base.banner }),
  });
  return Recording.of({ cluster, base: first, moments: moments.map(momentOf), marks });
}

function momentOf({
  nodes,
  goneNodes,
  edges,
  goneEdges,
  banner: line,
  ...span
}: z.infer<typeof content>['moments'][number]): Moment {
  const shown = bare({ kind: 'graph', observedAt: span.from, nodes, edges, ...(line && { banner: line }) });
  const step: Step = { nodes: shown.nodes, goneNodes, edges: shown.edges, goneEdges, banner: shown.banner ?? null };
  return { span, step };
}

function parseRecordingJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RecordingError(
      l10n.t('It is not valid JSON: {0}', error instanceof Error ? error.message : String(error)),
    );
  }
}

/** Describes the first error and its location. */
function describeFault([issue]: readonly {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}[]): string {
  const where =
    issue?.path
      .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
      .join('')
      .replace(/^\./, '') ?? '';
  return l10n.t(
    'It can’t be parsed: {0}{1}.',
    where === '' ? '' : l10n.t('at {0}, ', where),
    issue?.message ?? l10n.t('unexpected format'),
  );
}

function requireOrder(times: readonly number[], what: string): void {
  const index = times.findIndex((at, position) => at < (times[position - 1] ?? at));
  if (index >= 0) throw new RecordingError(l10n.t('It can’t be parsed: its {0} are not in chronological order.', what));
}

/** Returns the last item per key. */
function distinct<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}

function inMillions(length: number): string {
  return (length / 1_000_000).toFixed(0);
}
