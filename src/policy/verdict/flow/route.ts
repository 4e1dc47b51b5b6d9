import { IPIP, UDP } from '../../model/protocol';
import type { Direction } from '../../model/rule';
import type { HostEndpoint, Workload } from '../../model/endpoint';
import type { Layer } from '../../model/policy';
import type { EndpointClass } from '../classes';
import type { CompiledModel } from '../compile';
import type { HostMember } from '../directory';
import { endAt, type End } from './ends';
import { inwardEndpoint, isEverywhere, isFailsafe, outwardEndpoint } from './interfaces';
import { isInvalid, isServedByHost, packetOf, type Header } from '../packet';
import type { Member } from '../place';
import type { PolicyStage } from '../plan';
import type { Circumstance, Stage, Verdict } from '../trace';
import { Walk, type Marks } from './walk';

/** The path of one packet past everything that can drop it, in the order of Felix and the kernel. */
export class Route {
  /** The classes of the evaluated endpoints, whether or not their policies decided. */
  readonly asked: EndpointClass[] = [];
  readonly #stages: Stage[] = [];
  readonly #marks: Marks = { passed: false };
  /** The current packet: translation changes its destination. */
  #destination: End;
  #header: Header;
  /** An untracked or pre-DNAT policy let it into the host: the host's other policies are not evaluated. */
  #admitted = false;
  /** It is translated to an unknown address, or to one of several. */
  #lost = false;

  constructor(
    readonly model: CompiledModel,
    readonly view: PolicyStage,
    readonly source: End,
    destination: End,
    header: Header,
  ) {
    this.#destination = destination;
    this.#header = header;
  }

  /** Evaluates every stage, also after a denial. */
  run(): Verdict {
    const { workload, host } = this.source;
    const early = this.#beforePolicy();
    if (early) return early;
    if (workload) return this.#fromWorkload(workload);
    if (host) return this.#fromHost(host);
    return this.#fromOutside();
  }

  /** What decides before any policy is evaluated. */
  #beforePolicy(): Verdict | undefined {
    const { source } = this;
    const { settings } = this.model;
    const destination = this.#destination;
    if (source.workload && source.workload.endpoint === destination.workload?.endpoint)
      return { outcome: 'undefined', because: 'own-address', stages: [] };
    if (isOwnHost(source.host, destination.workload)) return this.#verdict('from-own-host');
    const policed = [source, destination].some(({ workload, host }) => workload ?? host?.endpoints.length);
    if (!policed && !this.#isTranslated()) return this.#verdict('not-policed');
    if (source.workload && this.#isEncapsulated()) return denied('encapsulated');
    // Felix 1.x drops invalid packets in the workload chains, which the host's own traffic bypasses.
    return policed && settings.dropsInvalid && isInvalid(this.#header) ? denied('invalid-packet') : undefined;
  }

  #isTranslated(): boolean {
    const { protocol, destinationPort } = this.#header;
    return this.model.translation(this.#destination.place, protocol, destinationPort) !== undefined;
  }

  #isEncapsulated(): boolean {
    const { protocol, destinationPort } = this.#header;
    const { ipip, vxlan } = this.model.settings.encapsulation;
    return (
      (protocol === IPIP && !ipip) || (protocol === UDP && destinationPort === this.model.settings.vxlanPort && !vxlan)
    );
  }

  #fromWorkload(workload: Member<Workload>): Verdict {
    const { settings } = this.model;
    const here = this.#hostOf(workload);
    const outward = here && outwardEndpoint(here);
    const inward = here && inwardEndpoint(here);
    if (inward) this.#beforeTranslation(inward);
    const translated = this.#translate();
    const { workload: to, host } = this.#destination;
    const own = isOwnHost(host, workload);
    if (own && settings.servesWorkloads && isServedByHost(this.#header)) return this.#verdict('host-service');
    const action = host?.host.fromWorkloads ?? settings.fromWorkloads;
    // Felix 1.x evaluates no policy for what its host drops anyway.
    if (own && action === 'drop' && settings.servesWorkloads) return denied('host-drops');
    this.#ask(workload, 'egress', 'normal');
    if (own) return action === 'drop' ? denied('host-drops', this.#stages) : this.#verdict();
    if (to?.endpoint === workload.endpoint) return this.#verdict(translated ? 'translated-to-itself' : undefined);
    if (inward) this.#ask(inward, 'ingress', 'forward');
    if (to && isSameHost(workload, to)) {
      if (inward) this.#ask(inward, 'egress', 'forward');
      this.#ask(to, 'ingress', 'normal');
      return this.#verdict();
    }
    if (outward) this.#ask(outward, 'egress', 'forward');
    this.#admitted = false;
    return this.#arrive(to !== undefined && here !== undefined);
  }

  #fromHost(host: HostMember): Verdict {
    const outward = outwardEndpoint(host);
    if (this.#destination.host === host || isLoopback(this.#destination)) {
      const inward = inwardEndpoint(host);
      if (!inward) return this.#verdict('not-policed');
      this.#askHost(inward, 'egress');
      this.#beforeTranslation(inward);
      this.#askHost(inward, 'ingress');
      return this.#verdict();
    }
    if (outward && !isEverywhere(outward)) this.#askUntracked(outward, 'egress');
    this.#translate();
    if (isOwnHost(host, this.#destination.workload)) return this.#verdict('from-own-host');
    if (outward) this.#askHost(outward, 'egress');
    this.#admitted = false;
    return this.#arrive(false);
  }

  #fromOutside(): Verdict {
    return this.#arrive(false);
  }

  /** Evaluates the packet on the host where it arrives. */
  #arrive(betweenHosts: boolean): Verdict {
    const asked = this.#destination;
    const host = asked.host ?? (asked.workload && this.#hostOf(asked.workload));
    const outward = host && outwardEndpoint(host);
    if (outward) {
      if (!isEverywhere(outward)) this.#askUntracked(outward, 'ingress');
      if (!this.#admitted) this.#beforeTranslation(outward);
    }
    if (this.#destination === asked) this.#translate();
    const { workload, host: at } = this.#destination;
    if (outward && at) this.#askHost(outward, 'ingress');
    else if (outward) this.#forward(host, outward, workload);
    if (workload) this.#ask(workload, 'ingress', 'normal');
    const byForwarding = this.#stages.some(
      ({ endpoint, layer }) => endpoint.kind === 'host-endpoint' && layer !== 'normal',
    );
    if (betweenHosts && byForwarding) return { outcome: 'not-judged', because: 'between-hosts', stages: this.#stages };
    return this.#verdict();
  }

  /** Forwarded packets leave the host by the interface of a local workload, or by the one they arrived on. */
  #forward(host: HostMember, outward: Member<HostEndpoint>, workload: Member<Workload> | undefined): void {
    this.#ask(outward, 'ingress', 'forward');
    const leaving = isOwnHost(host, workload) ? inwardEndpoint(host) : outward;
    if (leaving) this.#ask(leaving, 'egress', 'forward');
  }

  /** Untracked policies apply to all packets at their interface. An allow skips the host's other policy and NAT. */
  #askUntracked(member: Member<HostEndpoint>, direction: Direction): void {
    if (this.#isFailsafe(direction)) return;
    if (this.#ask(member, direction, 'untracked')?.outcome === 'allow') this.#admitted = true;
  }

  #beforeTranslation(member: Member<HostEndpoint>): void {
    if (this.#isFailsafe('ingress')) return;
    if (this.#ask(member, 'ingress', 'pre-dnat')?.outcome === 'allow') this.#admitted = true;
  }

  #askHost(member: Member<HostEndpoint>, direction: Direction): void {
    if (this.#admitted) return;
    if (!this.#isFailsafe(direction)) {
      this.#ask(member, direction, 'normal');
      return;
    }
    const { endpoint } = member;
    const open = { outcome: 'allow', reason: 'failsafe', tiers: [], profiles: [], someRequests: false } as const;
    const packet = packetOf(this.#header, this.source.place, this.#destination.place);
    this.#stages.push({ endpoint, direction, layer: 'normal', packet, ...open });
  }

  /** An optional layer whose policies do not select the host endpoint has no trace. */
  #ask(member: Member<Workload | HostEndpoint>, direction: Direction, layer: Layer): Stage | undefined {
    if (layer === 'forward' && this.#admitted) return undefined;
    this.asked.push(member.class);
    const packet = packetOf(this.#header, this.source.place, this.#destination.place);
    const stage = new Walk(this.model, this.view, member, direction, layer, packet, this.#marks).run();
    if (layer !== 'normal' && stage.tiers.length === 0) return undefined;
    this.#stages.push(stage);
    return stage;
  }

  #isFailsafe(direction: Direction): boolean {
    const peer = direction === 'ingress' ? this.source.place : this.#destination.place;
    return isFailsafe(this.model.settings.failsafe, direction, this.#header, peer);
  }

  /** Sends the packet to what its destination represents. */
  #translate(): boolean {
    const { protocol, destinationPort } = this.#header;
    const untracked = this.#stages.some(({ layer, outcome }) => layer === 'untracked' && outcome === 'allow');
    const found = untracked ? undefined : this.model.translation(this.#destination.place, protocol, destinationPort);
    if (!found) return false;
    const [to, another] = found.targets;
    if (!to || another) {
      this.#lost = true;
      return false;
    }
    this.#destination = endAt(to.address, this.model);
    this.#header = { ...this.#header, destinationPort: to.port ?? destinationPort };
    return true;
  }

  #hostOf({ endpoint }: Member<Workload>): HostMember | undefined {
    return endpoint.host === undefined ? undefined : this.model.directory.host(endpoint.host);
  }

  #verdict(because?: Circumstance): Verdict {
    const stages = this.#stages;
    let unknown = false;
    let some = false;
    for (const { outcome, someRequests } of stages) {
      if (outcome === 'deny') return { outcome: 'denied', stages };
      unknown ||= outcome === 'unknown';
      some ||= someRequests;
    }
    if (unknown) return { outcome: 'not-judged', because: 'service-unknown', stages };
    if (this.#lost) return { outcome: 'not-judged', because: 'translation-unknown', stages };
    if (because === 'translated-to-itself') return { outcome: 'not-judged', because, stages };
    return {
      outcome: 'allowed',
      ...(because && { because }),
      ...(some && { partial: 'some-requests' as const }),
      stages,
    };
  }
}

function denied(because: Circumstance, stages: readonly Stage[] = []): Verdict {
  return { outcome: 'denied', because, stages };
}

/** A workload whose host is unknown counts as being on every host. */
function isOwnHost(host: HostMember | undefined, workload: Member<Workload> | undefined): boolean {
  if (!host || !workload) return false;
  return (workload.endpoint.host ?? host.host.name) === host.host.name;
}

function isSameHost({ endpoint: a }: Member<Workload>, { endpoint: b }: Member<Workload>): boolean {
  return a.host === undefined || b.host === undefined || a.host === b.host;
}

function isLoopback({ place: { address } }: End): boolean {
  if (!address) return false;
  const [first = 0, , , last = 0] = address.words;
  return address.version === 4
    ? first >>> 24 === 127
    : address.words.slice(0, 3).every((word) => word === 0) && last === 1;
}
