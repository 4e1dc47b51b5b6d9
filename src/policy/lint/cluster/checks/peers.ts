import * as l10n from '@vscode/l10n';
import type { LabelSelector, Namespace } from '../../../kubernetes/objects';
import { compileSelector, fromLabelSelector, type Labels } from '../../../selectors';
import { selectsDns } from '../dns';
import type { Facts } from '../facts';
import { found, type ClusterFinding } from '../finding';
import { at, peersOf, rulesOf, type PolicyPeer } from './rules';

/** Finds peers of NetworkPolicies that match something unexpected. */
export function peers(facts: Facts): readonly ClusterFinding[] {
  return facts.networkPolicies
    .flatMap(rulesOf)
    .flatMap(peersOf)
    .flatMap((peer) => [
      ...takesAll(peer),
      ...hostNetwork(peer, facts),
      ...(namespaceOf(peer, facts) ?? podsOf(peer, facts) ?? []),
    ]);
}

const NAME_LABEL = 'kubernetes.io/metadata.name';

function labelsOf({ metadata: { name, labels } }: Namespace): Labels {
  return { [NAME_LABEL]: name, ...labels };
}

/** Reports a namespace selector that matches no namespace. */
function namespaceOf(
  { rule: { policy }, peer, path }: PolicyPeer,
  facts: Facts,
): readonly ClusterFinding[] | undefined {
  const { namespaceSelector: selector } = peer;
  const namespaces = facts.of('Namespace');
  if (!selector || namespaces.length === 0) return undefined;
  const selects = compileSelector(fromLabelSelector(selector));
  const named = namespaces.find(
    (namespace) => isNameOf(namespace.metadata.name, selector) && !selects(labelsOf(namespace)),
  );
  if (!named) {
    const dns = selectsDns((labels) => selects({ [NAME_LABEL]: labels['pcns.kubernetes.io/metadata.name'] ?? '' }));
    if (dns || namespaces.some((namespace) => selects(labelsOf(namespace)))) return undefined;
    const message = l10n.t('No namespace has the labels that this selector asks for.');
    return [found('no-such-namespace', at(policy, [...path, 'namespaceSelector']), message)];
  }
  const { name } = named.metadata;
  const message = l10n.t('Namespace {0} does not have this label; it has {1}={0}.', name, NAME_LABEL);
  const fix = {
    title: l10n.t('Select Namespace {0} by Its Name', name),
    path: [...path, 'namespaceSelector'],
    value: { matchLabels: { [NAME_LABEL]: name } },
  };
  return [found('no-such-namespace', at(policy, fix.path), message, fix)];
}

/** Whether the selector requires a name label with this value. */
function isNameOf(name: string, { matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean {
  const [label, ...more] = Object.entries(matchLabels);
  return (
    matchExpressions.length === 0 &&
    more.length === 0 &&
    label !== undefined &&
    label[0].endsWith('name') &&
    label[1] === name
  );
}

/** Reports a peer that matches every pod, next to others that add nothing. */
function takesAll({ rule, peer, path }: PolicyPeer): readonly ClusterFinding[] {
  const { namespaceSelector: selector, podSelector: pods } = peer;
  const isAll = selector && isEmpty(selector) && (pods === undefined || isEmpty(pods));
  if (!isAll || rule.peers.filter(({ ipBlock }) => !ipBlock).length < 2) return [];
  const message = l10n.t('This peer is every pod of every namespace: other peers that select pods add nothing.');
  return [found('takes-all', at(rule.policy, path), message)];
}

function isEmpty({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean {
  return Object.keys(matchLabels).length + matchExpressions.length === 0;
}

/** Reports selected pods that can't be peers. */
function hostNetwork({ rule: { policy }, peer, path }: PolicyPeer, facts: Facts): readonly ClusterFinding[] {
  const { podSelector: selector, namespaceSelector } = peer;
  if (!selector || isEmpty(selector)) return [];
  const selects = compileSelector(fromLabelSelector(selector));
  const inNamespace = namespaceSelector && compileSelector(fromLabelSelector(namespaceSelector));
  const pod = facts.of('Pod').find(({ metadata, spec }) => {
    if (spec?.hostNetwork !== true || !selects(metadata.labels ?? {})) return false;
    const { namespace = 'default' } = metadata;
    const known = facts.of('Namespace').find(({ metadata: { name } }) => name === namespace);
    if (!inNamespace) return namespace === policy.metadata.namespace;
    return inNamespace(known ? labelsOf(known) : { [NAME_LABEL]: namespace });
  });
  if (!pod) return [];
  const { namespace = 'default', name } = pod.metadata;
  const message = l10n.t(
    'This selects pod {0}, which uses the network of its node and is never a peer. Select its addresses by an ipBlock, those of NodeLocal DNS by 169.254.20.10/32.',
    `${namespace}/${name}`,
  );
  return [found('host-network-peer', at(policy, [...path, 'podSelector']), message)];
}

/** Reports a pod selector that matches nothing in its namespaces. */
function podsOf(peer: PolicyPeer, facts: Facts): readonly ClusterFinding[] | undefined {
  const { podSelector: selector, namespaceSelector } = peer.peer;
  const { policy, direction } = peer.rule;
  if (!selector || Object.keys(selector).length === 0) return undefined;
  const compiled = facts.compiled(policy);
  const own = compiled ? facts.rulesAt(compiled, direction, peer.path) : [];
  if (own.length === 0 || own.some((rule) => facts.hasPeers(rule, direction))) return undefined;
  const selects = compileSelector(fromLabelSelector(selector));
  const path = [...peer.path, 'podSelector'];
  const pods = facts.of('Pod').filter(({ metadata: { labels = {} } }) => selects(labels));
  const elsewhere = [...new Set(pods.flatMap(({ metadata }) => metadata.namespace ?? []))];
  if (namespaceSelector || elsewhere.length === 0) return undefined;
  const message = l10n.t(
    'Namespace {0} has no pod with these labels; pods with them are in {1}: a namespaceSelector is missing.',
    policy.metadata.namespace ?? 'default',
    elsewhere.join(', '),
  );
  const [only, ...more] = elsewhere;
  if (only === undefined || more.length > 0) return [found('other-namespace', at(policy, path), message)];
  const fix = {
    title: l10n.t('Select Pods of Namespace {0}', only),
    path: [...peer.path, 'namespaceSelector'],
    value: { matchLabels: { [NAME_LABEL]: only } },
  };
  return [found('other-namespace', at(policy, path), message, fix)];
}
