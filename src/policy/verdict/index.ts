import type { Flow } from '../model/flow';
import type { Direction } from '../calico1/rule';
import type { CompiledEndpoint, CompiledHost, CompiledPolicy } from './policy';
import { endsOf, type End } from './ends';
import { isInvalid, isServedByHost, packetOf, type Packet } from './packet';
import { runProfile } from './profile';
import type { Marks } from './run';
import type { Half, ProfileStep, Shortcut, Verdict } from './trace';

export type { Flow } from '../model/flow';
export { compilePolicy, withRules } from './compile';
export type { CompiledPolicy, PolicyHost, PolicyInput, PolicyTier } from './policy';
export type { Half, ProfileStep, Verdict } from './trace';

/**
 * Whether policy allows a new connection, as Felix 1.4 programs it into a host's kernel, and why. Evaluates both ends'
 * profiles, the source's outbound rules first. A denial is a silent drop: the client times out.
 */
export function verdict(flow: Flow, policy: CompiledPolicy): Verdict {
  return judge(flow, policy, false);
}

/** The verdict with both halves: evaluates the destination's even if the source denies. */
export function bothHalves(flow: Flow, policy: CompiledPolicy): Verdict {
  return judge(flow, policy, true);
}

function judge(flow: Flow, policy: CompiledPolicy, both: boolean): Verdict {
  const { version, source, destination } = endsOf(flow, policy);
  if (source === 'unknown' || destination === 'unknown') return denied('unknown-endpoint');
  if (!source.place || !destination.place) return denied('no-address');
  if (source.endpoint && source.endpoint === destination.endpoint) return allowed('own-address');
  const packet = packetOf(flow, version, source.place, destination.place);
  const shortcut = shortcutOf(source, destination, packet);
  if (shortcut) return shortcut;
  const marks: Marks = { nextTier: false };
  const outbound = source.endpoint && runEndpoint(source.endpoint, 'outbound', packet, marks, policy);
  const denies = outbound?.verdict === 'deny';
  const inbound =
    destination.endpoint && (both || !denies)
      ? runEndpoint(destination.endpoint, 'inbound', packet, marks, policy)
      : undefined;
  const outcome = denies || inbound?.verdict === 'deny' ? 'deny' : 'allow';
  if (!outbound) return inbound ? { verdict: outcome, destination: inbound } : { verdict: outcome };
  return inbound
    ? { verdict: outcome, source: outbound, destination: inbound }
    : { verdict: outcome, source: outbound };
}

/** Returns the decision if one is made before any profile. */
function shortcutOf(source: End, destination: End, packet: Packet): Verdict | undefined {
  if (!source.endpoint && !destination.endpoint) return allowed('not-policed');
  if (source.host && destination.endpoint && isOn(destination.endpoint, source.host)) return allowed('from-own-host');
  if (isInvalid(packet)) return denied('invalid-packet');
  if (!source.endpoint || !destination.host || !isOn(source.endpoint, destination.host)) return undefined;
  if (isServedByHost(packet)) return allowed('host-service');
  return (destination.host.host.fromWorkloads ?? 'DROP') === 'DROP' ? denied('host-drops') : undefined;
}

/** Runs a packet through an endpoint's profiles, in order, until one decides. */
function runEndpoint(
  { endpoint: { name: endpoint, active, void: invalid }, profiles }: CompiledEndpoint,
  direction: Direction,
  packet: Packet,
  marks: Marks,
  policy: CompiledPolicy,
): Half {
  const steps: ProfileStep[] = [];
  if (active === false || invalid === true)
    return { endpoint, direction, verdict: 'deny', profiles: steps, reason: invalid === true ? 'void' : 'inactive' };
  if (profiles.length === 0) return { endpoint, direction, verdict: 'deny', profiles: steps, reason: 'no-profiles' };
  for (const name of profiles) {
    const profile = policy.profiles.get(name);
    const step: ProfileStep = profile
      ? runProfile(profile, direction, packet, marks)
      : { profile: name, state: 'missing', rules: [], outcome: 'dropped' };
    steps.push(step);
    if (step.outcome === 'accepted') return { endpoint, direction, verdict: 'allow', profiles: steps, reason: 'rule' };
    if (step.outcome === 'dropped')
      return {
        endpoint,
        direction,
        verdict: 'deny',
        profiles: steps,
        reason: step.state === 'evaluated' ? 'rule' : 'profile-drops',
      };
  }
  return { endpoint, direction, verdict: 'deny', profiles: steps, reason: 'no-profile-matched' };
}

function isOn({ endpoint }: CompiledEndpoint, { host }: CompiledHost): boolean {
  return endpoint.host === undefined || endpoint.host === host.name;
}

function allowed(shortcut: Shortcut): Verdict {
  return { verdict: 'allow', shortcut };
}

function denied(shortcut: Shortcut): Verdict {
  return { verdict: 'deny', shortcut };
}
