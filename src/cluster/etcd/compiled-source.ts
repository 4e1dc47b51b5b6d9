import { compileInSlices } from '../analysis/compiled';
import type { Source } from '../connection/source';
import type { DatastoreData } from '../connection/store';
import type { PolicyData } from '../model/snapshot';

/** The number of endpoints and objects up to which a policy is compiled once a view asks, which takes no longer than a slice. */
const SMALL = 500;

/**
 * Returns a source that compiles the policy of a large cluster in slices once a state is delivered: the tree shows it
 * without, and what else asks a little later finds it compiled.
 */
export function compiledSource(source: Source<DatastoreData>): Source<DatastoreData> {
  return {
    follow: async (deliver, signal) => {
      let replaced = new AbortController();
      await source.follow((data, problems) => {
        replaced.abort();
        replaced = new AbortController();
        // Who asks for a policy that can't be compiled gets the error.
        if (sizeOf(data.policy) > SMALL)
          compileInSlices(data.policy, AbortSignal.any([signal, replaced.signal])).catch(() => undefined);
        deliver(data, problems);
      }, signal);
    },
  };
}

function sizeOf({ endpoints, profiles, resources }: PolicyData): number {
  return endpoints.length + profiles.length + (resources?.stored.length ?? 0);
}
