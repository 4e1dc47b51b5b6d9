import type { Profile } from '../../calico1/profile';
import type { StoredPolicy } from '../../calico1/stored-policy';
import type { Direction } from '../../calico1/rule';
import type { CompiledRule } from '../../verdict/rule';
import type { Direction as ModelDirection } from '../../model/rule';
import type { Policy } from '../../model/policy';

/** A policy of a tier. */
export interface PolicyRef {
  readonly tier: string;
  readonly name: string;
}

/** An owner of rule lists: a profile, or a policy of a tier. For a policy, `profile` is the policy's name. */
export interface OwnerRef {
  readonly profile: string;
  readonly policy?: PolicyRef;
}

export function ownerOf({ tier, tieBreak: name }: Policy): OwnerRef {
  return { profile: name, policy: { tier, name } };
}

/** Returns the owner of the rules in editable form; undefined if it is missing or can't be decoded. */
export function decodedOwner(policy: StoredPolicy, { profile, policy: of }: OwnerRef): Profile | undefined {
  return of ? policy.policy(of.tier, of.name) : policy.profile(profile);
}

/** Returns the rules in force in one direction; undefined if there are none. */
export function rulesInForce(
  { model }: StoredPolicy,
  { profile, policy: of }: OwnerRef,
  direction: ModelDirection,
): readonly CompiledRule[] | undefined {
  if (of) {
    const found = model
      .policiesIn('enforced')
      .find(({ policy }) => policy.tier === of.tier && policy.tieBreak === of.name);
    return found?.rules[direction];
  }
  const found = model.profiles.get(profile);
  return found?.state === 'in-force' ? found.rules[direction] : undefined;
}

/** The directions of Calico v1, by those of the model. */
export const STORED_DIRECTION: Readonly<Record<ModelDirection, Direction>> = { ingress: 'inbound', egress: 'outbound' };

export function sameOwner(a: OwnerRef, b: OwnerRef): boolean {
  return a.profile === b.profile && a.policy?.tier === b.policy?.tier && a.policy?.name === b.policy?.name;
}
