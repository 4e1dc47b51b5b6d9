import * as l10n from '@vscode/l10n';
import { finished, mappedInTurn } from '../../../base/time-slices';
import type { ModelPart } from '../../model/compose';
import { Memo } from '../../model/memo';
import type { Problem } from '../../model/origin';
import { ByKind } from '../../objects/kinds';
import type { CalicoObject, CalicoPolicy } from '../objects';
import { translatePolicy } from './policy';
import { isReadable } from './readable';
import {
  BUILT_IN_TIERS,
  DEFAULT_ALLOW,
  translateHostEndpoint,
  translateProfile,
  translateSet,
  translateTier,
} from './resources';
import { translateSettings } from './settings';
import { originOf, placed, type Writing } from './writing';

export { isReadable } from './readable';
export { DEFAULT_SETTINGS, fromWorkloadsOf } from './settings';
export type { Writing } from './writing';

/**
 * Translates Calico v3 objects to a model that includes Calico's built-in objects. With the memo of the previous
 * translation, in the same way of writing, only new objects are translated.
 */
export function translateCalico(written: readonly CalicoObject[], writing: Writing, memo = new Memo()): ModelPart {
  return finished(translatingCalico(written, writing, memo));
}

/** Does the same with pauses. */
export function* translatingCalico(
  written: readonly CalicoObject[],
  writing: Writing,
  memo: Memo,
): Generator<undefined, ModelPart> {
  const objects = new ByKind(written.map(placed));
  const problems: Problem[] = [];
  const of = <K extends CalicoObject['kind']>(...kinds: readonly K[]) => objects.of(...kinds);
  const policies: readonly CalicoPolicy[] = of(
    'NetworkPolicy',
    'GlobalNetworkPolicy',
    'StagedNetworkPolicy',
    'StagedGlobalNetworkPolicy',
  );
  const tiers = of('Tier').map((tier) => memo.of('tier', tier, () => translateTier(tier, writing)));
  const configuration = of('FelixConfiguration').find(({ metadata }) => metadata.name === 'default')?.spec;
  const translate = (policy: CalicoPolicy) =>
    memo.withProblems('policy', policy, problems, (found) => translatePolicy(policy, writing, found));
  const made = yield* mappedInTurn(readable(policies, problems), translate, 1);
  const sets = yield* mappedInTurn(of('NetworkSet', 'GlobalNetworkSet'), (set) =>
    memo.withProblems('set', set, problems, (found) => translateSet(set, found)),
  );
  return {
    tiers: [...BUILT_IN_TIERS.filter(({ name }) => !tiers.some((tier) => tier.name === name)), ...tiers],
    policies: made.filter((policy) => policy !== undefined),
    endpoints: [
      ...sets,
      ...of('HostEndpoint').map((endpoint) =>
        memo.of('host endpoint', endpoint, () => translateHostEndpoint(endpoint)),
      ),
    ],
    profiles: [
      DEFAULT_ALLOW,
      ...of('Profile').map((profile) =>
        memo.withProblems('profile', profile, problems, (found) => translateProfile(profile, found)),
      ),
    ],
    ...(configuration && { settings: memo.of('settings', configuration, () => translateSettings(configuration)) }),
    problems,
  };
}

/** Returns the policies of the kinds that Felix can read completely. */
function readable(policies: readonly CalicoPolicy[], problems: Problem[]): readonly CalicoPolicy[] {
  const lost = new Set<string>();
  for (const policy of policies) {
    if (isReadable(policy)) continue;
    lost.add(policy.kind);
    const message = l10n.t('Felix can’t read the policy, so it gets no {0} at all.', policy.kind);
    problems.push({ kind: 'dropped', origin: originOf(policy), message });
  }
  return policies.filter(({ kind }) => !lost.has(kind));
}
