import * as l10n from '@vscode/l10n';
import type { CommandContext } from '../../../app/commands';
import { choose, type Item } from '../../../app/text/window';
import { icons } from '../../../base/text/markup';
import type { Snapshot } from '../../../cluster/model/snapshot';
import type { NewResource } from '../../../policy/documents';
import type { ResourceId } from '../../../policy/resources';
import { effectSummary } from '../../preview';

/** What a new policy can begin with. */
interface Start extends Item {
  readonly made: NewResource;
}

/** Asks what a new policy begins with. Tells what each choice opens and closes, and previews the one in focus. */
export async function chooseStart(
  { previews }: Pick<CommandContext, 'previews'>,
  title: string,
  id: ResourceId,
  starts: readonly Start[],
  current: () => Snapshot,
): Promise<NewResource | undefined> {
  const { draftOf } = await import('../../../app/preview/analysis');
  const draft = ({ object }: NewResource) => draftOf(l10n.t('The policy {0}', id.name), [], [], [], [{ id, object }]);
  const items = starts.map((start) => {
    const effect = draft(start.made).effectIn(current());
    return { ...start, ...(effect && { detail: icons`$(eye) ${effectSummary(effect, current())}` }) };
  });
  const owner = {};
  try {
    const chosen = await choose(items, {
      title,
      placeholder: l10n.t('Select the rules that the policy begins with'),
      look: (item) => previews.show(owner, draft(item.made)),
    });
    return chosen?.made;
  } finally {
    previews.hide(owner);
  }
}
