import * as vscode from 'vscode';
import { icons } from '../../base/text/markup';
import { choose, createList, entry as listed, type Item } from '../../app/text/window';
import type { HistoryEntry } from './entry';
import { undoneBy } from './undo';

/** What can be done with an entry of the history. */
export type EntryAction = 'compare' | 'compareNow' | 'compareOther' | 'restoreAfter' | 'restoreBefore';

const COMPARE: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('diff'),
  tooltip: 'Compare Before and After',
};
const RESTORE: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('history'), tooltip: 'Restore This State' };

const ACTIONS: readonly (Item & { readonly action: EntryAction })[] = [
  { label: icons`$(diff) Compare Before and After`, action: 'compare' },
  { label: icons`$(diff) Compare with Now`, action: 'compareNow' },
  { label: icons`$(diff) Compare with Another State…`, action: 'compareOther' },
  { label: icons`$(history) Restore This State`, description: 'as it was after the change', action: 'restoreAfter' },
  {
    label: icons`$(discard) Restore the State Before`,
    description: 'as it was before the change',
    action: 'restoreBefore',
  },
];

interface EntryItem extends Item {
  readonly entry: HistoryEntry;
}

/** Shows entries, newest first, and asks what to do with one; each can be compared and restored by its buttons. */
export async function chooseEntry(
  entries: readonly HistoryEntry[],
  title: string,
): Promise<{ readonly entry: HistoryEntry; readonly action: EntryAction } | undefined> {
  const chosen = await pickEntry(entries, title);
  const action = chosen && (chosen.action ?? (await askAction(chosen.entry.label)));
  return action && { entry: chosen.entry, action };
}

/** The entry that was chosen, and with a button what to do with it. */
function pickEntry(
  entries: readonly HistoryEntry[],
  title: string,
): Promise<{ readonly entry: HistoryEntry; readonly action?: EntryAction } | undefined> {
  const picker = createList<EntryItem>({
    title,
    placeholder: 'Enter shows what can be done with a change',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  picker.items = itemsOf(entries, [COMPARE, RESTORE]).map(listed);
  return new Promise((resolve) => {
    picker.onDidTriggerItemButton(
      ({
        item: {
          of: { entry },
        },
        button,
      }) => {
        if (button !== COMPARE && button !== RESTORE) return;
        resolve({ entry, action: button === COMPARE ? 'compare' : 'restoreAfter' });
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
    picker.show();
  });
}

async function askAction(title: string): Promise<EntryAction | undefined> {
  return (await choose(ACTIONS, { title }))?.action;
}

/** Asks for the entry whose state shall be compared. */
export async function chooseOther(entries: readonly HistoryEntry[]): Promise<HistoryEntry | undefined> {
  const chosen = await choose(itemsOf(entries, []), {
    title: 'Compare with the state after which change?',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return chosen?.entry;
}

function itemsOf(entries: readonly HistoryEntry[], buttons: readonly vscode.QuickInputButton[]): readonly EntryItem[] {
  const undone = undoneBy(entries);
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  return entries.toReversed().map((entry) => {
    const taken = entry.undoes === undefined ? undefined : byId.get(entry.undoes);
    const label =
      entry.undoes === undefined
        ? icons`$(edit) ${entry.label}`
        : icons`$(discard) Undo: ${taken?.label ?? entry.label}`;
    return {
      label,
      description: undone.has(entry.id) ? `${entry.name} · undone` : entry.name,
      detail: timeOf(entry),
      buttons,
      entry,
    };
  });
}

/** When an entry was made, in the person's own way of writing times. */
export function timeOf({ at }: HistoryEntry): string {
  return new Date(at).toLocaleString();
}
