import type { Flow } from '../model/flow';
import type { CompiledPolicy } from '../verdict/policy';
import { endsOf, type End } from '../verdict/ends';
import { packetOf } from '../verdict/packet';
import type { Half, Verdict } from '../verdict/trace';
import { Effects, type EffectOptions } from './effects';
import { editFor, sameEdit } from './fixes';
import type { Target } from './narrow';
import { candidates, type Candidate } from './near';
import { isDecidedByTier, isTier } from './halves';
import type { HalfExplanation, NearMiss, RuleEdit } from './reasons';

/** A denying half, its near misses, and the edit for each. */
interface Denied {
  readonly half: Half;
  readonly ways: readonly { readonly candidate: Candidate | undefined; readonly edit: RuleEdit | undefined }[];
}

/** Returns the nearest misses of a denied flow, each with its fix. If both halves deny, a fix edits both. */
export function missesOf(
  flow: Flow,
  judged: Verdict,
  halves: readonly HalfExplanation[],
  policy: CompiledPolicy,
  options: EffectOptions,
): NearMiss[] {
  const { version, source, destination } = endsOf(flow, policy);
  if (judged.shortcut || source === 'unknown' || destination === 'unknown' || !source.place || !destination.place)
    return [];
  const packet = packetOf(flow, version, source.place, destination.place);
  const denied = [judged.source, judged.destination].flatMap((half): Denied[] => {
    // Profiles can't override a drop by a tier.
    if (half?.verdict !== 'deny' || isDecidedByTier(half, policy)) return [];
    const [own, peer] = half.direction === 'outbound' ? [source, destination] : [destination, source];
    if (!peer.place) return [];
    const target: Target = { packet, protocol: flow.protocol, peer: peer.place, direction: half.direction };
    return [{ half, ways: waysOf(half, own, flow, target, policy) }];
  });
  const byTier = [judged.source, judged.destination].some((half) => half && isDecidedByTier(half, policy));
  const effects = new Effects(flow, policy, options);
  return denied.flatMap(({ half, ways }, index) => {
    const other = denied[1 - index]?.ways.find(({ edit }) => edit)?.edit;
    const mendable = !byTier && (denied.length === 1 || other !== undefined);
    return ways.map(({ candidate, edit }): NearMiss => {
      const edits =
        edit && mendable
          ? index === 0
            ? [edit, ...(other ? [other] : [])]
            : [...(other ? [other] : []), edit]
          : undefined;
      return {
        code: candidate?.code ?? 'no-rule',
        endpoint: half.endpoint,
        direction: half.direction,
        profile: candidate?.miss.profile ?? edit?.profile ?? half.profiles.at(-1)?.profile ?? '',
        miss: candidate?.miss,
        conditions: candidate?.conditions ?? [],
        decider:
          candidate?.code === 'shadowed'
            ? halves.find(({ direction }) => direction === half.direction)?.steps.at(-1)
            : undefined,
        fix: edits && effects.ofAllowing(edits),
      };
    });
  });
}

function waysOf(half: Half, own: End, flow: Flow, target: Target, policy: CompiledPolicy): Denied['ways'] {
  const near = candidates(
    half,
    (own.endpoint?.profiles ?? []).filter((name) => !isTier(name, policy)),
    target.packet,
    policy,
  );
  const ways = near.map((candidate) => ({ candidate, edit: editFor(half, candidate, flow, target, policy) }));
  // Two misses may need the same edit: the nearer one keeps it.
  const distinct = ways.filter(
    ({ edit }, index) => !edit || !ways.slice(0, index).some((earlier) => earlier.edit && sameEdit(earlier.edit, edit)),
  );
  if (distinct.length > 0) return distinct;
  return [{ candidate: undefined, edit: editFor(half, undefined, flow, target, policy) }];
}
