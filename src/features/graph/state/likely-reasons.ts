import { appNamed, dataOf } from '../../../cluster/model/indexes';
import { listeningPorts, shortName, workloadNamed } from '../../../cluster/model/workloads';
import type { EdgeFlow } from './flows';
import type { GraphNode, Judgement } from '../protocol/elements';
import type { Scope } from './scope';

/** Why an edge may be measured otherwise than policy says: sentences, the likeliest first. */
export function likelyReasons(
  { agreement }: Pick<Judgement, 'agreement'>,
  flow: EdgeFlow,
  from: GraphNode,
  to: GraphNode,
  scope: Scope,
): readonly string[] {
  switch (agreement) {
    case 'pending':
      return ['The rules have just changed; no measurement can be younger than that yet.'];
    case 'late':
      return [
        'A probe without a timeout may hang in an old attempt for about two minutes after a change of rules.',
        ...reasonsAtOdds(flow, from, to, scope),
      ];
    case 'blocked':
      return [...whyBlocked(flow, to, scope), 'The agent’s Felix may not have enforced the newest rules yet.'];
    case 'open':
      return [
        ...whyOpen(flow, scope),
        'The agent’s Felix may not have enforced the newest rules yet.',
        'A connection that stood before the rule outlives it.',
      ];
    default:
      return [];
  }
}

function reasonsAtOdds(flow: EdgeFlow, from: GraphNode, to: GraphNode, scope: Scope): readonly string[] {
  return from.answered ? whyBlocked(flow, to, scope).slice(0, 1) : [];
}

/** Allowed, and not seen. */
function whyBlocked(
  { to: parties, port }: EdgeFlow,
  { app, name, url }: GraphNode,
  { snapshot }: Scope,
): readonly string[] {
  const found = app === undefined ? undefined : appNamed(app, dataOf(snapshot.marathon));
  if (found?.running === 0) return [`No task of ${shortName(found.id)} runs.`];
  const listening = listeningPorts(snapshot);
  const ports = new Set(parties.flatMap((party) => listening.get(party) ?? []));
  if (ports.size > 0 && !ports.has(port))
    return [`${name} is not known to listen on ${port}, only on ${[...ports].join(', ')}.`];
  return [
    `${name} may not listen on ${port}.`,
    ...(url !== undefined && !/^https?:\/\/[\d.[]/.test(url)
      ? [`The name in ${url} may not resolve where it is asked for.`]
      : []),
  ];
}

/** Seen, and not allowed. */
function whyOpen({ from, to }: EdgeFlow, { snapshot }: Scope): readonly string[] {
  const hosts = (parties: readonly string[]) =>
    new Set(parties.flatMap((party) => workloadNamed(party, snapshot)?.host ?? []));
  const [sources, destinations] = [hosts(from), hosts(to)];
  const shared = [...sources].find((host) => destinations.has(host));
  return shared === undefined ? [] : [`Both are on ${shared}: a path on the host itself may go past Felix.`];
}
