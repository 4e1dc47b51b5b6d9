import type { EntityRule, Rule } from '../calico3/objects';
import { convertPolicy } from '../kubernetes/conversion';
import type { KubernetesPolicy } from '../kubernetes/objects';
import type { Direction } from '../model/rule';
import { isCalicoPolicy, isKubernetesPolicy } from './groups';
import { kubernetesRuleLines } from './kubernetes-rules';
import type { PolicyObject, StoredResource } from './stored';

/** A rule as one line, in the words of its object. */
export interface RuleLine {
  /** Such as `Allow`, as written. */
  readonly action: string;
  readonly text: string;
}

const NONE: readonly never[] = [];

/** Returns the rules of an object, in the order in which they are written; none for kinds without rules. */
export function ruleLines({ read }: Pick<StoredResource, 'read'>, direction: Direction): readonly RuleLine[] {
  if (read.state === 'broken') return NONE;
  const { object } = read;
  if (isKubernetesPolicy(object)) return kubernetesRuleLines(object, direction);
  return ownRules(object, direction).map((rule) => ({ action: rule.action, text: formatRule(rule) }));
}

/** Returns what an object's rules are in Calico's format, to which Kubernetes' policies are converted. */
export function calicoRulesIn(object: PolicyObject, direction: Direction): readonly Rule[] {
  return isKubernetesPolicy(object) ? converted(object, direction) : ownRules(object, direction);
}

function converted(policy: KubernetesPolicy, direction: Direction): readonly Rule[] {
  return convertPolicy(policy).policy?.spec?.[direction] ?? NONE;
}

function ownRules(object: PolicyObject, direction: Direction): readonly Rule[] {
  if (isCalicoPolicy(object) || object.kind === 'Profile') return object.spec?.[direction] ?? NONE;
  return NONE;
}

/** Summarizes a rule of Calico in one line, in the words of its fields: `Allow TCP · source role == 'web' · destination 80`. */
function formatRule({ action, protocol, notProtocol, icmp, source, destination }: Rule): string {
  const head = [
    action,
    ...(protocol === undefined ? [] : [String(protocol)]),
    ...(notProtocol === undefined ? [] : [`!${notProtocol}`]),
    ...(icmp?.type === undefined ? [] : [`type ${icmp.type}`]),
  ].join(' ');
  return [head, ...sideText('source', source), ...sideText('destination', destination)].join(' · ');
}

function sideText(side: 'source' | 'destination', entity: EntityRule = {}): readonly string[] {
  const { selector, notSelector, namespaceSelector, serviceAccounts, services, nets, notNets, ports, notPorts } =
    entity;
  const parts = [
    ...(selector === undefined ? [] : [selector]),
    ...(notSelector === undefined ? [] : [`!(${notSelector})`]),
    ...(namespaceSelector === undefined ? [] : [`namespace ${namespaceSelector}`]),
    ...(serviceAccounts
      ? [`serviceAccount ${[...(serviceAccounts.names ?? []), serviceAccounts.selector ?? ''].join(' ').trim()}`]
      : []),
    ...(services ? [`service ${services.namespace ?? ''}/${services.name ?? ''}`] : []),
    ...(nets?.length ? [nets.join(', ')] : []),
    ...(notNets?.length ? [`!(${notNets.join(', ')})`] : []),
    ...(ports?.length ? [ports.join(', ')] : []),
    ...(notPorts?.length ? [`!(${notPorts.join(', ')})`] : []),
  ];
  return parts.length === 0 ? [] : [`${side} ${parts.join(' ')}`];
}
