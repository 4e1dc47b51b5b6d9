import * as vscode from 'vscode';
import { Command, type CommandId } from '../../app/ids';
import type { Format } from './export/formats';
import type { MenuItem } from './panels/menu';
import type { GraphFeatures } from './features';

const exporting = (format: Format['id']) => (features: GraphFeatures, target: unknown) =>
  features.export(format, target);

const item = (name: MenuItem) => (features: GraphFeatures, target: unknown) => features.runMenuItem(name, target);

type Run = (features: GraphFeatures, argument: unknown) => unknown;

/** Commands that open or reveal a graph. */
export const OPENING_COMMANDS: readonly (readonly [CommandId, Run])[] = [
  [Command.showGraph, (features, argument) => features.show(argument)],
  [Command.newGraph, (features) => features.add()],
  [Command.showGraphToSide, (features) => features.add(vscode.ViewColumn.Beside)],
  [Command.showGraphOf, (features, argument) => features.showOf(argument)],
];

/** What commands do with open graphs. */
export const GRAPH_COMMANDS: readonly (readonly [CommandId, Run])[] = [
  [Command.moveGraph, () => vscode.commands.executeCommand('workbench.action.moveEditorToNewWindow')],
  [Command.fitGraph, (features) => features.runInPage('fit')],
  [Command.findInGraph, (features) => features.runInPage('find')],
  [Command.toggleMarkers, (features) => features.runInPage('markers')],
  [Command.toggleUnreachable, (features) => features.runInPage('unreachable')],
  [Command.switchGraphView, (features) => features.runInPage('view')],
  [Command.exportGraph, (features) => features.exportAny()],
  [Command.exportSvg, exporting('svg')],
  [Command.exportPng, exporting('png')],
  [Command.exportMermaid, exporting('mermaid')],
  [Command.exportDot, exporting('dot')],
  [Command.exportJson, exporting('json')],
  [Command.exportGraphCsv, exporting('csv')],
  [Command.copyPicture, (features) => features.copyPicture()],
  [Command.copyMermaid, (features) => features.copyMermaid()],
  [Command.exportRecording, (features, target) => features.exportRecording(target)],
  [Command.starDetails, item('details')],
  [Command.starRules, item('rules')],
  [Command.starNeighbors, item('neighbors')],
  [Command.explainFromStar, item('explainFrom')],
  [Command.explainToStar, item('explainTo')],
  [Command.copyStarName, item('copyName')],
  [Command.copyStarAddress, item('copyAddress')],
  [Command.edgeDetails, item('details')],
  [Command.explainEdge, item('explain')],
  [Command.toggleGroup, item('toggle')],
  [Command.openRecording, (features, source) => features.openRecording(source)],
];
