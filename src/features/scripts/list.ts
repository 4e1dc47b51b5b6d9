import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Disposable } from '../../base/emitter';
import { Command } from '../../app/ids';
import type { Preview } from '../../app/preview/previews';
import { effectLines } from '../preview';
import { icons } from '../../base/text/markup';
import { present } from '../../app/text/focus';
import { createList, entry, type QuickPickEntry, type Item } from '../../app/text/window';
import type { CommandContext } from '../../app/commands';
import { plannedProfiles } from './changes';
import type { ScriptPlan, PlannedLine } from './plan';

const ICONS: Record<PlannedLine['effect'], string> = {
  changes: 'edit',
  nothing: 'circle-outline',
  fails: 'error',
  skipped: 'debug-step-over',
};

/** Maximum number of listed connections of each kind. */
const LISTED = 8;

/** The purpose of the list: to run the plan, or to see its effect. */
export type Purpose = 'run' | 'preview';

/**
 * Shows what a plan would open and close, and the effect of each line. While the list is open, views show the effect as
 * a preview. It opens immediately, so that it takes over the keyboard from a previous input.
 * @returns Whether to run the plan.
 */
export function confirmPlan(
  coming: Promise<ScriptPlan>,
  cluster: string,
  purpose: Purpose,
  { previews }: CommandContext,
): Promise<boolean> {
  const placeholder =
    purpose === 'run'
      ? l10n.t('Press Enter to run the plan or Escape to cancel')
      : l10n.t('“Run” runs the script, Escape closes the preview');
  const picker = createList({
    title: purpose === 'run' ? l10n.t('Plan for {0}', cluster) : l10n.t('Preview for {0}', cluster),
    placeholder,
    matchOnDetail: true,
  });
  picker.buttons = [showGraph()];
  picker.busy = true;
  let run: QuickPickEntry | undefined;
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
        separator(l10n.t('What it opens and closes')),
        ...effects,
        separator(l10n.t('What each line does')),
        ...plan.lines.map((line) => entry(lineEntry(line))),
      ];
      picker.activeItems = purpose === 'run' ? [first] : effects.slice(0, 1);
    };
    subscription = previews.onDidChange(show);
    previews.show(picker, draftOf(l10n.t('a script'), profiles, removed));
    picker.busy = false;
    // VS Code learns about new items one turn later unless this is set, and Enter may come before.
    picker.show();
  };
  return new Promise((resolve, reject) => {
    picker.onDidTriggerButton(() => void vscode.commands.executeCommand(Command.showGraph));
    picker.onDidAccept(() => {
      if (!accepts(purpose, run, picker.activeItems[0])) return;
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
    void present(picker);
    fill().catch((error: unknown) => {
      reject(error instanceof Error ? error : new Error(String(error)));
      picker.hide();
    });
  });

  function effectEntries(preview: Preview | undefined): readonly Item[] {
    const snapshot = preview?.session.snapshot;
    if (!preview || !snapshot)
      return [
        {
          label: icons`$(question) ${l10n.t('Unknown')}`,
          detail: l10n.t('The cluster’s policy is not loaded.'),
          alwaysShow: true,
        },
      ];
    const { opens, closes, caveat } = effectLines(preview.effect, snapshot, LISTED);
    const entries: readonly Item[] = [
      ...opens.map((line) => ({ label: icons`$(add) ${line}`, description: 'opens', alwaysShow: true })),
      ...closes.map((line) => ({ label: icons`$(remove) ${line}`, description: 'closes', alwaysShow: true })),
    ];
    const [
      first = { label: icons`$(circle-outline) ${l10n.t('Does not open or close connections')}`, alwaysShow: true },
      ...more
    ] = entries;
    return [{ ...first, ...(caveat !== '' && { detail: caveat }) }, ...more];
  }
}

const showGraph = (): vscode.QuickInputButton => ({
  iconPath: new vscode.ThemeIcon('star-full'),
  tooltip: l10n.t('Show Graph'),
});

/** Whether Enter runs a plan, once it is there: from any row, or in a preview only from its row “Run”. */
export function accepts<Row>(purpose: Purpose, run: Row | undefined, active: Row | undefined): boolean {
  return run !== undefined && (purpose === 'run' || active === run);
}

/** Returns the row that runs a plan, with the number of its changes. */
export function runEntry({ lines }: Pick<ScriptPlan, 'lines'>, cluster: string): Item {
  const changes = lines.filter(({ effect }) => effect === 'changes').length;
  const fails = lines.some(({ effect }) => effect === 'fails');
  return {
    label: fails ? icons`$(play) ${l10n.t('Run Until First Failure')}` : icons`$(play) ${l10n.t('Run')}`,
    description:
      changes === 0
        ? l10n.t('changes nothing in {0}', cluster)
        : changes === 1
          ? l10n.t('1 change in {0}', cluster)
          : l10n.t('{0} changes in {1}', changes, cluster),
    alwaysShow: true,
  };
}

function lineEntry({ line, effect, summary }: PlannedLine): Item {
  return { label: icons`$(${ICONS[effect]}) ${line.text}`, detail: summary, alwaysShow: true };
}

function separator(label: string): QuickPickEntry {
  return entry({ label, separator: true });
}
