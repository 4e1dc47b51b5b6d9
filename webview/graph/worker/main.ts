import type { PackedEdges, Paints } from '../render/canvas/packed-edges';
import { painting } from '../render/canvas/paint';
import { surfaceOf } from '../render/canvas/painter';
import type { Done, Job, Numbered } from './jobs';

// The worker of the graph page: paints edges, so that the page itself never blocks.

let loaded: { readonly packed: PackedEdges; readonly paints: Paints } | undefined;

addEventListener('message', ({ data: { number, what } }: MessageEvent<Numbered<Job>>) => {
  const done = work(what);
  postMessage({ number, what: done } satisfies Numbered<Done>, { transfer: done.bitmap ? [done.bitmap] : [] });
});

function work({ piece, load }: Job): Done {
  loaded = load ?? loaded;
  const surface = surfaceOf(piece);
  if (!surface || !loaded) return { bitmap: undefined };
  const steps = painting(surface, loaded.packed, loaded.paints, piece);
  while (!steps.next().done);
  return { bitmap: surface.canvas.transferToImageBitmap() };
}
