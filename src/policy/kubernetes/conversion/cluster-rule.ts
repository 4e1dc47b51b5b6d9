import * as l10n from '@vscode/l10n';
import type { Path } from '../../../base/decode';
import type { EntityRule, GlobalNetworkPolicy, Rule } from '../../calico3/objects';
import { maskedCidr } from '../../objects/cidr';
import type { ApiObject } from '../../objects/meta';
import type { ClusterPeer } from '../objects';
import { portsByProtocol, type PortItem } from './ports';
import { Unconvertible, type Conversion, type ConversionProblem, type ConvertedRule } from './result';
import { namespacedPods, namespaceSelector, type Selectors } from './selectors';

/** A rule of a cluster-wide policy of any version. */
export interface ClusterRuleText {
  readonly name: string | undefined;
  readonly action: string;
  readonly peers: readonly ClusterPeer[];
  readonly ports: readonly PortItem[];
}

/** The differences between versions of cluster-wide policies. */
export interface Version {
  /** Calico's name of the action; undefined for an unknown one. */
  readonly action: (written: string) => 'Allow' | 'Deny' | 'Pass' | undefined;
  /** The path of fields such as `networks`, below that of the rule. */
  readonly direction: 'ingress' | 'egress';
  /** Returns the addresses of the nodes that a peer selects; undefined if nodes are unsupported. */
  readonly nodes?: (peer: NonNullable<ClusterPeer['nodes']>) => readonly string[];
}

/**
 * Converts the rules of one direction, one rule per protocol and peer. Invalid parts fail closed: an allowing rule is
 * dropped, and a denying or passing one denies everything.
 */
export function convertRules(
  rules: readonly ClusterRuleText[],
  version: Version,
  problems: ConversionProblem[],
): readonly ConvertedRule[] {
  return rules.flatMap((rule, index) => {
    const path = ['spec', version.direction, index];
    try {
      return convertRule(rule, path, version);
    } catch (error) {
      if (!(error instanceof Unconvertible)) throw error;
      const denies = rule.action === 'Deny' || rule.action === 'Pass';
      const effect = denies ? 'denies-all' : 'rule-dropped';
      const end = denies
        ? l10n.t('Calico denies everything instead of this rule.')
        : l10n.t('Calico ignores the whole rule.');
      problems.push({ path: error.path, effect, message: `${error.message} ${end}` });
      return denies ? [{ rule: { action: 'Deny' }, path }] : [];
    }
  });
}

function convertRule(text: ClusterRuleText, path: Path, version: Version): readonly ConvertedRule[] {
  const action = version.action(text.action);
  if (action === undefined)
    throw new Unconvertible([...path, 'action'], l10n.t('“{0}” is not an action here.', text.action));
  const far = version.direction === 'ingress' ? 'from' : 'to';
  const sides = text.peers.map((peer, index) => convertPeer(peer, [...path, far, index], version));
  return portsByProtocol(text.ports).flatMap(({ protocol, ports }) =>
    sides.flatMap(({ entity, path: place }) => {
      if (!entity) return [];
      const rule: Rule = {
        action,
        ...(protocol !== undefined && { protocol }),
        ...(version.direction === 'ingress' && { source: entity }),
        ...destination(version.direction === 'ingress' ? {} : entity, ports),
        ...(text.name !== undefined && text.name !== '' && { metadata: { annotations: { name: text.name } } }),
      };
      return [{ rule, path: place }];
    }),
  );
}

function destination(entity: EntityRule, ports: EntityRule['ports']): { readonly destination?: EntityRule } {
  const side = { ...entity, ...(ports && { ports }) };
  return Object.keys(side).length > 0 ? { destination: side } : {};
}

interface Side {
  /** undefined for a peer that selects nothing. */
  readonly entity: EntityRule | undefined;
  readonly path: Path;
}

function convertPeer({ namespaces, pods, networks, nodes }: ClusterPeer, path: Path, version: Version): Side {
  const egress = version.direction === 'egress';
  const nets = egress ? networksOf(networks, path) : [];
  const addresses = egress && nodes && version.nodes ? version.nodes(nodes) : undefined;
  if (addresses) return { entity: addresses.length > 0 ? { nets: addresses } : undefined, path };
  if (!namespaces && !pods && nets.length === 0) {
    throw new Unconvertible(path, l10n.t('This peer has no field that Calico supports.'));
  }
  return {
    entity: {
      ...(namespaces && { namespaceSelector: namespaceSelector(namespaces) }),
      ...(pods && namespacedPods(pods)),
      ...(nets.length > 0 && { nets }),
    },
    path,
  };
}

function networksOf(networks: readonly string[] = [], path: Path): readonly string[] {
  return networks.map((text, index) => {
    const net = maskedCidr(text);
    if (net === undefined) throw new Unconvertible([...path, 'networks', index], l10n.t('“{0}” is not a CIDR.', text));
    return net;
  });
}

/** Converts a cluster-wide policy to Calico's format. One without rules has no types, so it isolates nothing. */
export function clusterPolicy(
  { metadata }: ApiObject,
  place: Selectors & { readonly tier: 'kube-admin' | 'kube-baseline'; readonly order: number },
  ingress: readonly ConvertedRule[],
  egress: readonly ConvertedRule[],
): Omit<Conversion, 'problems'> {
  const types = [...(ingress.length > 0 ? ['Ingress'] : []), ...(egress.length > 0 ? ['Egress'] : [])];
  const policy: GlobalNetworkPolicy = {
    apiVersion: 'projectcalico.org/v3',
    kind: 'GlobalNetworkPolicy',
    metadata,
    spec: {
      ...place,
      ingress: ingress.map(({ rule }) => rule),
      egress: egress.map(({ rule }) => rule),
      types,
    },
  };
  return { policy, ingress: ingress.map(({ path }) => path), egress: egress.map(({ path }) => path) };
}
