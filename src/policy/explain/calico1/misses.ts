import type { StoredPolicy } from '../../calico1/stored-policy';
import type { Stage, Verdict } from '../../verdict';
import type { Flow } from '../../model/flow';
import { Effects, type EffectOptions } from './effects';
import { editFor, isDecidedByTier, sameEdit } from './fixes';
import { ownerOf, STORED_DIRECTION, type OwnerRef } from './lists';
import type { Target } from './narrow';
import { candidates, type Candidate } from './near';
import type { HalfExplanation, NearMiss, RuleEdit } from './reasons';

/** A denying stage, its near misses, and the edit for each. */
interface Denied {
  readonly stage: Stage;
  readonly ways: readonly { readonly candidate: Candidate | undefined; readonly edit: RuleEdit | undefined }[];
}

/** Returns the nearest misses of a denied flow, each with its fix. If several endpoints deny, a fix edits for each. */
export function missesOf(
  flow: Flow,
  { stages }: Verdict,
  halves: readonly HalfExplanation[],
  policy: StoredPolicy,
  options: EffectOptions,
): NearMiss[] {
  const denied = stages
    .filter(({ outcome }) => outcome === 'deny')
    .map((stage): Denied => ({ stage, ways: waysOf(stage, flow, policy) }));
  const effects = new Effects(flow, policy, options);
  return denied.flatMap(({ stage, ways }) =>
    ways.map(({ candidate, edit }): NearMiss => {
      const edits = denied.map((other) => (other.stage === stage ? edit : other.ways.find((way) => way.edit)?.edit));
      const known = edits.filter((one) => one !== undefined);
      return {
        code: candidate?.code ?? 'no-rule',
        endpoint: stage.endpoint.id,
        direction: STORED_DIRECTION[stage.direction],
        ...(candidate ? ownerIn(candidate.miss) : edit ? ownerIn(edit) : lastAsked(stage)),
        miss: candidate?.miss,
        conditions: candidate?.conditions ?? [],
        decider: candidate?.code === 'shadowed' ? lastStepOf(stage, halves) : undefined,
        fix: known.length === denied.length ? effects.ofAllowing(known) : undefined,
      };
    }),
  );
}

function ownerIn({ profile, policy }: OwnerRef): OwnerRef {
  return { profile, ...(policy && { policy }) };
}

function lastAsked({ profiles, tiers }: Stage): OwnerRef {
  const step = tiers.at(-1)?.policies.at(-1);
  const profile = profiles.at(-1)?.profile;
  return profile === undefined && step ? ownerOf(step.policy) : { profile: profile ?? '' };
}

function lastStepOf({ endpoint, direction, layer }: Stage, halves: readonly HalfExplanation[]): NearMiss['decider'] {
  const half = halves.find(
    (candidate) =>
      candidate.party === endpoint.id &&
      candidate.direction === STORED_DIRECTION[direction] &&
      (candidate.layer ?? 'normal') === layer,
  );
  return half?.steps.at(-1);
}

function waysOf(stage: Stage, flow: Flow, policy: StoredPolicy): Denied['ways'] {
  const { packet } = stage;
  const direction = STORED_DIRECTION[stage.direction];
  const peer = direction === 'inbound' ? packet.source : packet.destination;
  const target: Target = { packet, protocol: flow.protocol, peer, direction };
  const near = candidates(stage, ownersFor(stage, policy), policy);
  const ways = near.map((candidate) => ({ candidate, edit: editFor(stage, candidate, flow, target, policy) }));
  // Two misses may need the same edit: the nearer one keeps it.
  const distinct = ways.filter(
    ({ edit }, index) => !edit || !ways.slice(0, index).some((earlier) => earlier.edit && sameEdit(earlier.edit, edit)),
  );
  if (distinct.length > 0) return distinct;
  return [{ candidate: undefined, edit: editFor(stage, undefined, flow, target, policy) }];
}

/**
 * Returns the owners of rules that may nearly allow the flow: the policies of the denying tier, or the endpoint's
 * profiles.
 */
function ownersFor(stage: Stage, { model }: StoredPolicy): readonly OwnerRef[] {
  const { endpoint, layer, direction, tiers } = stage;
  if (!isDecidedByTier(stage)) return endpoint.profiles.map((profile) => ({ profile }));
  const member = model.directory.member(endpoint.id);
  const plan = member ? model.plansOf(member.class).of('enforced', layer, direction) : [];
  const planned = plan.find(({ tier }) => tier === tiers.at(-1)?.tier)?.policies ?? [];
  return planned.map(({ policy }) => ownerOf(policy));
}
