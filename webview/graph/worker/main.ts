import type { PackedEdges, Paints } from '../render/canvas/packed-edges';
import { painting } from '../render/canvas/paint';
import { surfaceOf } from '../render/canvas/painter';
import { place } from '../layouts/layout';
import type { Done, Job, Numbered } from './jobs';

// The worker of the graph page: places stars and paints edges, so that the page itself never blocks.

let loaded: { readonly packed: PackedEdges; readonly paints: Paints } | undefined;

addEventListener('message', ({ data: { number, what } }: MessageEvent<Numbered<Job>>) => {
  const done = work(what);
  const transfer = done.job === 'paint' && done.bitmap ? [done.bitmap] : [];
  postMessage({ number, what: done } satisfies Numbered<Done>, { transfer });
});

function work(job: Job): Done {
  switch (job.job) {
    case 'place':
      return { job: 'place', places: place(job.input) };
    case 'paint': {
      loaded = job.load ?? loaded;
      const surface = surfaceOf(job.piece);
      if (!surface || !loaded) return { job: 'paint', bitmap: undefined };
      const steps = painting(surface, loaded.packed, loaded.paints, job.piece);
      while (!steps.next().done);
      return { job: 'paint', bitmap: surface.canvas.transferToImageBitmap() };
    }
  }
}
