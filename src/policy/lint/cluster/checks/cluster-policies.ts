import * as l10n from '@vscode/l10n';
import { originOf } from '../../../calico3/translate/writing';
import { judge } from '../../../verdict';
import type { Member } from '../../../verdict/place';
import type { CompiledPolicy } from '../../../verdict/policy';
import type { AdminNetworkPolicy, BaselineAdminNetworkPolicy, ClusterNetworkPolicy } from '../../../kubernetes/objects';
import { below } from '../../../model/origin';
import { DIRECTIONS, type Direction } from '../../../model/rule';
import type { Facts } from '../facts';
import { found, type ClusterFinding } from '../finding';
import { nameOf } from '../../../explain/names';

type ClusterWide = ClusterNetworkPolicy | AdminNetworkPolicy | BaselineAdminNetworkPolicy;

/** Finds unexpected interactions of cluster policies with namespaced ones. */
export function clusterPolicies(facts: Facts): readonly ClusterFinding[] {
  const policies: readonly ClusterWide[] = [
    ...facts.of('ClusterNetworkPolicy'),
    ...facts.of('AdminNetworkPolicy'),
    ...facts.of('BaselineAdminNetworkPolicy'),
  ];
  return policies.flatMap((policy) => {
    const compiled = facts.compiled(policy);
    if (!compiled) return [];
    const about = { policy, compiled, facts };
    return [...passes(about), ...disputed(about), ...oneSided(about), ...denials(about)];
  });
}

interface About {
  readonly policy: ClusterWide;
  readonly compiled: CompiledPolicy;
  readonly facts: Facts;
}

/** The rules of a direction as written, with their actions and peers. */
function rulesOf({ spec }: ClusterWide, direction: Direction) {
  const rules = direction === 'ingress' ? spec?.ingress : spec?.egress;
  return (rules ?? []).map((rule, index) => ({
    action: rule.action ?? '',
    peers: ('from' in rule ? rule.from : 'to' in rule ? rule.to : undefined) ?? [],
    path: ['spec', direction, index] as const,
  }));
}

/** Pass continues at the baseline for endpoints that no policy of their namespace selects. */
function passes({ policy, compiled, facts }: About): readonly ClusterFinding[] {
  return DIRECTIONS.flatMap((direction) =>
    rulesOf(policy, direction)
      .filter(({ action }) => action === 'Pass')
      .flatMap(({ path }) => {
        const exposed = facts.selectedBy(compiled).find((member) => {
          const tiers = facts.model.plansOf(member.class).of('enforced', 'normal', direction);
          const baseline = tiers.find(({ tier }) => tier.name === 'kube-baseline');
          const denies = baseline?.policies.some(({ policy: other }) =>
            other[direction]?.some((rule) => rule.action === 'deny'),
          );
          return denies === true && !tiers.some(({ tier }) => tier.name === 'default');
        });
        if (!exposed) return [];
        const message = l10n.t(
          'Pass is not allow: for endpoints that no NetworkPolicy selects, such as {0}, the baseline denies.',
          exposed.endpoint.id,
        );
        return [found('pass-to-baseline', below(originOf(policy), ...path), message)];
      }),
  );
}

/** Implementations disagree on whether a policy for the other direction shields a pod from the baseline. */
function disputed({ policy, compiled, facts }: About): readonly ClusterFinding[] {
  if (compiled.policy.tier !== 'kube-baseline') return [];
  return DIRECTIONS.flatMap((direction) => {
    if (!compiled.policy[direction]?.some((rule) => rule.action === 'deny')) return [];
    const other = direction === 'ingress' ? 'egress' : 'ingress';
    const pair = facts.selectedBy(compiled).flatMap((member) => {
      const of = (way: Direction) =>
        facts.model
          .plansOf(member.class)
          .of('enforced', 'normal', way)
          .find(({ tier }) => tier.name === 'default')?.policies ?? [];
      const [shield] = of(other);
      return of(direction).length === 0 && shield ? [{ member, shield }] : [];
    })[0];
    if (!pair) return [];
    const message = l10n.t(
      '{0} is selected by {1} for {2} only. Whether this baseline then decides its {3} differs between implementations: Calico denies.',
      pair.member.endpoint.id,
      nameOf(pair.shield.policy.origin.object),
      other,
      direction,
    );
    return [found('baseline-disputed', below(originOf(policy), 'spec', direction), message)];
  });
}

/** The maximum number of peers and subjects to try. */
const SAMPLE = 8;

/** The other side may still deny what one side accepts. */
function oneSided({ policy, compiled, facts }: About): readonly ClusterFinding[] {
  return DIRECTIONS.flatMap((direction) =>
    rulesOf(policy, direction)
      .filter(({ action }) => action === 'Accept' || action === 'Allow')
      .flatMap(({ path }) => {
        const subjects = facts.selectedBy(compiled).filter(isWorkload).slice(0, SAMPLE);
        const peers = facts
          .rulesAt(compiled, direction, path)
          .flatMap(({ source, destination }) => {
            const side = direction === 'ingress' ? source : destination;
            return side && side.peers.length > 0 ? facts.membersOf(side).filter(isWorkload) : [];
          })
          .slice(0, SAMPLE);
        const blocked = peers.find((peer) => subjects.every((subject) => isBlocked(peer, subject, direction, facts)));
        if (!blocked || subjects.length === 0) return [];
        const message = l10n.t(
          'This allows only one side: {0} is isolated by its own {1} policy.',
          blocked.endpoint.id,
          direction === 'ingress' ? 'egress' : 'ingress',
        );
        return [found('one-sided-accept', below(originOf(policy), ...path), message)];
      }),
  );
}

function isWorkload({ endpoint }: Member): boolean {
  return endpoint.kind === 'workload';
}

/** Whether the peer's own policy denies some common kind of port. */
function isBlocked(peer: Member, subject: Member, direction: Direction, facts: Facts): boolean {
  if (peer.endpoint.id === subject.endpoint.id) return true;
  const [source, destination] = direction === 'ingress' ? [peer, subject] : [subject, peer];
  return [80, 443, 8080, 5432].every((destinationPort) => {
    const { enforced } = judge(
      {
        source: { endpoint: source.endpoint.id },
        destination: { endpoint: destination.endpoint.id },
        protocol: 'TCP',
        destinationPort,
      },
      facts.model,
    );
    return enforced.stages.some((stage) => stage.endpoint.id === peer.endpoint.id && stage.outcome === 'deny');
  });
}

/** Denying every namespace denies the subject itself, but nothing outside the cluster. */
function denials({ policy, compiled, facts }: About): readonly ClusterFinding[] {
  return DIRECTIONS.flatMap((direction) =>
    rulesOf(policy, direction).flatMap(({ action, peers, path }) => {
      const everybody = peers.some(({ namespaces }) => namespaces && isEmpty(namespaces));
      // A denial without exceptions is taken as intended.
      const exceptions = rulesOf(policy, direction).slice(0, path[2]);
      const admits = exceptions.some((rule) => rule.action !== 'Deny');
      if (action !== 'Deny' || !everybody || !admits) return [];
      const origin = below(originOf(policy), ...path);
      const outside = found(
        'outside-not-covered',
        origin,
        l10n.t('“namespaces: {}” is all pods: addresses outside the cluster are not denied.'),
      );
      const earlier = (compiled.rules[direction] ?? []).filter(({ rule }) => (rule.origin.path[2] as number) < path[2]);
      const subjects = facts.selectedBy(compiled);
      const admitted = subjects.every((subject) =>
        earlier.some((rule) => {
          const side = direction === 'ingress' ? rule.source : rule.destination;
          return side?.peers.every((peer) => peer.holds(subject.class)) ?? true;
        }),
      );
      if (subjects.length === 0 || admitted || isForAll(policy)) return [outside];
      const message = l10n.t('“namespaces: {}” includes the subject itself, and no earlier rule allows it.');
      return [found('denies-itself', origin, message), outside];
    }),
  );
}

function isEmpty(selector: object): boolean {
  return Object.values(selector).every(
    (part: unknown) => typeof part !== 'object' || part === null || Object.keys(part).length === 0,
  );
}

/** A policy for every namespace is taken as intended. */
function isForAll({ spec }: ClusterWide): boolean {
  return spec?.subject?.namespaces !== undefined && isEmpty(spec.subject.namespaces);
}
