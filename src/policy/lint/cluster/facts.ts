import { CompiledModel } from '../../evaluation';
import type { Member } from '../../evaluation/place';
import type { CompiledPolicy } from '../../evaluation/policy';
import type { CompiledRule, CompiledSide } from '../../evaluation/rule';
import type { HostEndpoint, NetworkSet, Workload } from '../../model/endpoint';
import type { PolicyModel } from '../../model/model';
import type { Direction } from '../../model/rule';
import { compileSelector } from '../../selectors';
import { selectsDns } from './dns';
import { survey, type Survey } from './survey/survey';

/** What checks ask about a cluster, worked out once. */
export class Facts {
  readonly model: CompiledModel;
  readonly policies: readonly CompiledPolicy[];
  /** Whom policies may select. */
  readonly endpoints: readonly Member<Workload | HostEndpoint>[];
  readonly sets: readonly Member<NetworkSet>[];
  #survey: { readonly made: Survey | undefined } | undefined;

  constructor(model: PolicyModel) {
    this.model = new CompiledModel(model);
    this.policies = this.model.policiesIn('enforced');
    const members = this.model.directory.members;
    this.endpoints = members.flatMap(({ endpoint, class: endpointClass }) =>
      endpoint.kind === 'network-set' ? [] : [{ endpoint, class: endpointClass }],
    );
    this.sets = members.flatMap(({ endpoint, class: endpointClass }) =>
      endpoint.kind === 'network-set' ? [{ endpoint, class: endpointClass }] : [],
    );
  }

  /** What all policies do, pair by pair; undefined in clusters that are too large for it. */
  get survey(): Survey | undefined {
    this.#survey ??= { made: survey(this.model) };
    return this.#survey.made;
  }

  /** Whom a policy selects. */
  selectedBy({ selects }: CompiledPolicy): readonly Member<Workload | HostEndpoint>[] {
    return this.endpoints.filter((member) => selects.holds(member.class));
  }

  /** Whether the far side of a rule is somebody: without a selector there is always somebody outside. */
  hasPeers(rule: CompiledRule, direction: Direction): boolean {
    const side = farSide(rule, direction);
    return side === undefined || side.peers.length === 0 || this.membersOf(side).length > 0;
  }

  /**
   * Whether the far side of a rule is the cluster's DNS alone, of which manifests of an application know nothing: no
   * pod that is known, and pods that every cluster has.
   */
  isUnknownDns({ rule }: CompiledRule, direction: Direction): boolean {
    const { peers = [] } = direction === 'ingress' ? rule.match.source : rule.match.destination;
    const selectors = peers.flatMap((peer) => (peer.kind === 'selector' ? [compileSelector(peer.selector)] : []));
    const known = this.endpoints.some(({ class: { labels } }) => selectors.every((selects) => selects(labels)));
    return selectors.length > 0 && !known && selectsDns((labels) => selectors.every((selects) => selects(labels)));
  }

  /** The endpoints and sets that a side's selectors select. */
  membersOf({ peers, notPeers }: CompiledSide): readonly Member[] {
    const selected = ({ class: endpointClass }: Member) =>
      peers.every((peer) => peer.holds(endpointClass)) && !notPeers.some((peer) => peer.holds(endpointClass));
    return [...this.endpoints, ...this.sets].filter(selected);
  }
}

/** The side of a rule that is not the endpoint's that its policy selects. */
function farSide(rule: CompiledRule, direction: Direction): CompiledSide | undefined {
  return direction === 'ingress' ? rule.source : rule.destination;
}
