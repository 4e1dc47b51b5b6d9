import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { messageOf } from '../../../cluster/connection/errors';
import { askExportFile, exportName, reportExport, timeInName } from '../../../app/export-file';
import { Command } from '../../../app/ids';
import type { Reporter } from '../../../app/reporter';
import { icons } from '../../../base/text/markup';
import { choose } from '../../../app/text/window';
import type { Graph } from '../protocol/state';
import { graphCsv } from './csv';
import { formats, type Format } from './formats';
import { graphFile } from './json';
import type { Exported } from './page-answers';

/** A visible graph that can be exported. */
export interface Exportable {
  /** The name of its cluster. */
  readonly cluster: string;
  readonly graph: Graph;
  /** Asks its page to render the graph. */
  ask(as: 'svg' | 'png' | 'mermaid' | 'dot' | 'clipboard'): Promise<Exported>;
}

/** Asks for a format and exports or copies a graph. */
export async function exportAny(shown: Exportable, reporter: Reporter): Promise<void> {
  const choices = [
    ...formats().map((format) => ({
      label: icons`$(file) ${l10n.t('{0}…', format.title)}`,
      description: format.about,
      run: () => exportAs(format, shown, reporter),
    })),
    {
      label: icons`$(copy) ${l10n.t('Copy Image')}`,
      description: l10n.t('to the clipboard'),
      run: () => copyPicture(shown, reporter),
    },
    {
      label: icons`$(copy) ${l10n.t('Copy as Mermaid')}`,
      description: l10n.t('to the clipboard'),
      run: () => copyMermaid(shown, reporter),
    },
  ];
  const chosen = await choose(choices, {
    title: l10n.t('Export the Graph of {0}', shown.cluster),
    placeholder: l10n.t('Select a format'),
    matchOnDescription: true,
  });
  await chosen?.run();
}

/** Writes a graph to a file. @param file Asked for if left out. */
export async function exportAs(
  format: Format,
  shown: Exportable,
  reporter: Reporter,
  file?: vscode.Uri,
): Promise<void> {
  const { cluster, graph } = shown;
  // Rendered before the file dialog: it is the graph at this moment, and the page may be hidden later.
  const { data, note } = await rendered(format, shown);
  const target =
    file ??
    (await askExportFile(
      l10n.t('Export Graph as {0}', format.title),
      { [format.title]: [format.extension] },
      exportName(cluster, `graph-${timeInName(graph.observedAt)}`, format.extension),
    ));
  if (!target) return;
  await vscode.workspace.fs.writeFile(target, Buffer.from(data, format.id === 'png' ? 'base64' : 'utf8'));
  reportExport(reporter, target, note);
}

/** Data comes from the graph itself, pictures from its page. */
async function rendered(
  { id }: Format,
  shown: Exportable,
): Promise<Pick<Exported, 'data'> & { note?: string | undefined }> {
  switch (id) {
    case 'json':
      return { data: `${JSON.stringify(graphFile(shown.graph, shown.cluster), undefined, 2)}\n` };
    case 'csv':
      return { data: graphCsv(shown.graph) };
    default:
      return shown.ask(id);
  }
}

/** Copies the image. If VS Code does not let a page do that, offers a file instead. */
export async function copyPicture(shown: Exportable, reporter: Reporter): Promise<void> {
  try {
    const { note } = await shown.ask('clipboard');
    reporter.done(l10n.t('Copied an image of {0}.{1}', shown.cluster, note === undefined ? '' : ` ${note}`));
  } catch (error) {
    reporter.warning(l10n.t('The image could not be copied: {0}', messageOf(error)), {
      title: l10n.t('Save as PNG…'),
      run: () => vscode.commands.executeCommand(Command.exportPng),
    });
  }
}

/** Copies the graph as a flowchart. */
export async function copyMermaid(shown: Exportable, reporter: Reporter): Promise<void> {
  const { data } = await shown.ask('mermaid');
  await vscode.env.clipboard.writeText(data);
  reporter.done(l10n.t('Copied the graph of {0} as Mermaid.', shown.cluster));
}
