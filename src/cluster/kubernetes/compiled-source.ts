import { inSlices } from '../../base/time-slices';
import { compiledOf, compileInSlices } from '../analysis/compiled';
import type { Deliver, Source } from '../connection/source';
import { countSelected } from '../model/object-tiers';
import { indexResources } from '../model/resources';
import { listWorkloads } from '../model/workloads';
import type { Failure, PolicyData } from '../model/snapshot';
import type { ServedApis } from './api/discovery';
import { policyDataOf } from './policy-data';
import type { KubernetesData } from './source';

/** A state of a cluster whose policy is compiled. */
export interface CompiledState {
  readonly apis: ServedApis;
  readonly policy: PolicyData;
}

/** Prepares what views ask first, with pauses. */
export function* prepared(policy: PolicyData): Generator<undefined, void> {
  yield* listWorkloads(policy);
  if (policy.resources) yield* indexResources(policy.resources);
  yield* countSelected(compiledOf(policy).model);
}

/**
 * Follows a cluster and delivers each of its states once its policy is compiled, which happens in slices: no view has to
 * compile it at once. Of the states that come meanwhile, only the latest is compiled next.
 * @throws as the source does, after the last state is delivered.
 */
export async function followCompiled(
  source: Source<KubernetesData>,
  deliver: Deliver<CompiledState>,
  signal: AbortSignal,
): Promise<void> {
  const end = new AbortController();
  const ends = AbortSignal.any([signal, end.signal]);
  let next: { readonly data: KubernetesData; readonly problems: readonly Failure[] | undefined } | undefined;
  let work: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;
  const compile = async () => {
    for (let state = next; state; state = next) {
      next = undefined;
      const policy = await inSlices(policyDataOf(state.data), ends);
      if (policy) await compileInSlices(policy, ends);
      if (policy && !ends.aborted) await inSlices(prepared(policy), ends);
      if (!policy || ends.aborted) break;
      deliver({ apis: state.data.apis, policy }, state.problems);
    }
    work = undefined;
  };
  try {
    await source.follow((data, problems) => {
      next = { data, problems };
      work ??= compile().catch((error: unknown) => {
        failure = { error };
        end.abort();
      });
    }, ends);
  } finally {
    await work;
  }
  if (failure) throw failure.error;
}
