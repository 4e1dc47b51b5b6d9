import * as l10n from '@vscode/l10n';
import { appNamed, dataOf } from '../../../../cluster/model/indexes';
import { listeningPorts } from '../../../../cluster/model/listening-ports';
import { shortName } from '../../../../cluster/model/workload-naming';
import { workloadNamed } from '../../../../cluster/model/workloads';
import type { EdgeFlow } from '../flows';
import type { GraphNode, Judgement } from '../../protocol/elements';
import type { Scope } from '../scope';

/** Returns likely reasons why an edge's measurement differs from policy, as sentences, the likeliest first. */
export function likelyReasons(
  { agreement }: Pick<Judgement, 'agreement'>,
  flow: EdgeFlow,
  from: GraphNode,
  to: GraphNode,
  scope: Scope,
): readonly string[] {
  switch (agreement) {
    case 'pending':
      return [l10n.t('The rules just changed, and there is no newer measurement yet.')];
    case 'late':
      return [
        l10n.t('After a rule change, a probe without a timeout may wait for about two minutes in an earlier attempt.'),
        ...reasonsAtOdds(flow, from, to, scope),
      ];
    case 'blocked':
      return [...whyBlocked(flow, to, scope), l10n.t('Felix on the agent may not have applied the latest rules yet.')];
    case 'open':
      return [
        ...whyOpen(flow, scope),
        l10n.t('Felix on the agent may not have applied the latest rules yet.'),
        l10n.t('Connections established before the rule was added stay open.'),
      ];
    default:
      return [];
  }
}

function reasonsAtOdds(flow: EdgeFlow, from: GraphNode, to: GraphNode, scope: Scope): readonly string[] {
  return from.answered ? whyBlocked(flow, to, scope).slice(0, 1) : [];
}

/** Allowed, but not observed. */
function whyBlocked(
  { to: parties, port }: EdgeFlow,
  { app, name, url }: GraphNode,
  { snapshot }: Scope,
): readonly string[] {
  const found = app === undefined ? undefined : appNamed(app, dataOf(snapshot.marathon));
  if (found?.running === 0) return [l10n.t('No task of {0} is running.', shortName(found.id))];
  const listening = listeningPorts(snapshot);
  const ports = new Set(parties.flatMap((party) => listening.get(party) ?? []));
  if (ports.size > 0 && !ports.has(port))
    return [l10n.t('{0} is not known to listen on {1}, only on {2}.', name, port, [...ports].join(', '))];
  return [
    l10n.t('{0} may not be listening on {1}.', name, port),
    ...(url !== undefined && !/^https?:\/\/[\d.[]/.test(url)
      ? [l10n.t('The name in {0} may not resolve on the client.', url)]
      : []),
  ];
}

/** Observed, but not allowed. */
function whyOpen({ from, to }: EdgeFlow, { snapshot }: Scope): readonly string[] {
  const hosts = (parties: readonly string[]) =>
    new Set(parties.flatMap((party) => workloadNamed(party, snapshot)?.host ?? []));
  const [sources, destinations] = [hosts(from), hosts(to)];
  const shared = [...sources].find((host) => destinations.has(host));
  return shared === undefined ? [] : [l10n.t('Both run on {0}. Traffic within a host may bypass Felix.', shared)];
}
