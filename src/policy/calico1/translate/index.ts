import * as l10n from '@vscode/l10n';
import { finished, mappedInTurn } from '../../../base/time-slices';
import { parseAddress } from '../../model/address';
import type { ModelPart } from '../../model/compose';
import { Memo } from '../../model/memo';
import type { Problem } from '../../model/origin';
import { translateHostEndpoint, translateWorkload } from './endpoints';
import type { CalicoV1, FelixVersion, StoredHost, StoredProfile, StoredTier } from './objects';
import { translateTier } from './policies';
import { translateProfile } from './profiles';
import { fromWorkloadsOf, settingsOf } from './settings';

export { translateHostEndpoint, translateWorkload } from './endpoints';
export { fromWorkloadsOf, settingsOf } from './settings';
export { readKeys } from './keys';
export { workloadId } from '../../model/endpoint';
export type { CalicoV1, FelixVersion } from './objects';

/** Translates Calico's first data model as a given version of Felix enforces it. */
export function translateCalicoV1(stored: CalicoV1, felix: FelixVersion = felixOf(stored)): ModelPart {
  return finished(translatingCalicoV1(stored, felix, new Memo()));
}

/**
 * Does the same with pauses.
 * @param memo Translations of unchanged objects, whose parts of the model keep their identity.
 */
export function* translatingCalicoV1(
  stored: CalicoV1,
  felix: FelixVersion,
  memo: Memo,
): Generator<undefined, ModelPart> {
  const problems: Problem[] = [];
  const ready: Problem['origin'] = { object: { source: 'key', key: '/calico/v1/Ready' }, path: [] };
  const onHold = stored.ready !== undefined && stored.ready !== 'true';
  if (onHold)
    problems.push({
      kind: 'without-effect',
      origin: ready,
      message: l10n.t('Felix waits until this is true: nothing here is in force.'),
    });
  const tiers = stored.tiers.map((tier) =>
    memo.withProblems(`${felix} tier`, tier, problems, (found) => translateTier(tier, felix, found)),
  );
  yield;
  const workloads = yield* mappedInTurn(stored.workloads, (workload) =>
    memo.of(`${felix} workload`, workload, () => translateWorkload(workload, felix)),
  );
  const hostEndpoints = stored.hostEndpoints.map((endpoint) =>
    memo.of('host endpoint', endpoint, () => ({ made: translateHostEndpoint(endpoint) })),
  );
  const profiles = yield* mappedInTurn(
    stored.profiles,
    (profile) =>
      memo.withProblems(`${felix} profile`, profile, problems, (found) => translateProfile(profile, felix, found)),
    1,
  );
  const list = <T>(name: string, items: readonly T[]) => memo.list(name, items, () => items);
  return {
    inForce: !onHold,
    endpoints: list('endpoints', [
      ...workloads.map(({ endpoint }) => endpoint),
      ...hostEndpoints.flatMap(({ made }) => made ?? []),
    ]),
    hosts: list(
      'hosts',
      stored.hosts.map((host) => memo.of('host', host, () => translateHost(host))),
    ),
    tiers: tiers.map(({ tier }) => tier),
    policies: tiers.flatMap(({ policies }) => policies),
    profiles: list('profiles', profiles),
    translations: list(
      'translations',
      workloads.flatMap(({ translations }) => translations),
    ),
    settings: memo.of(`${felix} settings`, stored.config, () => settingsOf(stored.config, felix)),
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
  return profiles.some(isProfileOfGo) || tiers.some(isTierOfGo) ? '2' : '1.4';
}

const NETS = /"!?(src|dst)_nets"/;
const ofGo = new WeakMap<object, boolean>();

/** Searching long texts takes time, so each object is searched once. */
function once<T extends object>(object: T, search: (object: T) => boolean): boolean {
  let found = ofGo.get(object);
  if (found === undefined) ofGo.set(object, (found = search(object)));
  return found;
}

function isProfileOfGo(profile: Pick<StoredProfile, 'name' | 'rules'>): boolean {
  return profile.name.includes('/') || once(profile, ({ rules }) => rules !== undefined && NETS.test(rules));
}

function isTierOfGo(tier: StoredTier): boolean {
  return once(tier, ({ policies }) => policies.some(({ text }) => NETS.test(text)));
}
