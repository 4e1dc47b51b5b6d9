import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { connected, targets, type CommandContext, type Connected } from '../../../app/commands';
import { Command } from '../../../app/ids';
import type { ResourcePlace } from '../../../app/resource-place';
import { ask, choose, type Item } from '../../../app/text/window';
import { joined } from '../../../base/text/list';
import { ClusterError } from '../../../cluster/connection/errors';
import type { ObjectChange, Rights } from '../../../cluster/connection/rights';
import { resourceObject } from '../../../cluster/etcd/change';
import { dataOf } from '../../../cluster/model/indexes';
import { selectedBy } from '../../../cluster/model/labels';
import { tiersOfObjects } from '../../../cluster/model/object-tiers';
import { resourceNamed } from '../../../cluster/model/resources';
import type { PolicyData, Snapshot } from '../../../cluster/model/snapshot';
import { orderAfter } from '../../../policy/calico1/order';
import { calicoVersionIn, storedPolicyName } from '../../../policy/datastore';
import { type ResourceId, writtenKind } from '../../../policy/resources';
import { newResource } from '../../../policy/documents';
import { isDnsLabel } from '../../../policy/objects/names';
import { newIdentity } from './new-identity';
import { requireRight, withRefusals } from './right';
import { chooseStart, type NewPolicy } from './start';

/** Creates a policy of Calico 3: asks for its scope, name, selector and what it begins with, and opens its document. */
export async function createObjectPolicy(context: CommandContext, args: readonly unknown[]): Promise<void> {
  const cluster = connected(context);
  const policy = () => dataOf(cluster.store.snapshot.policy) ?? NOTHING;
  const [row] = targets(args, context.tree, 'resourceTier');
  const tier = row?.tier ?? (await askTier(policy()));
  if (tier === undefined) return;
  const title = l10n.t('Create Policy in {0}', tier);
  const scope = await askScope(title, policy(), tier, cluster.cluster.rights);
  if (!scope) return;
  await requireRight(cluster, creationIn(scope.id, tier));
  const version = calicoVersionIn(policy().resources?.stored ?? []);
  const idOf = (name: string): ResourceId => ({ ...scope.id, name: storedPolicyName(name, tier, version) });
  const name = await askName(title, l10n.t('Name of the policy'), (text) =>
    resourceNamed(idOf(text), policy()) ? l10n.t('A policy named {0} already exists.', text) : undefined,
  );
  if (name === undefined) return;
  const selector = await ask({
    title,
    prompt: l10n.t('The endpoints that the policy applies to, by their labels.'),
    placeholder: "role == 'db'",
    check: (text) => (selectedBy(text, policy()) ? undefined : l10n.t('“{0}” is not a valid selector.', text)),
  });
  if (selector === undefined) return;
  const id = idOf(name);
  const made = await askStart(context, title, id, { tier, selector: selector.trim() }, () => cluster.store.snapshot);
  if (made) await storeNew(context, cluster, made);
}

/** Creates a tier of Calico 3 after all others that have an order before the default one. */
export async function createObjectTier(context: CommandContext): Promise<void> {
  const cluster = connected(context);
  const policy = dataOf(cluster.store.snapshot.policy) ?? NOTHING;
  const idOf = (name: string): ResourceId => ({ kind: 'Tier', name });
  const name = await askName(l10n.t('Create Tier'), l10n.t('Name of the tier'), (text) =>
    resourceNamed(idOf(text), policy) ? l10n.t('A tier named {0} already exists.', text) : undefined,
  );
  if (name === undefined) return;
  const before = tiersOfObjects(policy).filter(({ order }) => order < DEFAULT_ORDER);
  const spec = { order: Math.min(orderAfter(before), DEFAULT_ORDER - 1), defaultAction: 'Pass' };
  const made = newResource(idOf(name), spec, newIdentity(cluster.store.snapshot));
  await storeNew(context, cluster, [{ id: idOf(name), made }]);
}

const NOTHING: PolicyData = { profiles: [], endpoints: [], pools: [] };

/** The order of the tier `default`. */
const DEFAULT_ORDER = 1_000_000;

/**
 * Stores new objects, one after the other, and opens the document of the first.
 * @throws ClusterError if there is one of that name. Those before it stay, and are named.
 */
export async function storeNew(
  context: CommandContext,
  { cluster, store: snapshots }: Connected,
  objects: readonly NewPolicy[],
): Promise<void> {
  const done: string[] = [];
  for (const { id, made } of objects) {
    const created = await cluster.objects.replace(resourceObject(id), undefined, made.json);
    if (created.kind !== 'done')
      throw new ClusterError(
        'conflict',
        l10n.t('A {0} named {1} already exists.', writtenKind(id.kind), id.name),
        done.length === 0
          ? l10n.t('Nothing was changed. Choose another name.')
          : l10n.t('{0} was created before. Choose another name for the rest.', joined(done)),
      );
    done.push(id.name);
    context.reporter.done(l10n.t('Created {0} {1}.', writtenKind(id.kind), id.name));
  }
  const [first] = objects;
  if (!first) return;
  await snapshots
    .when(({ policy }) => resourceNamed(first.id, dataOf(policy)) !== undefined, AbortSignal.timeout(PATIENCE))
    .catch(() => undefined);
  const place: ResourcePlace = { resource: first.id, path: [] };
  await vscode.commands.executeCommand(Command.openRules, place);
}

/** Milliseconds to wait for a created object. */
const PATIENCE = 5_000;

interface TierItem extends Item {
  readonly tier: string;
}

async function askTier(policy: PolicyData): Promise<string | undefined> {
  const tiers = tiersOfObjects(policy);
  const items: readonly TierItem[] = [
    ...tiers.map(({ name }) => ({ label: name, tier: name })),
    ...(tiers.some(({ name }) => name === 'default') ? [] : [{ label: 'default', tier: 'default' }]),
  ];
  if (items.length === 1) return items[0]?.tier;
  return (await choose(items, { title: l10n.t('Create a policy in which tier?') }))?.tier;
}

interface ScopeItem extends Item {
  readonly id: Omit<ResourceId, 'name'>;
}

function creationIn({ kind, namespace }: ScopeItem['id'], tier: string): ObjectChange {
  return { verb: 'create', kind, ...(namespace !== undefined && { namespace }), tier };
}

async function askScope(
  title: string,
  { resources }: PolicyData,
  tier: string,
  rights: Rights | undefined,
): Promise<ScopeItem | undefined> {
  const namespaces = new Set(
    (resources?.stored ?? []).flatMap(({ id }) => (id.kind === 'Namespace' ? id.name : (id.namespace ?? []))),
  );
  const items: readonly ScopeItem[] = [
    { label: l10n.t('The whole cluster'), description: 'GlobalNetworkPolicy', id: { kind: 'GlobalNetworkPolicy' } },
    ...[...namespaces].sort().map((namespace): ScopeItem => ({
      label: l10n.t('Namespace {0}', namespace),
      description: 'NetworkPolicy',
      id: { kind: 'NetworkPolicy', namespace },
    })),
  ];
  const marked = await withRefusals(items, rights, ({ id }) => creationIn(id, tier));
  return choose(marked, { title, placeholder: l10n.t('Select where the policy applies') });
}

/** Asks for the name of a new object. @param isTaken Returns why a name can't be used. */
export function askName(
  title: string,
  prompt: string,
  isTaken: (name: string) => string | undefined,
  value = '',
): Promise<string | undefined> {
  return ask({
    title,
    prompt,
    value,
    selected: true,
    check: (text) =>
      isDnsLabel(text) ? isTaken(text) : l10n.t('Use lowercase letters, digits and dashes, with no dash at the ends.'),
  });
}

/** Asks for the first rules: a policy without rules shuts off whatever it selects. */
function askStart(
  context: CommandContext,
  title: string,
  id: ResourceId,
  head: { readonly tier: string; readonly selector: string },
  current: () => Snapshot,
): Promise<readonly NewPolicy[] | undefined> {
  const types = ['Ingress', 'Egress'];
  const rules = [{ action: 'Pass' }];
  const made = (spec: object) => [{ id, made: newResource(id, { ...head, ...spec, types }, newIdentity(current())) }];
  const starts = [
    {
      label: l10n.t('Pass to the next tier'),
      description: l10n.t('a rule Pass in both directions'),
      policies: made({ ingress: rules, egress: rules }),
    },
    {
      label: l10n.t('No rules'),
      description: l10n.t('what no other policy of the tier allows is dropped'),
      policies: made({}),
    },
  ];
  const placeholder = l10n.t('Select the rules that the policy begins with');
  return chooseStart(context, { title, placeholder }, starts, current);
}
