import * as l10n from '@vscode/l10n';
import { podCount } from '../../../app/text/counts';
import * as vscode from 'vscode';
import { connected, type CommandContext, type Connected } from '../../../app/commands';
import { Command } from '../../../app/ids';
import { choose, tell, type Item } from '../../../app/text/window';
import type { NodeOf } from '../../../app/tree-nodes';
import { icons } from '../../../base/text/markup';
import { compiledOf } from '../../../cluster/analysis/compiled';
import { ClusterError } from '../../../cluster/connection/errors';
import { dataOf } from '../../../cluster/model/indexes';
import { resourceNamed } from '../../../cluster/model/resources';
import type { PolicyData, Snapshot } from '../../../cluster/model/snapshot';
import { resourceName } from '../../../policy/resources';
import { askName, storeNew } from '../objects/create';
import { requireRight } from '../objects/right';
import { chooseStart, type Start } from '../objects/start';
import { endOfRow, trafficEnds, type TrafficEnd } from './ends';
import { denialsOf, plansFor, type AllowPlan, type Traffic } from './plans';
import { askPort, portText } from './ports';

/**
 * Allows pods to reach others with a new policy, of the kind that is evaluated before what denies them. Asks for missing
 * details.
 */
export async function allowBetweenPods(
  context: CommandContext,
  from?: NodeOf<'namespace' | 'workload'>,
  to?: NodeOf<'namespace' | 'workload'>,
): Promise<void> {
  const cluster = connected(context);
  const { snapshot } = cluster.store;
  const data = dataOf(snapshot.policy);
  if (!data) return;
  const traffic = await askTraffic(snapshot, data, from, to);
  if (!traffic) return;
  const words = l10n.t('{0} to {1} on {2}', traffic.from.name, traffic.to.name, portText(traffic));
  const denials = denialsOf(traffic, compiledOf(data).model);
  if (denials.size === 0) {
    context.reporter.done(l10n.t('Policy already allows {0}. Nothing was changed.', words));
    return;
  }
  await create(context, cluster, traffic, data, words);
}

async function create(
  context: CommandContext,
  cluster: Connected,
  traffic: Traffic,
  data: PolicyData,
  words: string,
): Promise<void> {
  const plans = plansFor(traffic, data, cluster.store.snapshot);
  if (plans.length === 0) {
    await tellNothingHelps(traffic, words);
    return;
  }
  const title = l10n.t('Allow {0}', words);
  const name = await askName(
    title,
    l10n.t('Name of the new policy'),
    (text) => {
      const taken = plans.flatMap(({ named }) => named(text)).find(({ id }) => resourceNamed(id, data));
      return taken && l10n.t('A policy named {0} already exists.', taken.id.name);
    },
    suggestedName(traffic),
  );
  if (name === undefined) return;
  const placeholder = l10n.t('Select the kind of the policy');
  const starts = plans.map((plan) => startOf(plan, name));
  const policies = await chooseStart(context, { title, placeholder }, starts, () => cluster.store.snapshot);
  if (!policies) return;
  for (const { id } of policies) await requireRight(cluster, { verb: 'create', ...id });
  await storeNew(context, cluster, policies);
}

function startOf({ kind, tier, named }: AllowPlan, name: string): Start {
  const policies = named(name);
  const names = policies.map(({ id }) => resourceName(id)).join(', ');
  return {
    label: kind === 'kubernetes' ? l10n.t('NetworkPolicy of Kubernetes') : l10n.t('Policy of Calico in tier {0}', tier),
    description: names,
    policies,
  };
}

/** Policies that are evaluated first can only be edited, or be preceded by cluster-wide ones. */
async function tellNothingHelps({ from, to, protocol, port }: Traffic, words: string): Promise<void> {
  const explain = { title: l10n.t('Explain Connection…') };
  const chosen = await tell(
    'warning',
    l10n.t(
      'No new policy of a namespace would allow {0}: what denies it is evaluated before them. Nothing was changed. The explanation names it, and the least edits that help.',
      words,
    ),
    explain,
  );
  if (chosen === explain && protocol !== 'SCTP')
    await vscode.commands.executeCommand(Command.explain, {
      from: from.endpoints[0],
      to: to.endpoints[0],
      protocol: protocol.toLowerCase(),
      port,
    });
}

async function askTraffic(
  snapshot: Snapshot,
  data: PolicyData,
  fromRow: NodeOf<'namespace' | 'workload'> | undefined,
  toRow: NodeOf<'namespace' | 'workload'> | undefined,
): Promise<Traffic | undefined> {
  const from = fromRow
    ? requireEnd(fromRow, snapshot)
    : await askEnd(l10n.t('Allow traffic from which pods?'), snapshot);
  if (!from) return undefined;
  const to = toRow
    ? requireEnd(toRow, snapshot)
    : await askEnd(l10n.t('Allow traffic from {0} to which pods?', from.name), snapshot);
  if (!to) return undefined;
  const port = await askPort(l10n.t('Allow Traffic from {0} to {1}', from.name, to.name), to, snapshot, data);
  return port && { from, to, ...port };
}

/** @throws ClusterError if the row has no pods. */
function requireEnd(row: NodeOf<'namespace' | 'workload'>, snapshot: Snapshot): TrafficEnd {
  const end = endOfRow(row, snapshot);
  if (end) return end;
  throw new ClusterError(
    'not-found',
    l10n.t('{0} has no pods that policies can select.', row.kind === 'namespace' ? row.namespace : row.owner),
    l10n.t('Nothing was changed. Policies select running pods by their labels.'),
  );
}

interface EndItem extends Item {
  readonly end: TrafficEnd;
}

async function askEnd(title: string, snapshot: Snapshot): Promise<TrafficEnd | undefined> {
  const items = trafficEnds(snapshot).map((end): EndItem => {
    const pods = podCount(end.endpoints.length);
    const isNamespace = Object.keys(end.labels).length === 0;
    return {
      label: isNamespace ? icons`$(symbol-namespace) ${end.name}` : icons`$(server-process) ${end.name}`,
      description: isNamespace ? l10n.t('namespace · {0}', pods) : pods,
      end,
    };
  });
  return (await choose(items, { title, placeholder: l10n.t('Select a namespace or a workload') }))?.end;
}

/** Of the names of both, as far as a name may be long. */
function suggestedName({ from, to }: Traffic): string {
  const part = ({ name }: TrafficEnd) => name.replace(/^.*\//, '').replace(/[^a-z0-9-]/g, '-');
  return `allow-${part(from)}-to-${part(to)}`.slice(0, 50).replace(/-+$/, '');
}
