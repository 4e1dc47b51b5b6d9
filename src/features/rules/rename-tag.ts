import * as l10n from '@vscode/l10n';
import { connected, targets, type CommandContext, type Connected } from '../../app/commands';
import { editProfile, isMapped, requireProfile } from '../../app/policy-edit';
import { editPolicyRules } from '../../app/tier-edit';
import { ask, confirm } from '../../app/text/window';
import { dataOf, networksOf } from '../../cluster/model/indexes';
import { addTag } from '../../policy/calico1/edit';
import { displayName, storedName } from '../../policy/calico1/names';
import type { Profile } from '../../policy/calico1/profile';
import { effectSummary } from '../preview';
import { planTagRename, replacedTag, withTag, type TagRename } from './tag-rename-plan';
import { askTag } from './tags';

/** A tag to rename, by stored names. */
interface Renaming {
  readonly profile: Profile;
  readonly from: string;
  readonly to: string;
}

/** Renames a tag of a profile, and the rules that refer to it, after a confirmation with a preview of the effect. */
export async function renameTag(context: CommandContext, args: readonly unknown[]): Promise<void> {
  const cluster = connected(context);
  const { snapshot } = cluster.store;
  const networks = networksOf(snapshot);
  const [row] = targets(args, context.tree, 'tag');
  const [chosen] = row
    ? [row]
    : await askTag(context, l10n.t('Rename a tag of which profile?'), l10n.t('Rename which tag?'));
  if (!chosen) return;
  const profile = requireProfile(chosen.profile, snapshot);
  const old = displayName(chosen.tag, networks);
  const stored = (text: string) => (isMapped(profile.name, snapshot) ? storedName(text.trim(), networks) : text.trim());
  const typed = await ask({
    title: l10n.t('Rename Tag {0}', old),
    prompt: l10n.t('Rules that refer to the tag change with it, if no other profile has it.'),
    value: old,
    selected: true,
    check: (text) => {
      const result = addTag(profile, stored(text));
      if (result.kind === 'invalid') return result.reason;
      return result.kind === 'already-present' && stored(text) !== chosen.tag
        ? l10n.t('{0} already has the tag {1}.', displayName(profile.name, networks), text.trim())
        : undefined;
    },
  });
  const data = dataOf(cluster.store.snapshot.policy);
  if (typed === undefined || stored(typed) === chosen.tag || !data) return;
  const renaming = { profile, from: chosen.tag, to: stored(typed) };
  const plan = planTagRename(data, profile.name, renaming.from, renaming.to);
  if (!(await mayRename(context, cluster, plan, old, typed.trim()))) return;
  await cluster.cluster.guard.asOne(l10n.t('rename the tag {0} to {1}', old, typed.trim()), () =>
    apply(cluster, plan, renaming),
  );
  context.reporter.done(l10n.t('Renamed the tag {0} to {1}.', old, typed.trim()));
}

/** Asks, while views preview the effect. */
async function mayRename(
  { previews }: CommandContext,
  cluster: Connected,
  plan: TagRename,
  from: string,
  to: string,
): Promise<boolean> {
  const { draftOf } = await import('../../app/preview/analysis');
  const { snapshot } = cluster.store;
  const policies = plan.policies.map((policy) => ({ tier: policy.tier, name: policy.name, policy }));
  const draft = draftOf(l10n.t('The tag {0} as {1}', from, to), plan.profiles, [], policies);
  const effect = await draft.effectIn(snapshot);
  const verb = l10n.t('Rename Tag');
  previews.show(plan, draft);
  try {
    return (
      (await confirm(
        l10n.t('Rename the tag {0} to {1}?', from, to),
        [describe(plan, snapshot), ...(effect ? [l10n.t('This {0}.', effectSummary(effect, snapshot))] : [])].join(
          '\n\n',
        ),
        cluster,
        verb,
      )) === verb
    );
  } finally {
    previews.hide(plan);
  }
}

function describe({ rules, sharedWith }: TagRename, snapshot: Connected['store']['snapshot']): string {
  const others = sharedWith.map((name) => displayName(name, networksOf(snapshot))).join(', ');
  if (sharedWith.length > 0)
    return l10n.t(
      '{0} also has the tag, so rules go on referring to the old name and no longer match this profile.',
      others,
    );
  if (rules === 0) return l10n.t('No rule refers to it.');
  return rules === 1
    ? l10n.t('1 rule that refers to it changes, too.')
    : l10n.t('{0} rules that refer to it change, too.', rules);
}

/** Endpoints have both tags until no rule refers to the old one, so that nothing is dropped in between. */
async function apply(cluster: Connected, plan: TagRename, { profile: { name }, from, to }: Renaming): Promise<void> {
  await editProfile(cluster, name, (current) =>
    current.tags.includes(from)
      ? { kind: 'changed', profile: { ...current, tags: [...new Set([...current.tags, to])] } }
      : { kind: 'not-found' },
  );
  const withRules = (profile: Profile): Profile => ({
    ...profile,
    inbound: withTag(profile.inbound, from, to),
    outbound: withTag(profile.outbound, from, to),
  });
  for (const { name: other } of plan.profiles)
    if (other !== name)
      await editProfile(cluster, other, (current) => ({ kind: 'changed', profile: withRules(current) }));
  for (const policy of plan.policies)
    for (const direction of ['inbound', 'outbound'] as const)
      await editPolicyRules(cluster, policy, direction, (rules) => ({
        kind: 'changed',
        rules: withTag(rules, from, to),
      }));
  await editProfile(cluster, name, (current) => {
    const followed = plan.sharedWith.length === 0 ? withRules(current) : current;
    const tags = current.tags.filter((tag) => tag !== to);
    return { kind: 'changed', profile: { ...followed, tags: replacedTag(tags, from, to) } };
  });
}
