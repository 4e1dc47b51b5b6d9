import * as l10n from '@vscode/l10n';
import { podCount } from '../../../app/text/counts';
import { connected, targets, type CommandContext } from '../../../app/commands';
import type { ObjectChange, Rights } from '../../../cluster/connection/rights';
import { choose, type Item } from '../../../app/text/window';
import type { NodeOf } from '../../../app/tree-nodes';
import { dataOf } from '../../../cluster/model/indexes';
import { resourceNamed } from '../../../cluster/model/resources';
import type { PolicyData, Snapshot } from '../../../cluster/model/snapshot';
import { NAMESPACE_LABEL } from '../../../policy/model/labels';
import { newResource } from '../../../policy/documents';
import { authoredLabels } from '../../../policy/kubernetes/pod-owner';
import type { ResourceId } from '../../../policy/resources';
import { askName, createObjectPolicy, storeNew } from './create';
import { requireRight, withRefusals } from './right';
import { chooseStart, type NewPolicy } from './start';

/**
 * Creates a policy in a Kubernetes cluster, of Calico or of Kubernetes: what the row holds, else asks if both can be
 * created.
 */
export async function createPolicyInKubernetes(context: CommandContext, args: readonly unknown[]): Promise<void> {
  const [row] = targets(args, context.tree, 'namespace', 'resourceTier');
  const stored = dataOf(connected(context).store.snapshot.policy)?.resources?.stored ?? [];
  // Calico's API always has tiers.
  const hasCalico = stored.some(({ id }) => id.kind === 'Tier');
  const kind = await kindFor(row, hasCalico);
  if (kind === 'calico') await createObjectPolicy(context, args);
  else if (kind === 'kubernetes') await createNetworkPolicy(context, args);
}

type PolicyKind = 'calico' | 'kubernetes';

async function kindFor(
  row: NodeOf<'namespace' | 'resourceTier'> | undefined,
  hasCalico: boolean,
): Promise<PolicyKind | undefined> {
  if (!hasCalico || row?.kind === 'namespace') return 'kubernetes';
  // Policies of Kubernetes are in the tier default.
  if (row && row.tier !== 'default') return 'calico';
  const items: readonly (Item & { readonly kind: PolicyKind })[] = [
    {
      label: l10n.t('NetworkPolicy of Kubernetes'),
      description: l10n.t('isolates pods of a namespace and allows'),
      kind: 'kubernetes',
    },
    {
      label: l10n.t('Policy of Calico'),
      description: l10n.t('has an order, allows, denies and passes'),
      kind: 'calico',
    },
  ];
  return (await choose(items, { title: l10n.t('Create a policy of which kind?') }))?.kind;
}

/** Creates a policy of Kubernetes: asks for its namespace, name, pods and what it begins with, and opens its document. */
async function createNetworkPolicy(context: CommandContext, args: readonly unknown[]): Promise<void> {
  const cluster = connected(context);
  const policy = () => dataOf(cluster.store.snapshot.policy);
  const title = l10n.t('Create Policy');
  const [row] = targets(args, context.tree, 'namespace');
  const namespace = row?.namespace ?? (await askNamespace(title, policy(), cluster.cluster.rights));
  if (namespace === undefined) return;
  await requireRight(cluster, creationIn(namespace));
  const idOf = (name: string): ResourceId => ({ kind: 'KubernetesNetworkPolicy', namespace, name });
  const name = await askName(title, l10n.t('Name of the policy'), (text) =>
    resourceNamed(idOf(text), policy()) ? l10n.t('A policy named {0} already exists.', text) : undefined,
  );
  if (name === undefined) return;
  const pods = await askPods(title, namespace, policy());
  if (!pods) return;
  const made = await askStart(context, title, idOf(name), pods.podSelector, () => cluster.store.snapshot);
  if (made) await storeNew(context, cluster, made);
}

interface NamespaceItem extends Item {
  readonly namespace: string;
}

function creationIn(namespace: string): ObjectChange {
  return { verb: 'create', kind: 'KubernetesNetworkPolicy', namespace };
}

/** Asks for a namespace. Those in which the person may not create policies are told apart. */
async function askNamespace(
  title: string,
  policy: PolicyData | undefined,
  rights: Rights | undefined,
): Promise<string | undefined> {
  const stored = policy?.resources?.stored ?? [];
  const names = new Set(stored.flatMap(({ id }) => (id.kind === 'Namespace' ? id.name : (id.namespace ?? []))));
  const items = [...names].sort().map((namespace): NamespaceItem => ({ label: namespace, namespace }));
  const marked = await withRefusals(items, rights, ({ namespace }) => creationIn(namespace));
  const chosen = await choose(marked, { title, placeholder: l10n.t('Select the namespace of the policy') });
  return chosen?.namespace;
}

interface PodsItem extends Item {
  readonly podSelector: object;
}

/** Asks for pods, by the labels that their authors wrote. */
async function askPods(
  title: string,
  namespace: string,
  policy: PolicyData | undefined,
): Promise<PodsItem | undefined> {
  const counts = new Map<string, { readonly labels: Readonly<Record<string, string>>; count: number }>();
  const inside = (policy?.endpoints ?? []).filter(({ labels }) => labels?.[NAMESPACE_LABEL] === namespace);
  for (const { labels = {} } of inside)
    for (const [key, value] of authoredLabels(labels)) {
      const known = counts.get(`${key}=${value}`) ?? { labels: { [key]: value }, count: 0 };
      counts.set(`${key}=${value}`, { ...known, count: known.count + 1 });
    }
  const all: PodsItem = {
    label: l10n.t('All pods of {0}', namespace),
    description: String(inside.length),
    podSelector: {},
  };
  const labeled = [...counts].map(([label, { labels, count }]): PodsItem => ({
    label,
    description: podCount(count),
    podSelector: { matchLabels: labels },
  }));
  return choose([all, ...labeled], { title, placeholder: l10n.t('Select the pods that the policy applies to') });
}

/** Asks for the first rules: a policy isolates the pods that it selects. */
function askStart(
  context: CommandContext,
  title: string,
  id: ResourceId,
  podSelector: object,
  current: () => Snapshot,
): Promise<readonly NewPolicy[] | undefined> {
  const made = (spec: object) => [{ id, made: newResource(id, { podSelector, ...spec }, {}) }];
  const starts = [
    {
      label: l10n.t('Isolate ingress'),
      description: l10n.t('nothing may connect to the pods'),
      policies: made({ policyTypes: ['Ingress'] }),
    },
    {
      label: l10n.t('Allow from the same namespace'),
      description: l10n.t('everything else is dropped'),
      policies: made({ policyTypes: ['Ingress'], ingress: [{ from: [{ podSelector: {} }] }] }),
    },
    {
      label: l10n.t('Isolate egress, except DNS'),
      description: l10n.t('the pods may only ask for names'),
      policies: made({
        policyTypes: ['Egress'],
        egress: [
          {
            ports: [
              { protocol: 'UDP', port: 53 },
              { protocol: 'TCP', port: 53 },
            ],
          },
        ],
      }),
    },
  ];
  const placeholder = l10n.t('Select the rules that the policy begins with');
  return chooseStart(context, { title, placeholder }, starts, current);
}
