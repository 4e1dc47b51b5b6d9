import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { connected, register, snapshotOf, targets, type CommandContext } from '../../app/commands';
import { Command } from '../../app/ids';
import { choose, tell } from '../../app/text/window';
import type { TreeNode } from '../../app/tree-nodes';
import type { StarPointer } from '../graph';
import { networksOf } from '../../cluster/model/indexes';
import { displayName } from '../../policy/calico1/names';
import { detailsName } from './details';
import { workloadsOf } from '../../cluster/model/workloads';
import { decidingItems } from './deciders';
import { DetailsDocuments } from './details-documents';
import { renameCommandOf, removalOf } from './keys';
import { DETAILS_ROWS, subjectOf, TRAFFIC_ROWS, type Party, type RowSubject, type TrafficRow } from './subject';

/** Registers what rows of the tree answer to: a click, Delete, F2, and the menu of everything that has traffic. */
export function registerRowMenu(context: CommandContext): vscode.Disposable[] {
  const { tree, reporter, sessions } = context;
  const details = new DetailsDocuments(sessions);
  const copying =
    (textOf: (subject: RowSubject) => readonly string[], none: string) =>
    async (...args: readonly unknown[]) => {
      const texts = subjectsOf(context, args).flatMap(textOf);
      if (texts.length === 0) {
        void tell('info', none);
        return;
      }
      await vscode.env.clipboard.writeText(texts.join('\n'));
      reporter.done(
        texts.length === 1 ? l10n.t('Copied {0}', texts.join('')) : l10n.t('Copied {0} lines.', texts.length),
      );
    };
  return [
    vscode.Disposable.from(details),
    register(Command.showDetails, context, async (row) => {
      const [node] = targets([row], tree, ...DETAILS_ROWS);
      const { definition, store } = connected(context);
      const name = node && detailsName(node, store.snapshot);
      if (node && name !== undefined) await details.open(node, name, definition);
    }),
    register(Command.showInGraph, context, async (...args) => {
      const [subject] = subjectsOf(context, args);
      if (subject)
        await vscode.commands.executeCommand(Command.showGraph, {
          ...subject.stars,
          name: subject.name,
        } satisfies StarPointer);
    }),
    register(Command.explainFrom, context, (...args) => explain('from', args)),
    register(Command.explainTo, context, (...args) => explain('to', args)),
    register(Command.whoDecides, context, async (...args) => {
      const { snapshot } = connected(context).store;
      const [subject] = subjectsOf(context, args);
      const party = await (subject
        ? partyOf(subject, l10n.t('Who decides for which endpoint?'))
        : pickParty(l10n.t('Who decides for which workload?'), workloadsOf(snapshot)));
      if (!party) return;
      const chosen = await choose(decidingItems(party.endpoint, snapshot), {
        title: l10n.t('Who Decides for {0}', party.name),
        placeholder: l10n.t('Select a policy to open it'),
        matchOnDescription: true,
      });
      if (chosen?.row) await vscode.commands.executeCommand(Command.openRules, chosen.row);
    }),
    register(Command.openRulesOf, context, async (...args) => {
      const [subject] = subjectsOf(context, args);
      const profile = subject && (await profileOf(subject, context));
      if (profile !== undefined)
        await vscode.commands.executeCommand(Command.openRules, { kind: 'profile', profile } satisfies TreeNode);
    }),
    register(
      Command.copyName,
      context,
      copying(({ name }) => [name], l10n.t('It has no name.')),
    ),
    register(
      Command.copyAddress,
      context,
      copying(({ addresses }) => addresses, l10n.t('It has no address yet.')),
    ),
    register(
      Command.copyId,
      context,
      copying(({ id }) => [id], l10n.t('It has no ID.')),
    ),
    register(Command.removeRow, context, () => {
      const { selection } = tree;
      const command = removalOf(selection);
      return command && vscode.commands.executeCommand(command, selection[0], selection);
    }),
    register(Command.renameRow, context, () => {
      const [row] = tree.selection;
      const command = row && renameCommandOf(row);
      return command && vscode.commands.executeCommand(command, row);
    }),
  ];

  /** Explains a connection from or to one of a row's endpoints. */
  async function explain(end: 'from' | 'to', args: readonly unknown[]): Promise<void> {
    const [subject] = subjectsOf(context, args);
    const title = end === 'from' ? l10n.t('Explain from which endpoint?') : l10n.t('Explain to which endpoint?');
    const chosen = subject && (await partyOf(subject, title));
    if (chosen) await vscode.commands.executeCommand(Command.explain, { [end]: chosen.endpoint });
  }
}

function subjectsOf(context: CommandContext, args: readonly unknown[]): readonly RowSubject[] {
  const { snapshot } = connected(context).store;
  const rows: readonly TrafficRow[] = targets(args, context.tree, ...TRAFFIC_ROWS);
  return rows.flatMap((row) => subjectOf(row, snapshot) ?? []);
}

/** Returns the endpoint of a row. Asks for one if it has several. */
async function partyOf({ name, parties }: RowSubject, title: string): Promise<Party | undefined> {
  const [first, ...more] = parties;
  if (!first) {
    void tell('info', l10n.t('{0} has no endpoint yet, so policy doesn’t apply to it.', name));
    return undefined;
  }
  return more.length === 0 ? first : pickParty(title, parties);
}

function pickParty(title: string, parties: readonly Party[]): Promise<Party | undefined> {
  return choose(
    parties.map((party) => ({ ...party, label: party.name, description: party.addresses.join(', ') })),
    { title },
  );
}

async function profileOf({ name, profiles }: RowSubject, context: CommandContext): Promise<string | undefined> {
  const [first, ...more] = profiles;
  if (first === undefined) void tell('info', l10n.t('{0} has no profile, so there are no rules to open.', name));
  if (more.length === 0) return first;
  const networks = networksOf(snapshotOf(context));
  const items = profiles.map((profile) => ({ label: displayName(profile, networks), profile }));
  return (await choose(items, { title: l10n.t('Open the rules of which profile?') }))?.profile;
}
