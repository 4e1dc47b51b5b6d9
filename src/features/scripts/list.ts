import * as vscode from 'vscode';
import type { Disposable } from '../../base/emitter';
import { Command } from '../../app/ids';
import type { Preview } from '../../app/preview/previews';
import { effectInLines } from '../preview/words';
import { icons } from '../../base/text/markup';
import { createList, entry, type Entry, type Item } from '../../app/text/window';
import type { CommandContext } from '../../app/commands';
import { plannedProfiles } from './changes';
import type { Plan, PlannedLine } from './plan';

const ICONS: Record<PlannedLine['effect'], string> = {
  changes: 'edit',
  nothing: 'circle-outline',
  fails: 'error',
  skipped: 'debug-step-over',
};

/** As many connections of either kind as the list shows. */
const LISTED = 8;

/** What the list is first of all about: running the plan, or looking at what it would do. */
export type Purpose = 'run' | 'preview';

/**
 * Shows what a plan would open and close, and what each of its lines does. While the list is there, views show the
 * effect as a preview. The list is there at once, so that it has the keyboard from whatever input was before it.
 * @returns whether the plan is to be run.
 */
export function confirmPlan(
  coming: Promise<Plan>,
  cluster: string,
  purpose: Purpose,
  { previews, session }: CommandContext,
): Promise<boolean> {
  const placeholder =
    purpose === 'run'
      ? 'Enter runs the plan, Escape leaves everything as it is'
      : '“Run” runs the script, Escape withdraws the preview';
  const picker = createList({
    title: purpose === 'run' ? `Plan for ${cluster}` : `Preview for ${cluster}`,
    placeholder,
    ignoreFocusOut: true,
    matchOnDetail: true,
  });
  picker.buttons = [SHOW_GRAPH];
  picker.busy = true;
  let run: Entry | undefined;
  let subscription: Disposable | undefined;
  let gone = false;
  const fill = async () => {
    const [plan, { draftOf }] = await Promise.all([coming, import('../../app/preview/analysis')]);
    if (gone) return;
    const { profiles, removed } = plannedProfiles(plan);
    const first = (run = entry(runEntry(plan, cluster)));
    const show = () => {
      const effects = effectEntries(previews.of(picker)).map(entry);
      picker.items = [
        first,
        separator('What it opens and closes'),
        ...effects,
        separator('What each line does'),
        ...plan.lines.map((line) => entry(lineEntry(line))),
      ];
      picker.activeItems = purpose === 'run' ? [first] : effects.slice(0, 1);
    };
    subscription = previews.onDidChange(show);
    previews.show(picker, draftOf('a script', profiles, removed));
    picker.busy = false;
    // What is set is told to the editor a turn later, but at once with this: Enter may come before.
    picker.show();
  };
  return new Promise((resolve, reject) => {
    picker.onDidTriggerButton(() => void vscode.commands.executeCommand(Command.showGraph));
    picker.onDidAccept(() => {
      if (run === undefined || picker.activeItems[0] !== run) return;
      resolve(true);
      picker.hide();
    });
    picker.onDidHide(() => {
      gone = true;
      subscription?.dispose();
      previews.hide(picker);
      picker.dispose();
      resolve(false);
    });
    picker.show();
    fill().catch((error: unknown) => {
      reject(error instanceof Error ? error : new Error(String(error)));
      picker.hide();
    });
  });

  function effectEntries(preview: Preview | undefined): readonly Item[] {
    if (!preview || !session.snapshot)
      return [
        {
          label: icons`$(question) Not known`,
          detail: 'The policy of the cluster is not known now.',
          alwaysShow: true,
        },
      ];
    const { opens, closes, caveat } = effectInLines(preview.effect, session.snapshot, LISTED);
    const entries: readonly Item[] = [
      ...opens.map((line) => ({ label: icons`$(add) ${line}`, description: 'opens', alwaysShow: true })),
      ...closes.map((line) => ({ label: icons`$(remove) ${line}`, description: 'closes', alwaysShow: true })),
    ];
    const [first = { label: icons`$(circle-outline) Opens and closes nothing`, alwaysShow: true }, ...more] = entries;
    return [{ ...first, ...(caveat !== '' && { detail: caveat }) }, ...more];
  }
}

const SHOW_GRAPH: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('star-full'), tooltip: 'Show Graph' };

function runEntry({ lines }: Plan, cluster: string): Item {
  const changes = lines.filter(({ effect }) => effect === 'changes').length;
  const fails = lines.some(({ effect }) => effect === 'fails');
  return {
    label: fails ? icons`$(play) Run up to the first failure` : icons`$(play) Run`,
    description: `${changes} of ${lines.length} lines change ${cluster}`,
    alwaysShow: true,
  };
}

function lineEntry({ line, effect, summary }: PlannedLine): Item {
  return { label: icons`$(${ICONS[effect]}) ${line.text}`, detail: summary, alwaysShow: true };
}

function separator(label: string): Entry {
  return entry({ label, separator: true });
}
