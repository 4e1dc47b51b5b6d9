import { compileInSlices } from '../analysis/compiled';
import { followPrepared } from '../connection/prepared-source';
import type { Source } from '../connection/source';
import type { DatastoreData } from '../connection/store';
import type { PolicyData } from '../model/snapshot';

/** The number of endpoints and objects up to which a policy is compiled once a view asks, which takes no longer than a slice. */
const SMALL = 500;

/** Returns a source that delivers the states of a large cluster once their policy is compiled, in slices. */
export function compiledSource(source: Source<DatastoreData>): Source<DatastoreData> {
  return { follow: (deliver, signal) => followPrepared(source, compileLarge, deliver, signal) };
}

async function compileLarge(data: DatastoreData, signal: AbortSignal): Promise<DatastoreData> {
  if (sizeOf(data.policy) > SMALL) await compileInSlices(data.policy, signal);
  return data;
}

function sizeOf({ endpoints, profiles, resources }: PolicyData): number {
  return endpoints.length + profiles.length + (resources?.stored.length ?? 0);
}
