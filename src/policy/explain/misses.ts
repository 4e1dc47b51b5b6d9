import { compare } from '../reach/compare';
import type { Reachability } from '../reach/result';
import { reachability } from '../reachability';
import type { Flow, Party } from '../flow';
import { verdict } from '../verdict';
import type { CompiledPolicy } from '../verdict/compile';
import { endsOf, type End } from '../verdict/ends';
import { packetOf } from '../verdict/packet';
import type { Half, Verdict } from '../verdict/trace';
import { withEdits } from './edits';
import { editFor, sameEdit } from './fixes';
import type { Target } from './narrow';
import { candidates, type Candidate } from './near';
import type { Fix, HalfExplanation, NearMiss, RuleEdit } from './reasons';

/** What nearest misses are worked out from besides flow and policy. */
export interface MissOptions {
  /** Addresses of machines outside whom an edit may let in or out too. */
  readonly outside?: readonly string[];
  /** An earlier answer about the same policy, to work out effects from. */
  readonly reachability?: Reachability | undefined;
}

/** A half that denies, what it misses, and the edit that each miss asks for. */
interface Denied {
  readonly half: Half;
  readonly ways: readonly { readonly candidate: Candidate | undefined; readonly edit: RuleEdit | undefined }[];
}

/** The nearest misses of a denied flow, each with what would allow it. When both halves deny, a fix mends both. */
export function missesOf(flow: Flow, judged: Verdict, halves: readonly HalfExplanation[], policy: CompiledPolicy, options: MissOptions): NearMiss[] {
  const { version, source, destination } = endsOf(flow, policy);
  if (judged.shortcut || source === 'unknown' || destination === 'unknown' || !source.place || !destination.place) return [];
  const packet = packetOf(flow, version, source.place, destination.place);
  const denied = [judged.source, judged.destination].flatMap((half): Denied[] => {
    if (half?.verdict !== 'deny') return [];
    const [own, peer] = half.direction === 'outbound' ? [source, destination] : [destination, source];
    if (!peer.place) return [];
    const target: Target = { packet, protocol: flow.protocol, peer: peer.place, direction: half.direction };
    return [{ half, ways: waysOf(half, own, flow, target, policy) }];
  });
  const effects = new Effects(flow, policy, options);
  return denied.flatMap(({ half, ways }, index) => {
    const other = denied[1 - index]?.ways.find(({ edit }) => edit)?.edit;
    const mendable = denied.length === 1 || other !== undefined;
    return ways.map(({ candidate, edit }): NearMiss => {
      const edits = edit && mendable ? (index === 0 ? [edit, ...(other ? [other] : [])] : [...(other ? [other] : []), edit]) : undefined;
      return {
        code: candidate?.code ?? 'no-rule',
        endpoint: half.endpoint,
        direction: half.direction,
        profile: candidate?.miss.profile ?? edit?.profile ?? half.profiles.at(-1)?.profile ?? '',
        miss: candidate?.miss,
        conditions: candidate?.conditions ?? [],
        decider: candidate?.code === 'shadowed' ? halves.find(({ direction }) => direction === half.direction)?.steps.at(-1) : undefined,
        fix: edits && effects.of(edits),
      };
    });
  });
}

function waysOf(half: Half, own: End, flow: Flow, target: Target, policy: CompiledPolicy): Denied['ways'] {
  const near = candidates(half, own.endpoint?.profiles ?? [], target.packet, policy);
  const ways = near.map((candidate) => ({ candidate, edit: editFor(half, candidate, flow, target, policy) }));
  // Two misses may ask for one edit: the nearer one keeps it.
  const distinct = ways.filter(({ edit }, index) => !edit || !ways.slice(0, index).some((earlier) => earlier.edit && sameEdit(earlier.edit, edit)));
  if (distinct.length > 0) return distinct;
  return [{ candidate: undefined, edit: editFor(half, undefined, flow, target, policy) }];
}

/** What edits open and close on the protocol and port of a flow. */
class Effects {
  #before: Reachability | undefined;

  constructor(readonly flow: Flow, readonly policy: CompiledPolicy, readonly options: MissOptions) {
    this.#before = options.reachability;
  }

  /** Undefined when the edits together do not allow the flow. */
  of(edits: readonly RuleEdit[]): Fix | undefined {
    const edited = withEdits(this.policy, edits);
    if (!edited || verdict(this.flow, edited).verdict === 'deny') return undefined;
    const { destinationPort: port = 0 } = this.flow;
    const before = this.#ask(this.policy, port, this.#before);
    this.#before = before;
    const { opened, closed } = compare(before, this.#ask(edited, port, before));
    return { edits, opens: opened, closes: closed };
  }

  #ask(policy: CompiledPolicy, port: number, previous: Reachability | undefined): Reachability {
    const { source, destination, protocol, sourcePort, icmpType, icmpCode } = this.flow;
    const { version } = endsOf(this.flow, policy);
    const outside = [...new Set([...[source, destination].flatMap(addressOf), ...(this.options.outside ?? [])])];
    const asked = { protocol, ...(sourcePort !== undefined && { sourcePort }), ...(icmpType !== undefined && { icmpType }), ...(icmpCode !== undefined && { icmpCode }) };
    return reachability(policy, [port], { ...asked, ipVersion: version, outside, previous });
  }
}

function addressOf(party: Party): string[] {
  return 'address' in party ? [party.address] : [];
}
