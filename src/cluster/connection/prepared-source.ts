import type { Failure } from '../model/snapshot';
import type { Deliver, Source } from './source';

/**
 * Follows a source and delivers each of its states once it is prepared, which takes place in slices: no view has to do it
 * at once. Of the states that come meanwhile, only the latest is prepared next.
 * @param prepare Returns undefined if the signal aborts.
 * @throws as the source does, after the last state is delivered.
 */
export async function followPrepared<Data, Prepared>(
  source: Source<Data>,
  prepare: (data: Data, signal: AbortSignal) => Promise<Prepared | undefined>,
  deliver: Deliver<Prepared>,
  signal: AbortSignal,
): Promise<void> {
  const end = new AbortController();
  const ends = AbortSignal.any([signal, end.signal]);
  let next: { readonly data: Data; readonly problems: readonly Failure[] | undefined } | undefined;
  let work: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;
  const prepareAll = async () => {
    for (let state = next; state; state = next) {
      next = undefined;
      const prepared = await prepare(state.data, ends);
      if (prepared === undefined || ends.aborted) break;
      deliver(prepared, state.problems);
    }
    work = undefined;
  };
  try {
    await source.follow((data, problems) => {
      next = { data, problems };
      work ??= prepareAll().catch((error: unknown) => {
        failure = { error };
        end.abort();
      });
    }, ends);
  } finally {
    await work;
  }
  if (failure) throw failure.error;
}
