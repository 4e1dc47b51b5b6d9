import type { CollectorAddress } from '../../../../cluster/collector/address';
import { droppingTier } from '../../../../cluster/analysis/allows';
import type { UrlOwner } from '../../../../cluster/model/url-owner';
import { profileNamed } from '../../../../cluster/model/indexes';
import { ANYONE_OUTSIDE } from '../../../../cluster/model/workloads';
import { displayName } from '../../../../policy/calico1/names';
import { hostOf } from '../../../../cluster/collector/owner';
import type { GraphNode } from '../../protocol/elements';
import { profilesOf, type Scope } from '../scope';

/** An inbound rule that a profile lacks. */
export interface MissingRule {
  readonly profile: GraphNode['profiles'][number];
  /** In calicoctl's syntax. */
  readonly text: string;
}

/**
 * Returns the rule that the load balancer, or else an outside client, lacks to reach the collector; undefined if policy
 * allows it or is unknown.
 */
export function missingForCollector(address: CollectorAddress | undefined, scope: Scope): MissingRule | undefined {
  const { collector } = scope;
  if (!collector) return undefined;
  // Only the cluster can resolve a balancer's name. No rule of the demo distinguishes it from an outside address.
  const balancer = address?.virtualHost === undefined ? undefined : hostOf(address.address);
  const from = balancer !== undefined && /^[\d.]+$/.test(balancer) ? balancer : ANYONE_OUTSIDE;
  const { owner, port } = collector;
  const profile = denying(from, owner, port, scope);
  return profile && { profile, text: `allow tcp to ports ${port}` };
}

/** Returns the rule that the collector lacks to reach a probe's URL; undefined if policy allows it or is unknown. */
export function missingForProbe(url: string, scope: Scope): MissingRule | undefined {
  const target = scope.targetAt(url);
  const collector = scope.collector?.owner;
  const from = collector?.addresses[0];
  if (!target || !collector || from === undefined) return undefined;
  const { owner, port } = target;
  const profile = denying(from, owner, port, scope);
  return profile && { profile, text: `allow tcp ${sourceOf(collector, from, scope)} to ports ${port}` };
}

/** Returns the tier that drops what the collector sends to a probe's URL; no rule of a profile helps then. */
export function tierBefore(url: string, scope: Scope): string | undefined {
  const target = scope.targetAt(url);
  const { collector, policy } = scope;
  const from = collector?.owner.addresses[0];
  if (!target || !policy || from === undefined) return undefined;
  const { owner, port } = target;
  const tiers = owner.addresses.map((to) => droppingTier({ from, to, port }, policy));
  return tiers.find((tier) => tier !== undefined);
}

/** Returns the first profile of the first task that policy denies `from` access to. */
function denying(from: string, owner: UrlOwner, port: number, scope: Scope): MissingRule['profile'] | undefined {
  const { allows, policy } = scope;
  const denied =
    allows &&
    policy &&
    owner.addresses.some((to) => !allows({ from, to, port }) && droppingTier({ from, to, port }, policy) === undefined);
  return denied ? profilesOf(owner, scope)[0] : undefined;
}

/** Returns the collector as the peer of a rule: by a tag of its profile, preferably its name, else by address. */
function sourceOf(collector: UrlOwner, address: string, scope: Scope): string {
  const profile = profilesOf(collector, scope)[0];
  const stored = profile && profileNamed(profile.id, scope.policy);
  const tags = stored?.kind === 'profile' ? stored.tags : [];
  const tag = tags.find((name) => name === profile?.id) ?? tags[0];
  return tag === undefined ? `from cidr ${address}/32` : `from tag ${displayName(tag, scope.networks)}`;
}
