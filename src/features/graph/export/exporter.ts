import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { messageOf } from '../../../cluster/connection/errors';
import { Command } from '../../../app/ids';
import type { Reporter } from '../../../app/reporter';
import { icons } from '../../../base/text/markup';
import { choose } from '../../../app/text/window';
import type { Graph } from '../protocol/state';
import { fileName, FORMATS, type Format } from './formats';
import { graphFile } from './json';
import type { Exported } from './page-answers';

/** A graph that is shown, and can be exported. */
export interface Exportable {
  /** The name of its cluster. */
  readonly cluster: string;
  readonly graph: Graph;
  /** Has its page make something of it. */
  ask(as: 'svg' | 'png' | 'mermaid' | 'dot' | 'clipboard'): Promise<Exported>;
}

/** Asks for a format and exports a graph in it, or copies its picture. */
export async function exportAny(shown: Exportable, reporter: Reporter): Promise<void> {
  const choices = [
    ...FORMATS.map((format) => ({
      label: icons`$(file) ${format.title}…`,
      description: format.about,
      run: () => exportAs(format, shown, reporter),
    })),
    { label: icons`$(copy) Copy Picture`, description: 'to the clipboard', run: () => copyPicture(shown, reporter) },
    { label: icons`$(copy) Copy as Mermaid`, description: 'to the clipboard', run: () => copyMermaid(shown, reporter) },
  ];
  const chosen = await choose(choices, {
    title: `Export the graph of ${shown.cluster}`,
    placeholder: 'As what?',
    matchOnDescription: true,
  });
  await chosen?.run();
}

/** Writes a graph into a file. @param file a person is asked for it when left out. */
export async function exportAs(
  format: Format,
  shown: Exportable,
  reporter: Reporter,
  file?: vscode.Uri,
): Promise<void> {
  const { cluster, graph } = shown;
  // Made before anybody is asked where to put it: it is the graph of this moment, and the page may be hidden meanwhile.
  const { data, note } =
    format.id === 'json'
      ? { data: `${JSON.stringify(graphFile(graph, cluster), undefined, 2)}\n`, note: undefined }
      : await shown.ask(format.id);
  const target = file ?? (await askFile(format, fileName(cluster, graph.observedAt, format.extension)));
  if (!target) return;
  await vscode.workspace.fs.writeFile(target, Buffer.from(data, format.id === 'png' ? 'base64' : 'utf8'));
  const name = vscode.workspace.asRelativePath(target);
  reporter.info(
    `Exported the graph to ${name}.${note === undefined ? '' : ` ${note}`}`,
    { title: 'Open', run: () => vscode.commands.executeCommand('vscode.open', target) },
    {
      title: 'Reveal',
      run: () =>
        vscode.commands.executeCommand(
          vscode.env.remoteName === undefined ? 'revealFileInOS' : 'revealInExplorer',
          target,
        ),
    },
  );
}

function askFile({ title, extension }: Format, name: string): Thenable<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  return vscode.window.showSaveDialog({
    title: `Export Graph as ${title}`,
    filters: { [title]: [extension] },
    defaultUri: vscode.Uri.joinPath(folder, name),
  });
}

/** Copies the picture; where the editor does not let a page do that, offers a file instead. */
export async function copyPicture(shown: Exportable, reporter: Reporter): Promise<void> {
  try {
    const { note } = await shown.ask('clipboard');
    reporter.done(`Copied the picture of ${shown.cluster}.${note === undefined ? '' : ` ${note}`}`);
  } catch (error) {
    reporter.warning(`The picture was not copied: ${messageOf(error)}`, {
      title: 'Save as PNG…',
      run: () => vscode.commands.executeCommand(Command.exportPng),
    });
  }
}

/** Copies the graph as a flowchart. */
export async function copyMermaid(shown: Exportable, reporter: Reporter): Promise<void> {
  const { data } = await shown.ask('mermaid');
  await vscode.env.clipboard.writeText(data);
  reporter.done(`Copied the graph of ${shown.cluster} as Mermaid.`);
}
