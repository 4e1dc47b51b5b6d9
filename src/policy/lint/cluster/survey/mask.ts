import { matches } from '../../../verdict/match';
import type { Header } from '../../../verdict/packet';
import type { Place } from '../../../verdict/place';
import type { CompiledPorts, CompiledRule, CompiledSide } from '../../../verdict/rule';
import type { ServiceIndex } from '../../../verdict/services';

/** A set of headers: one bit each, the lowest for the first. */
export type Headers = bigint;

/** The headers that a rule matches between two places. */
export class RuleMask {
  /** The rule without its header criteria, and without its place criteria. */
  readonly #places: CompiledRule;
  readonly #byVersion: Readonly<Record<4 | 6, Headers>>;
  readonly #names: boolean;
  readonly #named = new Map<Place, Headers>();

  constructor(
    readonly rule: CompiledRule,
    readonly headers: readonly Header[],
    readonly services: ServiceIndex | undefined,
  ) {
    const { source, destination } = rule;
    this.#places = {
      ...rule,
      protocol: -1,
      notProtocol: -1,
      icmp: undefined,
      notIcmp: undefined,
      source: source && { ...source, ports: undefined, notPorts: undefined, service: undefined },
      destination: destination && { ...destination, ports: undefined, notPorts: undefined, service: undefined },
    };
    this.#names = [source, destination].some((side) => hasNames(side?.ports) || hasNames(side?.notPorts));
    this.#byVersion = { 4: this.#headers(4), 6: this.#headers(6) };
  }

  /** Returns the headers that match between these places, which have addresses of the given version. */
  between(source: Place, destination: Place, version: 4 | 6): Headers {
    const { rule, services } = this;
    const header = this.headers[0];
    if (!header || matches(this.#places, { ...header, version, source, destination }, services) !== 'yes') return 0n;
    const servicesAsked = rule.source?.service !== undefined || rule.destination?.service !== undefined;
    if (!this.#names && !servicesAsked) return this.#byVersion[version];
    const cached = rule.source === undefined || (!rule.source.ports && !servicesAsked);
    const known = cached ? this.#named.get(destination) : undefined;
    if (known !== undefined) return known;
    const found = this.#ask(rule, source, destination, version);
    if (cached) this.#named.set(destination, found);
    return found;
  }

  #headers(version: 4 | 6): Headers {
    const only = (side: CompiledSide | undefined): CompiledSide | undefined =>
      side && { ...side, nets: undefined, notNets: undefined, peers: [], notPeers: [], service: undefined };
    const { source, destination } = this.rule;
    const rule = { ...this.rule, source: only(source), destination: only(destination) };
    return this.#ask(rule, NOWHERE, NOWHERE, version);
  }

  #ask(rule: CompiledRule, source: Place, destination: Place, version: 4 | 6): Headers {
    let found = 0n;
    for (const [index, header] of this.headers.entries()) {
      const match = matches(rule, { ...header, version, source, destination }, this.services);
      if (match === 'yes') found |= 1n << BigInt(index);
    }
    return found;
  }
}

const NOWHERE: Place = { address: undefined, key: '', owners: [], classes: [] };

function hasNames(ports: CompiledPorts | undefined): boolean {
  return ports !== undefined && ports.names.length > 0;
}
