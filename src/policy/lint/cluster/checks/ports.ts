import * as l10n from '@vscode/l10n';
import { containerPorts } from '../../../kubernetes/container-ports';
import type { Pod, Service, Workload } from '../../../kubernetes/objects';
import { podOf } from '../../../kubernetes/translate/pods';
import type { Member } from '../../../verdict/place';
import type { Path } from '../../../model/origin';
import type { Direction, Rule } from '../../../model/rule';
import type { CompiledPolicy } from '../../../verdict/policy';
import type { Facts } from '../facts';
import { found, type ClusterFinding } from '../finding';
import { at, rulesOf, type PolicyRule } from './rules';

/** Finds ports that the servers of a rule don't have. */
export function ports(facts: Facts): readonly ClusterFinding[] {
  const pods = podsIn(facts);
  const rules = facts.networkPolicies.flatMap(rulesOf);
  return [...rules.flatMap((rule) => numbers(rule, pods, facts)), ...portNames(facts)];
}

/** Compares port numbers with those that the servers' containers declare. */
function numbers(rule: PolicyRule, all: readonly Pod[], facts: Facts): readonly ClusterFinding[] {
  const compiled = facts.compiled(rule.policy);
  if (!compiled || !rule.ports.some(({ port }) => typeof port === 'number')) return [];
  const servers = serversOf(facts, compiled, rule);
  const pods = all.filter((pod) => servers.has(idOf(pod)));
  return rule.ports.flatMap(({ port, endPort, protocol = 'TCP' }, index) => {
    if (typeof port !== 'number' || endPort !== undefined || pods.length === 0) return [];
    const declared = pods
      .flatMap(({ spec }) => containerPorts(spec))
      .filter(({ containerPort }) => containerPort === port);
    const path = [...rule.path, 'ports', index];
    if (declared.length === 0) return servicePort(rule, port, path, pods, facts);
    const others = new Set(declared.map((own) => own.protocol ?? 'TCP'));
    const allowed = rule.ports.some((item) => item.port === port && others.has(item.protocol ?? 'TCP'));
    if (others.has(protocol) || allowed) return [];
    const [other = '', ...more] = others;
    const message = l10n.t(
      'The selected pods have port {0} for {1}, not for {2}.',
      port,
      [other, ...more].join(', '),
      protocol,
    );
    const fix = { title: l10n.t('Use {0}', other), path: [...path, 'protocol'], value: other };
    return [found('port-protocol', at(rule.policy, path), message, more.length === 0 ? fix : undefined)];
  });
}

/** Reports a service's port in a rule, because policy sees its target port. */
function servicePort(
  { policy }: PolicyRule,
  port: number,
  path: Path,
  pods: readonly Pod[],
  facts: Facts,
): readonly ClusterFinding[] {
  const service = facts.of('Service').find((candidate) => leadsElsewhere(candidate, port, pods));
  if (!service) return [];
  const target = service.spec?.ports?.find((item) => item.port === port)?.targetPort;
  const { namespace = 'default', name } = service.metadata;
  const message = l10n.t(
    'No selected pod has port {0}. Service {1} leads port {0} to {2}, and policy sees the port of the pod.',
    port,
    `${namespace}/${name}`,
    String(target),
  );
  const fix = { title: l10n.t('Use Port {0}', String(target)), path: [...path, 'port'], value: target };
  return [found('service-port', at(policy, path), message, fix)];
}

/** Returns the servers of a rule: its peers for egress, the selected endpoints for ingress. */
function serversOf(facts: Facts, compiled: CompiledPolicy, { direction, path }: PolicyRule): ReadonlySet<string> {
  const members =
    direction === 'ingress'
      ? facts.selectedBy(compiled)
      : facts
          .rulesAt(compiled, direction, path)
          .flatMap(({ destination }) =>
            destination && destination.peers.length > 0 ? facts.membersOf(destination) : [],
          );
  return new Set(members.map(({ endpoint }) => endpoint.id));
}

function podsIn(facts: Facts): readonly Pod[] {
  const kinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job'] as const;
  const workloads = facts.objects.filter((object): object is Workload => kinds.some((kind) => kind === object.kind));
  return [...facts.of('Pod'), ...workloads.map(podOf)];
}

function idOf({ metadata: { namespace = 'default', name } }: Pod): string {
  return `${namespace}/${name}`;
}

/** Whether a service accepts the port for some of the pods and forwards it to another. */
function leadsElsewhere({ metadata, spec = {} }: Service, port: number, pods: readonly Pod[]): boolean {
  const { selector = {}, ports: own = [] } = spec;
  const labels = Object.entries(selector);
  const item = own.find((candidate) => candidate.port === port);
  if (labels.length === 0 || item?.targetPort === undefined || item.targetPort === port) return false;
  return pods.some(
    (pod) =>
      (pod.metadata.namespace ?? 'default') === (metadata.namespace ?? 'default') &&
      labels.every(([key, value]) => pod.metadata.labels?.[key] === value),
  );
}

/** Reports port names that no server defines. */
function portNames(facts: Facts): readonly ClusterFinding[] {
  return facts.policies.flatMap((compiled) =>
    (['ingress', 'egress'] as const).flatMap((direction) => {
      const seen = new Set<string>();
      return (compiled.policy[direction] ?? []).flatMap((rule, index) => {
        const { ports: said = [] } = rule.match.destination;
        const names = said.flatMap((port) => (port.kind === 'name' ? [port.name] : []));
        if (names.length === 0) return [];
        const servers = named(facts, compiled, direction, index, rule);
        if (servers.length === 0) return [];
        return names.flatMap((name) => {
          if (servers.some(({ endpoint }) => endpoint.kind !== 'network-set' && hasPort(endpoint.ports, name)))
            return [];
          const { object, path } = rule.origin;
          const place = path.slice(0, 3);
          if (seen.has(`${place.join()} ${name}`)) return [];
          seen.add(`${place.join()} ${name}`);
          const message = l10n.t('No selected endpoint has a port named {0}.', name);
          return [found('unknown-port-name', { object, path: place }, message)];
        });
      });
    }),
  );
}

function hasPort(own: readonly { readonly name: string }[], name: string): boolean {
  return own.some((port) => port.name === name);
}

function named(
  facts: Facts,
  compiled: CompiledPolicy,
  direction: Direction,
  index: number,
  rule: Rule,
): readonly Member[] {
  if (direction === 'ingress') return facts.selectedBy(compiled);
  const { destination } = compiled.rules.egress?.[index] ?? {};
  const asked = destination && (rule.match.destination.peers ?? []).length > 0;
  return asked ? facts.membersOf(destination) : facts.endpoints;
}
