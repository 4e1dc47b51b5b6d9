import { compiledOf } from '../../../cluster/analysis/compiled';
import { hostOf, portOf } from '../../../cluster/collector/owner';
import { PROBE_PORT } from '../../../cluster/model/listening-ports';
import { type ConnectionRequest, flowOf } from '../../explanation';
import { judge, passes, type CompiledModel } from '../../../policy/verdict';
import { workloadGroups } from './computed/workload-groups';
import { partiesOf } from './flows';
import type { GraphNode } from '../protocol/elements';
import type { Graph } from '../protocol/state';
import type { Scope } from './scope';

/** So many tasks of an end are all evaluated; of more, one of each kind, up to the maximum. */
const FEW = 8;
const MOST = 32;

/** Two nodes, and optionally one of the URLs that are probed between them. */
export interface NodePair {
  readonly from: string;
  readonly to: string;
  readonly url?: string | undefined;
}

/**
 * Returns the connection to explain for two nodes: on the port of a probe between them (a contradicting one if none is
 * given), else on the port where the second answers. If it has several tasks, uses one that policy denies.
 * @returns undefined if the nodes can't be identified.
 */
export function connectionOf(
  { from, to, url }: NodePair,
  { nodes, edges }: Pick<Graph, 'nodes' | 'edges'>,
  scope: Scope,
): ConnectionRequest | undefined {
  const [source, destination] = [nodes.find(({ id }) => id === from), nodes.find(({ id }) => id === to)];
  const { policy } = scope;
  if (!source || !destination || !policy) return undefined;
  const edge = edges.find((candidate) => candidate.from === from && candidate.to === to);
  const probe =
    edge?.probes.find((candidate) => candidate.url === url) ??
    edge?.probes.find(({ judgement }) => judgement === edge.judgement) ??
    edge?.probes[0];
  const open = edge?.ports?.find(({ protocol = 'tcp' }) => protocol === 'tcp' || protocol === 'udp');
  const protocol = open?.protocol === 'udp' ? 'udp' : 'tcp';
  const port = portFrom(probe?.url, scope) ?? open?.first ?? portOfNode(destination, scope);
  const { model } = compiledOf(policy);
  const pairs = distinct(partiesOf(source, scope), model).flatMap((one) =>
    distinct(partiesOf(destination, scope), model).map((other): ConnectionRequest => ({
      from: one,
      to: other,
      protocol,
      port,
    })),
  );
  return pairs.find((pair) => !passes(judge(flowOf(pair, model), model).enforced)) ?? pairs[0];
}

/** Returns one member of each class, because policy can't tell the others apart except by their addresses. */
function distinct(parties: readonly string[], { directory }: CompiledModel): readonly string[] {
  const classes = new Map<unknown, string>();
  for (const party of parties) {
    const of = directory.member(party)?.class ?? party;
    if (!classes.has(of)) classes.set(of, party);
  }
  return parties.length <= FEW ? parties : [...classes.values()].slice(0, MOST);
}

/** The port where a star answers. */
function portOfNode({ id, url, kind }: GraphNode, scope: Scope): number {
  if (kind === 'collector' && scope.collector) return scope.collector.port;
  const [listening] = kind === 'workload' ? (workloadGroups(scope).get(id)?.listening ?? []) : [];
  return portFrom(url, scope) ?? listening ?? PROBE_PORT;
}

function portFrom(url: string | undefined, { targetAt }: Scope): number | undefined {
  return url === undefined || hostOf(url) === undefined ? undefined : (targetAt(url)?.port ?? portOf(url));
}
