import { inSlices } from '../../base/time-slices';
import { compiledOf, compileInSlices } from '../analysis/compiled';
import { followPrepared } from '../connection/prepared-source';
import type { Deliver, Source } from '../connection/source';
import { countSelected, indexTiers } from '../model/object-tiers';
import { indexResources } from '../model/resources';
import { listWorkloads } from '../model/workloads';
import type { PolicyData } from '../model/snapshot';
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
  yield* indexTiers(policy);
  yield* countSelected(compiledOf(policy).model);
}

/** Follows a cluster and delivers each of its states once its policy is compiled, and what views ask first is prepared. */
export async function followCompiled(
  source: Source<KubernetesData>,
  deliver: Deliver<CompiledState>,
  signal: AbortSignal,
): Promise<void> {
  await followPrepared(source, compile, deliver, signal);
}

async function compile(data: KubernetesData, signal: AbortSignal): Promise<CompiledState | undefined> {
  const policy = await inSlices(policyDataOf(data), signal);
  if (policy) await compileInSlices(policy, signal);
  if (!policy || signal.aborted) return undefined;
  await inSlices(prepared(policy), signal);
  return { apis: data.apis, policy };
}
