import { formatAddress } from './address';
import type { Flow, Party } from './flow';
import type { Direction } from './rule';
import { addressOf, NO_TAGS, type CompiledEndpoint, type CompiledHost, type CompiledPolicy, type Place } from './verdict/compile';
import { isInvalid, isServedByHost, packetOf, type Packet } from './verdict/packet';
import { runProfile } from './verdict/profile';
import type { Marks } from './verdict/program';
import type { Half, ProfileStep, Shortcut, Verdict } from './verdict/trace';

export type { Flow, Party } from './flow';
export { compilePolicy, type CompiledPolicy, type PolicyEndpoint, type PolicyHost, type PolicyInput } from './verdict/compile';
export type { Condition, Half, ProfileStep, RuleStep, Shortcut, Verdict } from './verdict/trace';

/** One end of a flow, found in the policy. */
interface End {
  readonly endpoint?: CompiledEndpoint;
  readonly host?: CompiledHost;
  readonly place: Place | undefined;
}

/**
 * Whether policy lets a new connection pass, as Felix 1.4 programs it into one host's kernel, and why. Both ends'
 * profiles are asked, the source's outbound rules first. A denial is a silent drop: the client sees a timeout.
 */
export function verdict(flow: Flow, policy: CompiledPolicy): Verdict {
  return judge(flow, policy, false);
}

/** The verdict with both halves told: the destination's is worked out also when the source already denies. */
export function bothHalves(flow: Flow, policy: CompiledPolicy): Verdict {
  return judge(flow, policy, true);
}

function judge(flow: Flow, policy: CompiledPolicy, both: boolean): Verdict {
  const version = versionOf(flow);
  const source = resolve(flow.source, version, policy);
  const destination = resolve(flow.destination, version, policy);
  if (source === 'unknown' || destination === 'unknown') return denied('unknown-endpoint');
  if (!source.place || !destination.place) return denied('no-address');
  if (source.endpoint && source.endpoint === destination.endpoint) return allowed('own-address');
  const packet = packetOf(flow, version, source.place, destination.place);
  const shortcut = shortcutOf(source, destination, packet);
  if (shortcut) return shortcut;
  const marks: Marks = { nextTier: false };
  const outbound = source.endpoint && runEndpoint(source.endpoint, 'outbound', packet, marks, policy);
  if (!destination.endpoint || (outbound?.verdict === 'deny' && !both)) return { verdict: outbound?.verdict ?? 'allow', ...(outbound && { source: outbound }) };
  const inbound = runEndpoint(destination.endpoint, 'inbound', packet, marks, policy);
  return { verdict: outbound?.verdict === 'deny' ? 'deny' : inbound.verdict, ...(outbound && { source: outbound }), destination: inbound };
}

/** What decides before any profile is asked. */
function shortcutOf(source: End, destination: End, packet: Packet): Verdict | undefined {
  if (!source.endpoint && !destination.endpoint) return allowed('not-policed');
  if (source.host && destination.endpoint && isOn(destination.endpoint, source.host)) return allowed('from-own-host');
  if (isInvalid(packet)) return denied('invalid-packet');
  if (!source.endpoint || !destination.host || !isOn(source.endpoint, destination.host)) return undefined;
  if (isServedByHost(packet)) return allowed('host-service');
  return (destination.host.host.fromWorkloads ?? 'DROP') === 'DROP' ? denied('host-drops') : undefined;
}

/** Runs a packet through the profiles of one endpoint, in its order, until one decides. */
function runEndpoint({ endpoint, profiles }: CompiledEndpoint, direction: Direction, packet: Packet, marks: Marks, policy: CompiledPolicy): Half {
  const steps: ProfileStep[] = [];
  const end = (verdict: Half['verdict'], reason: Half['reason']): Half => ({ endpoint: endpoint.name, direction, verdict, profiles: steps, reason });
  if (endpoint.active === false) return end('deny', 'inactive');
  if (profiles.length === 0) return end('deny', 'no-profiles');
  for (const name of profiles) {
    const profile = policy.profiles.get(name);
    const step: ProfileStep = profile ? runProfile(profile, direction, packet, marks) : { profile: name, state: 'missing', rules: [], outcome: 'dropped' };
    steps.push(step);
    if (step.outcome === 'accepted') return end('allow', 'rule');
    if (step.outcome === 'dropped') return end('deny', step.state === 'evaluated' ? 'rule' : 'profile-drops');
  }
  return end('deny', 'no-profile-matched');
}

function resolve(party: Party, version: 4 | 6, policy: CompiledPolicy): End | 'unknown' {
  if ('endpoint' in party) {
    const endpoint = policy.endpoints.get(party.endpoint);
    return endpoint ? { endpoint, place: version === 4 ? endpoint.ipv4 : endpoint.ipv6 } : 'unknown';
  }
  if ('host' in party) {
    const host = policy.hosts.get(party.host);
    return host ? { host, place: version === 4 ? host.ipv4 : host.ipv6 } : 'unknown';
  }
  const address = addressOf(party.address);
  if (!address) return { place: undefined };
  const owner = policy.owners.get(formatAddress(address));
  if (!owner) return { place: { address, tags: NO_TAGS } };
  const known = version === 4 ? owner.ipv4 : owner.ipv6;
  return { ...('endpoint' in owner ? { endpoint: owner } : { host: owner }), place: { address, tags: known?.tags ?? NO_TAGS } };
}

function versionOf({ source, destination, ipVersion, protocol }: Flow): 4 | 6 {
  if (ipVersion) return ipVersion;
  const given = 'address' in source ? source.address : 'address' in destination ? destination.address : '';
  return given.includes(':') || protocol === 'icmpv6' ? 6 : 4;
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
