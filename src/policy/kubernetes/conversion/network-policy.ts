import * as l10n from '@vscode/l10n';
import type { Path } from '../../../base/decode';
import type { EntityRule } from '../../calico3/objects';
import { maskedCidr } from '../../objects/cidr';
import type { NetworkPolicy, Peer, Port } from '../objects';
import { portsByProtocol, type PortItem } from './ports';
import { Unconvertible, type Conversion, type ConversionProblem, type ConvertedRule } from './result';
import { namespaceSelector, podSelector } from './selectors';

/** The order of all converted policies in tier `default`. */
const ORDER = 1000;

/**
 * Converts a NetworkPolicy to what Calico enforces: one rule per protocol and peer. Drops rules that can't be
 * converted; the policy isolates in any case. Requires the server's defaults.
 */
export function convertNetworkPolicy({ metadata, spec = {} }: NetworkPolicy): Conversion {
  const problems: ConversionProblem[] = [];
  const ingress = (spec.ingress ?? []).flatMap(({ from, ports }, index) =>
    convertRule({ direction: 'ingress', path: ['spec', 'ingress', index], peers: from, ports }, problems),
  );
  const egress = (spec.egress ?? []).flatMap(({ to, ports }, index) =>
    convertRule({ direction: 'egress', path: ['spec', 'egress', index], peers: to, ports }, problems),
  );
  const types = ['Ingress', 'Egress'].filter((type) => spec.policyTypes?.includes(type));
  const policy = {
    apiVersion: 'projectcalico.org/v3',
    kind: 'NetworkPolicy',
    metadata,
    spec: {
      tier: 'default',
      order: ORDER,
      selector: podSelector(spec.podSelector),
      ingress: ingress.map(({ rule }) => rule),
      egress: egress.map(({ rule }) => rule),
      types: types.length > 0 ? types : ['Ingress'],
    },
  } as const;
  return { policy, ingress: ingress.map(({ path }) => path), egress: egress.map(({ path }) => path), problems };
}

interface RuleText {
  readonly direction: 'ingress' | 'egress';
  readonly path: Path;
  readonly peers: readonly Peer[] | undefined;
  readonly ports: readonly Port[] | undefined;
}

function convertRule(
  { direction, path, peers = [], ports = [] }: RuleText,
  problems: ConversionProblem[],
): readonly ConvertedRule[] {
  const far = direction === 'ingress' ? 'from' : 'to';
  const sides =
    peers.length > 0
      ? peers.map((peer, index) => convertPeer(peer, [...path, far, index], problems))
      : [{ entity: {}, path }];
  try {
    const items = ports.map((port, index) => portItem(port, [...path, 'ports', index]));
    return portsByProtocol(items).flatMap(({ protocol, ports: numbers }) =>
      sides.map(({ entity, path: place }) => ({
        rule: {
          action: 'Allow',
          ...(protocol !== undefined && { protocol }),
          ...(direction === 'ingress' && Object.keys(entity).length > 0 && { source: entity }),
          ...destination(direction === 'ingress' ? {} : entity, numbers),
        },
        path: place,
      })),
    );
  } catch (error) {
    if (!(error instanceof Unconvertible)) throw error;
    problems.push({
      path: error.path,
      effect: 'rule-dropped',
      message: l10n.t('{0} Calico ignores the whole rule.', error.message),
    });
    return [];
  }
}

function destination(entity: EntityRule, ports: EntityRule['ports']): { readonly destination?: EntityRule } {
  const side = { ...entity, ...(ports && { ports }) };
  return Object.keys(side).length > 0 ? { destination: side } : {};
}

/** A range must start with a number. */
function portItem({ protocol = 'TCP', port, endPort }: Port, path: Path): PortItem {
  if (port === undefined || endPort === undefined) return { protocol, port, path };
  const first = typeof port === 'number' ? port : /^\d+$/.test(port) ? Number(port) : undefined;
  if (first === undefined) throw new Unconvertible([...path, 'endPort'], l10n.t('A named port can’t start a range.'));
  return { protocol, port: [first, endPort], path };
}

function convertPeer(
  peer: Peer,
  path: Path,
  problems: ConversionProblem[],
): { readonly entity: EntityRule; readonly path: Path } {
  if (!peer.ipBlock) {
    const entity = {
      selector: podSelector(peer.podSelector),
      ...(peer.namespaceSelector && { namespaceSelector: namespaceSelector(peer.namespaceSelector) }),
    };
    return { entity, path };
  }
  const { cidr = '', except = [] } = peer.ipBlock;
  const net = maskedCidr(cidr);
  if (net === undefined) {
    const message = l10n.t('“{0}” is not a CIDR. Calico ignores it, so the rule allows every address.', cidr);
    problems.push({ path: [...path, 'ipBlock', 'cidr'], effect: 'widened', message });
    return { entity: {}, path };
  }
  const notNets: string[] = [];
  for (const [index, text] of except.entries()) {
    const excluded = maskedCidr(text);
    if (excluded === undefined) {
      const message = l10n.t(
        '“{0}” is not a CIDR. Calico ignores it and everything after it, so they are allowed.',
        text,
      );
      problems.push({ path: [...path, 'ipBlock', 'except', index], effect: 'widened', message });
      break;
    }
    notNets.push(excluded);
  }
  return { entity: { nets: [net], ...(notNets.length > 0 && { notNets }) }, path };
}
