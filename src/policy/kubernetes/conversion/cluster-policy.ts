import * as l10n from '@vscode/l10n';
import type { Path } from '../../../base/decode';
import type { ClusterNetworkPolicy, ClusterProtocol } from '../objects';
import { clusterPolicy, convertRules } from './cluster-rule';
import type { PortItem } from './ports';
import type { Conversion, ConversionProblem } from './result';
import { subjectSelectors } from './selectors';

const TIERS: ReadonlyMap<string, 'kube-admin' | 'kube-baseline'> = new Map([
  ['Admin', 'kube-admin'],
  ['Baseline', 'kube-baseline'],
]);

const ACTIONS: ReadonlyMap<string, 'Allow' | 'Deny' | 'Pass'> = new Map([
  ['Accept', 'Allow'],
  ['Deny', 'Deny'],
  ['Pass', 'Pass'],
]);

/** Converts a ClusterNetworkPolicy to what Calico enforces. */
export function convertClusterNetworkPolicy(policy: ClusterNetworkPolicy): Conversion {
  const { tier: written = '', priority = 0, subject: about = {}, ...spec } = policy.spec ?? {};
  const tier = TIERS.get(written);
  if (tier === undefined) return dropped(['spec', 'tier'], l10n.t('“{0}” is not a tier.', written));
  const subject = subjectSelectors(about);
  if (!subject) return dropped(['spec', 'subject'], l10n.t('The subject has neither namespaces nor pods.'));
  const problems: ConversionProblem[] = [];
  const version = { action: (word: string) => ACTIONS.get(word) };
  const ingress = convertRules(
    (spec.ingress ?? []).map(({ name, action = '', from = [], protocols }, index) => ({
      name,
      action,
      peers: from,
      ports: portItems(protocols, ['spec', 'ingress', index, 'protocols']),
    })),
    { ...version, direction: 'ingress' },
    problems,
  );
  const egress = convertRules(
    (spec.egress ?? []).map(({ name, action = '', to = [], protocols }, index) => ({
      name,
      action,
      peers: to,
      ports: portItems(protocols, ['spec', 'egress', index, 'protocols']),
    })),
    { ...version, direction: 'egress' },
    problems,
  );
  return { ...clusterPolicy(policy, { ...subject, tier, order: priority }, ingress, egress), problems };
}

/** The result for a policy that Calico can't read at all. */
function dropped(path: Path, reason: string): Conversion {
  const message = l10n.t('{0} Calico ignores the whole policy.', reason);
  return { policy: undefined, ingress: [], egress: [], problems: [{ path, effect: 'policy-dropped', message }] };
}

/** A number takes precedence over a range. 0 is not a number, and Calico keeps only sixteen bits of others. */
function portItems(protocols: readonly ClusterProtocol[] = [], path: Path): readonly PortItem[] {
  return protocols.map((item, index) => {
    const place = [...path, index];
    for (const protocol of ['tcp', 'udp', 'sctp'] as const) {
      const said = item[protocol];
      if (!said) continue;
      const { number, range } = said.destinationPort ?? {};
      const port = number ? number & 0xffff : range && ([range.start, range.end] as const);
      return { protocol: protocol.toUpperCase(), port, path: place };
    }
    return { protocol: undefined, port: item.destinationNamedPort, path: place };
  });
}
