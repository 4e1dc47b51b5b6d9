import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { formatTime, formatWhen } from '../../base/age';
import { icons } from '../../base/text/markup';
import { present } from '../../app/text/focus';
import { choose, createList, entry as listed, type Item } from '../../app/text/window';
import type { HistoryEntry } from './entry';
import { undoneBy } from './undo';

/** The actions for a history entry. */
export type EntryAction = 'compare' | 'compareNow' | 'compareOther' | 'restoreAfter' | 'restoreBefore';

const compareButton = (): vscode.QuickInputButton => ({
  iconPath: new vscode.ThemeIcon('diff'),
  tooltip: l10n.t('Compare Before and After'),
});
const restoreButton = (): vscode.QuickInputButton => ({
  iconPath: new vscode.ThemeIcon('history'),
  tooltip: l10n.t('Restore This State'),
});

const actions = (): readonly (Item & { readonly action: EntryAction })[] => [
  { label: icons`$(diff) ${l10n.t('Compare Before and After')}`, action: 'compare' },
  { label: icons`$(diff) ${l10n.t('Compare with Now')}`, action: 'compareNow' },
  { label: icons`$(diff) ${l10n.t('Compare with Another State…')}`, action: 'compareOther' },
  {
    label: icons`$(history) ${l10n.t('Restore This State')}`,
    description: l10n.t('as it was after the change'),
    action: 'restoreAfter',
  },
  {
    label: icons`$(discard) ${l10n.t('Restore the State Before')}`,
    description: l10n.t('as it was before the change'),
    action: 'restoreBefore',
  },
];

interface EntryItem extends Item {
  readonly entry: HistoryEntry;
}

/** Shows entries, newest first, and asks what to do with the selected one. Buttons compare and restore it. */
export async function chooseEntry(
  entries: readonly HistoryEntry[],
  title: string,
): Promise<{ readonly entry: HistoryEntry; readonly action: EntryAction } | undefined> {
  const chosen = await pickEntry(entries, title);
  const action = chosen && (chosen.action ?? (await askAction(chosen.entry.label)));
  return action && { entry: chosen.entry, action };
}

/** Returns the selected entry and, for a button, its action. */
function pickEntry(
  entries: readonly HistoryEntry[],
  title: string,
): Promise<{ readonly entry: HistoryEntry; readonly action?: EntryAction } | undefined> {
  const picker = createList<EntryItem>({
    title,
    placeholder: l10n.t('Select a change to see what you can do with it'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  const [compare, restore] = [compareButton(), restoreButton()];
  picker.items = itemsOf(entries, [compare, restore]).map(listed);
  return new Promise((resolve) => {
    picker.onDidTriggerItemButton(
      ({
        item: {
          of: { entry },
        },
        button,
      }) => {
        if (button !== compare && button !== restore) return;
        resolve({ entry, action: button === compare ? 'compare' : 'restoreAfter' });
        picker.hide();
      },
    );
    picker.onDidAccept(() => {
      const [item] = picker.activeItems;
      resolve(item && { entry: item.of.entry });
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    void present(picker);
  });
}

async function askAction(title: string): Promise<EntryAction | undefined> {
  return (await choose(actions(), { title }))?.action;
}

/** Asks for the entry to compare with. */
export async function chooseOther(entries: readonly HistoryEntry[]): Promise<HistoryEntry | undefined> {
  const chosen = await choose(itemsOf(entries, []), {
    title: l10n.t('Compare with the state after which change?'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return chosen?.entry;
}

function itemsOf(entries: readonly HistoryEntry[], buttons: readonly vscode.QuickInputButton[]): readonly EntryItem[] {
  const now = Date.now();
  const undone = undoneBy(entries);
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  return entries.toReversed().map((entry) => {
    const taken = entry.undoes === undefined ? undefined : byId.get(entry.undoes);
    const label =
      entry.undoes === undefined
        ? icons`$(edit) ${entry.label}`
        : icons`$(discard) ${l10n.t('Undo: {0}', taken?.label ?? entry.label)}`;
    return {
      label,
      description: undone.has(entry.id) ? l10n.t('{0} · undone', entry.name) : entry.name,
      detail: formatWhen(Date.parse(entry.at), now),
      buttons,
      entry,
    };
  });
}

/** Formats an entry's time for the title of a document, which stays as it is. */
export function timeOf({ at }: HistoryEntry): string {
  return formatTime(Date.parse(at), Date.now());
}
