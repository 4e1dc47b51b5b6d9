import type { CalicoObject, CalicoPolicy } from '../../calico3/objects';
import { placed } from '../../calico3/translate/writing';
import type { CompiledModel } from '../../verdict';
import type { EndpointClass } from '../../verdict/classes';
import type { Member } from '../../verdict/place';
import type { CompiledPolicy } from '../../verdict/policy';
import type { CompiledRule, CompiledSide } from '../../verdict/rule';
import type { HostEndpoint, NetworkSet, Workload } from '../../model/endpoint';
import { isWithin, type Path } from '../../model/origin';
import type { Direction } from '../../model/rule';
import type { ApiObject } from '../../objects/meta';
import type { KubernetesObject, NetworkPolicy } from '../../kubernetes/objects';

import { compileSelector } from '../../selectors';
import { selectsDns } from './dns';
import type { Survey } from './survey/survey';

/** Any object that affects what is allowed. */
export type ClusterObject = CalicoObject | KubernetesObject;

const CALICO_POLICIES: ReadonlySet<string> = new Set([
  'NetworkPolicy',
  'GlobalNetworkPolicy',
  'StagedNetworkPolicy',
  'StagedGlobalNetworkPolicy',
]);

function isCalico({ apiVersion }: ClusterObject): boolean {
  return apiVersion.includes('projectcalico.org/');
}

interface ClassMembers {
  readonly endpoints: Member<Workload | HostEndpoint>[];
  readonly sets: Member<NetworkSet>[];
}

/** Facts about a cluster that checks share, each computed once. */
export class Facts {
  /** With default namespaces filled in, as servers do. */
  readonly objects: readonly ClusterObject[];
  readonly policies: readonly CompiledPolicy[];
  /** The endpoints that policies may select. */
  readonly endpoints: readonly Member<Workload | HostEndpoint>[];
  readonly sets: readonly Member<NetworkSet>[];
  /** All classes with their members: labels are evaluated once per class. */
  readonly #classes: readonly (readonly [EndpointClass, ClassMembers])[];

  /** Compiled policies by their source object. */
  readonly #byObject: ReadonlyMap<string, CompiledPolicy>;

  constructor(
    readonly model: CompiledModel,
    /** The source of the model; none for Calico v1. */
    objects: readonly ClusterObject[],
    /** The effect of all policies, pair by pair; undefined for clusters that are too large. */
    readonly survey: Survey | undefined,
  ) {
    this.objects = objects.map(placed);
    this.policies = this.model.policiesIn('enforced');
    const members = this.model.directory.members;
    this.endpoints = members.flatMap(({ endpoint, class: endpointClass }) =>
      endpoint.kind === 'network-set' ? [] : [{ endpoint, class: endpointClass }],
    );
    this.sets = members.flatMap(({ endpoint, class: endpointClass }) =>
      endpoint.kind === 'network-set' ? [{ endpoint, class: endpointClass }] : [],
    );
    const classes = new Map<EndpointClass, ClassMembers>();
    const membersOf = (endpointClass: EndpointClass) => {
      const known = classes.get(endpointClass) ?? { endpoints: [], sets: [] };
      classes.set(endpointClass, known);
      return known;
    };
    for (const member of this.endpoints) membersOf(member.class).endpoints.push(member);
    for (const member of this.sets) membersOf(member.class).sets.push(member);
    this.#classes = [...classes];
    this.#byObject = new Map(
      this.policies.flatMap((policy) => {
        const { object } = policy.policy.origin;
        if (object.source !== 'resource') return [];
        const { apiVersion, kind, namespace = '', name } = object;
        return [[`${apiVersion} ${kind} ${namespace}/${name}`, policy] as const];
      }),
    );
  }

  /** Returns the objects of a kind that only one API has. */
  of<K extends Exclude<ClusterObject['kind'], 'NetworkPolicy'>>(
    kind: K,
  ): readonly Extract<ClusterObject, { readonly kind: K }>[] {
    return this.objects.filter(
      (object): object is Extract<ClusterObject, { readonly kind: K }> => object.kind === kind,
    );
  }

  get networkPolicies(): readonly NetworkPolicy[] {
    return this.objects.filter((object): object is NetworkPolicy => object.apiVersion === 'networking.k8s.io/v1');
  }

  /** Policies of Calico's own API, including staged ones. */
  get calicoPolicies(): readonly CalicoPolicy[] {
    return this.objects.filter(
      (object): object is CalicoPolicy => isCalico(object) && CALICO_POLICIES.has(object.kind),
    );
  }

  /** Returns the compiled policy of an object. */
  compiled({ apiVersion, kind, metadata: { namespace = '', name } }: ApiObject): CompiledPolicy | undefined {
    return this.#byObject.get(`${apiVersion} ${kind} ${namespace}/${name}`);
  }

  /** Returns the compiled rules of a path in a policy. */
  rulesAt(policy: CompiledPolicy, direction: Direction, path: Path): readonly CompiledRule[] {
    return (policy.rules[direction] ?? []).filter(({ rule }) => isWithin(rule.origin.path, path));
  }

  /** Returns the endpoints that a policy selects. */
  selectedBy({ selects }: CompiledPolicy): readonly Member<Workload | HostEndpoint>[] {
    return this.#classes.flatMap(([endpointClass, { endpoints }]) => (selects.holds(endpointClass) ? endpoints : []));
  }

  /** Whether the far side of a rule matches anything: without a selector, there is always something outside. */
  hasPeers(rule: CompiledRule, direction: Direction): boolean {
    const side = farSide(rule, direction);
    return side === undefined || side.peers.length === 0 || this.#classes.some(([found]) => isSelected(side, found));
  }

  /**
   * Whether the far side of a rule is only the cluster's DNS, which an application's manifests don't contain: no known
   * pod, but labels that every cluster has.
   */
  isUnknownDns(rule: CompiledRule, direction: Direction): boolean {
    const { peers = [] } = direction === 'ingress' ? rule.rule.match.source : rule.rule.match.destination;
    const selectors = peers.flatMap((peer) => (peer.kind === 'selector' ? [compileSelector(peer.selector)] : []));
    if (selectors.length === 0 || this.hasPeers(rule, direction)) return false;
    return selectsDns((labels) => selectors.every((selects) => selects(labels)));
  }

  /** Returns the endpoints and sets that a side's selectors match. */
  membersOf(side: CompiledSide): readonly Member[] {
    return this.#classes.flatMap(([endpointClass, { endpoints, sets }]) =>
      isSelected(side, endpointClass) ? [...endpoints, ...sets] : [],
    );
  }
}

function isSelected({ peers, notPeers }: CompiledSide, endpointClass: EndpointClass): boolean {
  return peers.every((peer) => peer.holds(endpointClass)) && !notPeers.some((peer) => peer.holds(endpointClass));
}

/** Returns the side of a rule opposite to the endpoints that its policy selects. */
function farSide(rule: CompiledRule, direction: Direction): CompiledSide | undefined {
  return direction === 'ingress' ? rule.source : rule.destination;
}
