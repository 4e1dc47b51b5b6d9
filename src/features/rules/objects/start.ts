import * as l10n from '@vscode/l10n';
import type { CommandContext } from '../../../app/commands';
import { choose, type Item } from '../../../app/text/window';
import { icons } from '../../../base/text/markup';
import type { Snapshot } from '../../../cluster/model/snapshot';
import type { NewResource } from '../../../policy/documents';
import type { ResourceId } from '../../../policy/resources';
import { effectSummary } from '../../preview';

/** A policy that does not exist yet. */
export interface NewPolicy {
  readonly id: ResourceId;
  readonly made: NewResource;
}

/** What new policies can begin with. */
export interface Start extends Item {
  readonly policies: readonly NewPolicy[];
}

/** Asks what new policies begin with. Tells what each choice opens and closes, and previews the one in focus. */
export async function chooseStart(
  { previews }: Pick<CommandContext, 'previews'>,
  heading: { readonly title: string; readonly placeholder: string },
  starts: readonly Start[],
  current: () => Snapshot,
): Promise<readonly NewPolicy[] | undefined> {
  const { draftOf } = await import('../../../app/preview/analysis');
  const draft = (policies: readonly NewPolicy[]) => {
    const resources = policies.map(({ id, made }) => ({ id, object: made.object }));
    return draftOf(l10n.t('The policy {0}', policies[0]?.id.name ?? ''), [], [], [], resources);
  };
  const itemOf = async (start: Start) => {
    const effect = await draft(start.policies).effectIn(current());
    return { ...start, ...(effect && { detail: icons`$(eye) ${effectSummary(effect, current())}` }) };
  };
  const items = await Promise.all(starts.map(itemOf));
  const owner = {};
  try {
    const chosen = await choose(items, { ...heading, look: (item) => previews.show(owner, draft(item.policies)) });
    return chosen?.policies;
  } finally {
    previews.hide(owner);
  }
}
