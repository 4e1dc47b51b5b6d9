import * as l10n from '@vscode/l10n';
import type { ModelPart } from '../../model/compose';
import type { Problem } from '../../model/origin';
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

export { DEFAULT_SETTINGS } from './settings';
export type { Writing } from './writing';

/** The model of Calico v3's objects, with what Calico has by itself. */
export function translateCalico(written: readonly CalicoObject[], writing: Writing): ModelPart {
  const objects = written.map(placed);
  const problems: Problem[] = [];
  const of = <K extends CalicoObject['kind']>(...kinds: readonly K[]) =>
    objects.filter((object): object is Extract<CalicoObject, { readonly kind: K }> =>
      kinds.some((kind) => kind === object.kind),
    );
  const policies: readonly CalicoPolicy[] = of(
    'NetworkPolicy',
    'GlobalNetworkPolicy',
    'StagedNetworkPolicy',
    'StagedGlobalNetworkPolicy',
  );
  const tiers = of('Tier').map((tier) => translateTier(tier, writing));
  const configuration = of('FelixConfiguration').find(({ metadata }) => metadata.name === 'default')?.spec;
  return {
    tiers: [...BUILT_IN_TIERS.filter(({ name }) => !tiers.some((tier) => tier.name === name)), ...tiers],
    policies: readable(policies, problems).flatMap((policy) => translatePolicy(policy, writing, problems) ?? []),
    endpoints: [
      ...of('NetworkSet', 'GlobalNetworkSet').map((set) => translateSet(set, problems)),
      ...of('HostEndpoint').map(translateHostEndpoint),
    ],
    profiles: [DEFAULT_ALLOW, ...of('Profile').map((profile) => translateProfile(profile, problems))],
    ...(configuration && { settings: translateSettings(configuration) }),
    problems,
  };
}

/** The policies of kinds of which Felix can read every one. */
function readable(policies: readonly CalicoPolicy[], problems: Problem[]): readonly CalicoPolicy[] {
  const lost = new Set<string>();
  for (const policy of policies) {
    if (isReadable(policy)) continue;
    lost.add(policy.kind);
    const message = l10n.t('Felix cannot read the policy, and so gets no {0} at all.', policy.kind);
    problems.push({ kind: 'dropped', origin: originOf(policy), message });
  }
  return policies.filter(({ kind }) => !lost.has(kind));
}
