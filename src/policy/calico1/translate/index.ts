import * as l10n from '@vscode/l10n';
import { parseAddress } from '../../model/address';
import type { ModelPart } from '../../model/compose';
import type { Problem } from '../../model/origin';
import { translateHostEndpoint, translateWorkload } from './endpoints';
import type { CalicoV1, FelixVersion, StoredHost } from './objects';
import { translateTier } from './policies';
import { translateProfile } from './profiles';
import { fromWorkloadsOf, settingsOf } from './settings';

export { translateWorkload } from './endpoints';
export { readKeys } from './keys';
export type { CalicoV1, FelixVersion } from './objects';

/** Translates Calico's first data model as a given version of Felix enforces it. */
export function translateCalicoV1(stored: CalicoV1, felix: FelixVersion = felixOf(stored)): ModelPart {
  const problems: Problem[] = [];
  const ready: Problem['origin'] = { object: { source: 'key', key: '/calico/v1/Ready' }, path: [] };
  const onHold = stored.ready !== undefined && stored.ready !== 'true';
  if (onHold)
    problems.push({
      kind: 'without-effect',
      origin: ready,
      message: l10n.t('Felix waits until this is true: nothing here is in force.'),
    });
  const tiers = stored.tiers.map((tier) => translateTier(tier, felix, problems));
  const workloads = stored.workloads.map((workload) => translateWorkload(workload, felix));
  return {
    inForce: !onHold,
    endpoints: [
      ...workloads.map(({ endpoint }) => endpoint),
      ...stored.hostEndpoints.flatMap((endpoint) => translateHostEndpoint(endpoint) ?? []),
    ],
    hosts: stored.hosts.map(translateHost),
    tiers: tiers.map(({ tier }) => tier),
    policies: tiers.flatMap(({ policies }) => policies),
    profiles: stored.profiles.map((profile) => translateProfile(profile, felix, problems)),
    translations: workloads.flatMap(({ translations }) => translations),
    settings: settingsOf(stored.config, felix),
    problems,
  };
}

function translateHost({ name, config, addresses }: StoredHost) {
  const fromWorkloads = fromWorkloadsOf(config);
  return {
    name,
    addresses: addresses.flatMap((address) => parseAddress(address) ?? []),
    ...(fromWorkloads && { fromWorkloads }),
  };
}

/**
 * Detects the generation of Felix that the data was written for. Calico stores its version from 2.x on; otherwise, data
 * that only its Go writers produce gives it away: lists of networks in rules, and names with a slash.
 */
export function felixOf({ config, profiles, tiers }: Pick<CalicoV1, 'config' | 'profiles' | 'tiers'>): FelixVersion {
  if (/^v?2\./.test(config.get('CalicoVersion') ?? '') || config.has('ClusterGUID')) return '2';
  const texts = [
    ...profiles.map(({ rules = '' }) => rules),
    ...tiers.flatMap(({ policies }) => policies.map(({ text }) => text)),
  ];
  const lists = texts.some((text) => /"!?(src|dst)_nets"/.test(text));
  return lists || profiles.some(({ name }) => name.includes('/')) ? '2' : '1.4';
}
