import type { Place } from '../../verdict/place';
import type { ServiceIndex } from '../../verdict/services';
import type { RuleFacts } from './rule-facts';
import type { FlowEnd } from './subject';
import type { Meanings, ProtocolPort } from './variants';

const NONE: readonly ProtocolPort[] = [];

/** What names of ports and services in rules stand for at the ends of flows. */
export class PlaceMeanings implements Meanings {
  readonly #ports = new Map<string, Map<string, ProtocolPort>>();

  /**
   * @param names All names of ports in rules.
   * @param services Undefined if no rule refers to services, or if their endpoints are not known.
   */
  constructor(
    private readonly names: ReadonlySet<string>,
    readonly services: ServiceIndex | undefined,
    subjects: readonly FlowEnd[],
  ) {
    if (names.size === 0) return;
    for (const { place } of subjects) {
      for (const { endpoint } of place.owners) {
        for (const { name, protocol, port } of endpoint.ports) {
          if (!names.has(name)) continue;
          const known = this.#ports.get(name) ?? new Map<string, ProtocolPort>();
          known.set(`${protocol}/${port}`, [protocol, port]);
          this.#ports.set(name, known);
        }
      }
    }
  }

  portsNamed(name: string): readonly ProtocolPort[] {
    return [...(this.#ports.get(name)?.values() ?? NONE)];
  }

  /** Whether rules have no other names, and no services unless these are known. */
  suits({ names, hasServices }: RuleFacts): boolean {
    return names.every((name) => this.names.has(name)) && (!hasServices || this.services !== undefined);
  }

  /** Equal for places that names and services in rules don't distinguish. */
  signature({ owners, key }: Place): string {
    if (this.names.size === 0 && !this.services) return '';
    const ports = owners.map(({ endpoint, class: { id } }) => {
      const own = endpoint.ports.filter(({ name }) => this.names.has(name));
      return own.length === 0
        ? ''
        : `${id} ${own
            .map(({ name, protocol, port }) => `${name}/${protocol}/${port}`)
            .sort()
            .join()}`;
    });
    return `${ports.join(';')} ${this.services?.signature(key) ?? ''}`;
  }
}
