import type { CompiledModel } from '../../../verdict';
import type { EndpointClass } from '../../../verdict/classes';
import type { Predicate } from '../../../verdict/predicate';
import type { CompiledPolicy } from '../../../verdict/policy';
import type { CompiledRule } from '../../../verdict/rule';

/** The maximum number of questions for finding classes that are alike. */
const MOST_QUESTIONS = 4_000_000;

/** The distinctions that policies make between classes of endpoints: policies can't tell classes of one trait apart. */
export class Traits {
  readonly #known = new Map<EndpointClass, string>();
  readonly #profiles = new Map<string, string>();
  readonly #predicates: readonly Predicate[];

  constructor(
    readonly model: CompiledModel,
    policies: readonly CompiledPolicy[],
  ) {
    const found = new Set<Predicate>();
    const note = ({ source, destination }: CompiledRule) => {
      for (const side of [source, destination])
        for (const predicate of [...(side?.peers ?? []), ...(side?.notPeers ?? [])]) found.add(predicate);
    };
    for (const { selects, rules } of policies) {
      found.add(selects);
      for (const rule of [...(rules.ingress ?? []), ...(rules.egress ?? [])]) note(rule);
    }
    for (const { rules } of model.profiles.values()) for (const rule of [...rules.ingress, ...rules.egress]) note(rule);
    this.#predicates = [...found];
  }

  of(endpointClass: EndpointClass): string {
    const known = this.#known.get(endpointClass);
    if (known !== undefined) return known;
    const made = this.#make(endpointClass);
    this.#known.set(endpointClass, made);
    return made;
  }

  #make(endpointClass: EndpointClass): string {
    const { kind, id, profiles } = endpointClass;
    if (this.#known.size * this.#predicates.length > MOST_QUESTIONS) return `class ${id}`;
    const held = this.#predicates.flatMap((predicate, index) => (predicate.holds(endpointClass) ? [index] : []));
    return `${kind} ${held.join()} ${profiles.map((name) => this.#profile(name)).join()}`;
  }

  /** A key for the effect of a profile. */
  #profile(name: string): string {
    const known = this.#profiles.get(name);
    if (known !== undefined) return known;
    const { rules } = this.model.profiles.get(name)?.profile ?? {};
    const said =
      rules?.state === 'in-force'
        ? JSON.stringify([rules.ingress, rules.egress].map((list) => list.map(({ action, match }) => [action, match])))
        : (rules?.state ?? 'missing');
    this.#profiles.set(name, said);
    return said;
  }
}
