import * as l10n from '@vscode/l10n';
import { ClusterError, isClusterError } from '../../cluster/connection/errors';
import { dataOf } from '../../cluster/model/indexes';
import type { MarathonClient } from '../../cluster/marathon/client';
import { isHarmful, planOf, workOut, type MarathonPlan } from '../../cluster/marathon/writes/plan';
import { describePlan } from '../../cluster/marathon/writes/plan-text';
import { confirm } from '../../app/text/window';
import type { Connected } from '../../app/commands';

/**
 * Dry-run failures after which the plan is estimated instead: the server has no dry run, does not allow it, or is busy.
 */
const WITHOUT_DRY_RUN = new Set(['forbidden', 'not-found', 'unexpected-answer', 'server', 'conflict']);

/** A definition and its plan. */
export interface Planned {
  readonly definition: object;
  readonly plan: MarathonPlan;
}

/**
 * Plans a group update: Marathon's own plan, or an estimate from the last known state.
 * @param forms Forms of the definition. The first that Marathon does not reject as invalid is used.
 * @throws ClusterError if Marathon rejects all of them or can't be reached.
 */
export async function planGroup(
  client: MarathonClient,
  path: string,
  forms: readonly object[],
  cluster: Connected,
): Promise<Planned> {
  const [definition, ...others] = forms;
  if (!definition) throw new ClusterError('invalid', l10n.t('There is no definition to launch.'));
  try {
    return { definition, plan: await planOne(client, path, definition, cluster) };
  } catch (error) {
    if (others.length === 0 || !isClusterError(error) || error.kind !== 'invalid') throw error;
    return planGroup(client, path, others, cluster);
  }
}

async function planOne(
  client: MarathonClient,
  path: string,
  definition: object,
  { store }: Connected,
): Promise<MarathonPlan> {
  const data = dataOf(store.snapshot.marathon);
  try {
    return planOf(await client.dryRunGroup(path, definition), definition, path, data);
  } catch (error) {
    const plan = isClusterError(error) && WITHOUT_DRY_RUN.has(error.kind) ? workOut(definition, path, data) : undefined;
    if (!plan) throw error;
    return plan;
  }
}

/** Asks the user to confirm a plan. A plan that stops and reduces nothing needs no confirmation. */
export async function mayCarryOut(
  question: string,
  plan: MarathonPlan,
  verb: string,
  cluster: Pick<Connected, 'definition'>,
): Promise<boolean> {
  if (!isHarmful(plan)) return true;
  return (await confirm(question, describePlan(plan), cluster, verb)) === verb;
}
