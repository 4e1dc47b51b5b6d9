import type { ModelPart } from '../../model/compose';
import type { Problem } from '../../model/origin';
import type { CalicoObject, CalicoPolicy } from '../objects';
import { translatePolicy } from './policy';
import {
  BUILT_IN_TIERS,
  DEFAULT_ALLOW,
  translateHostEndpoint,
  translateProfile,
  translateSet,
  translateTier,
} from './resources';
import { translateSettings } from './settings';
import { placed, type Writing } from './writing';

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
    policies: policies.flatMap((policy) => translatePolicy(policy, writing, problems) ?? []),
    endpoints: [
      ...of('NetworkSet', 'GlobalNetworkSet').map((set) => translateSet(set, problems)),
      ...of('HostEndpoint').map(translateHostEndpoint),
    ],
    profiles: [DEFAULT_ALLOW, ...of('Profile').map((profile) => translateProfile(profile, problems))],
    ...(configuration && { settings: translateSettings(configuration) }),
    problems,
  };
}
