import * as l10n from '@vscode/l10n';
import { writtenKind } from '../../../../policy/resources';
import type { ResourcePlace } from '../../../../app/resource-place';
import { choose, type Item } from '../../../../app/text/window';
import type { NodeOf } from '../../../../app/tree-nodes';
import { dataOf, networksOf } from '../../../../cluster/model/indexes';
import { tiersOfObjects } from '../../../../cluster/model/object-tiers';
import { policiesOfTier } from '../../../../cluster/model/policies';
import type { Snapshot } from '../../../../cluster/model/snapshot';
import { tiersOf } from '../../../../cluster/model/tiers';
import { displayName } from '../../../../policy/calico1/names';
import { schemaOf } from '../../../../policy/documents';

/** What has a document: a profile or policy of Calico 1, or an object of Calico 3. */
type Choice = NodeOf<'profile' | 'brokenProfile' | 'policy' | 'brokenPolicy'> | ResourcePlace;

interface ChoiceItem extends Item {
  readonly label: string;
  readonly description?: string;
  readonly opens: Choice;
}

/** Asks for a document to open. */
export async function askForRules(snapshot: Snapshot): Promise<readonly Choice[]> {
  const items = choicesIn(snapshot);
  const title = items.every(({ opens }) => 'kind' in opens && opens.kind.endsWith('rofile'))
    ? l10n.t('Open the rules of which profile?')
    : l10n.t('Open the rules of which policy or profile?');
  const chosen = await choose<ChoiceItem>(items, { title });
  return chosen ? [chosen.opens] : [];
}

/** Returns all that has a document: policies in the order in which they decide, then the rest. */
export function choicesIn(snapshot: Snapshot): readonly ChoiceItem[] {
  const policy = dataOf(snapshot.policy);
  if (!policy) return [];
  if (policy.resources) return objectsIn(policy.resources.stored, tiersOfObjects(policy));
  const profiles = policy.profiles.map(({ kind, name }): ChoiceItem => ({
    label: displayName(name, networksOf(snapshot)),
    ...(kind === 'broken' && { description: l10n.t('can’t be read') }),
    opens: { kind: kind === 'broken' ? 'brokenProfile' : 'profile', profile: name },
  }));
  const policies = tiersOf(policy).flatMap(({ name: tier }) =>
    policiesOfTier(tier, policy).map(({ kind, name }): ChoiceItem => ({
      label: name,
      description: kind === 'broken' ? l10n.t('can’t be read') : l10n.t('policy of the tier {0}', tier),
      opens: { kind: kind === 'broken' ? 'brokenPolicy' : 'policy', tier, policy: name },
    })),
  );
  return [...policies, ...profiles];
}

function objectsIn(
  stored: readonly { readonly id: ResourcePlace['resource'] }[],
  tiers: ReturnType<typeof tiersOfObjects>,
): readonly ChoiceItem[] {
  const nameOf = ({ namespace, name }: ResourcePlace['resource']) =>
    namespace === undefined ? name : `${namespace}/${name}`;
  const policies = tiers.flatMap(({ name: tier, policies: ids }) =>
    ids.map((resource): ChoiceItem => ({
      label: nameOf(resource),
      description: l10n.t('{0} of the tier {1}', writtenKind(resource.kind), tier),
      opens: { resource, path: [] },
    })),
  );
  const listed = new Set(tiers.flatMap(({ policies: ids }) => ids.map((id) => `${id.kind} ${nameOf(id)}`)));
  const others = stored.flatMap(({ id }): readonly ChoiceItem[] =>
    schemaOf(id.kind) && !listed.has(`${id.kind} ${nameOf(id)}`)
      ? [{ label: nameOf(id), description: id.kind, opens: { resource: id, path: [] } }]
      : [],
  );
  return [...policies, ...others];
}
