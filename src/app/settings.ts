import * as vscode from 'vscode';
import { clustersOf, type Clusters, type ClusterValues } from '../cluster/configured';
import type { ClusterDefinition } from '../cluster/connection/definition';
import { levelsIn } from '../cluster/analysis/lint-levels';
import type { ProxySettings } from '../cluster/connection/http/proxy';
import { SECTION, Setting } from './ids';
import type { CheckCode, LintLevels } from '../policy/lint/levels';

/** Returns the clusters in the user's settings and, in trusted workspaces, in the workspace settings. */
export function configuredClusters(): Clusters {
  return clustersOf(inspectClusters(), vscode.workspace.isTrusted);
}

/** Returns a cluster from the user's own settings, or undefined. */
export function ownCluster(name: string): ClusterDefinition | undefined {
  return clustersOf(inspectClusters(), false).clusters.find((cluster) => cluster.name === name);
}

/** Returns a cluster from the settings of a trusted workspace, which override the user's own; undefined if there is none. */
export function folderCluster(name: string): ClusterDefinition | undefined {
  const { workspaceValue } = inspectClusters();
  return clustersOf({ workspaceValue }, vscode.workspace.isTrusted).clusters.find((cluster) => cluster.name === name);
}

/** Saves a cluster in the user's settings. @param former The cluster's previous name, if it was renamed. */
export async function saveCluster(definition: ClusterDefinition, former = definition.name): Promise<void> {
  const entries = ownEntries();
  const place = entries.findIndex((entry) => nameOf(entry) === former);
  const others = entries.filter((entry) => ![definition.name, former].includes(String(nameOf(entry))));
  await updateClusters(others.toSpliced(place < 0 ? others.length : place, 0, definition));
}

/** Removes a cluster from the user's settings. */
export async function removeCluster(name: string): Promise<void> {
  await updateClusters(ownEntries().filter((entry) => nameOf(entry) !== name));
}

/** Returns the proxy settings of VS Code, else those of the environment. */
export function proxySettings(): ProxySettings {
  const http = vscode.workspace.getConfiguration('http');
  const [proxy, noProxy] = [http.get<unknown>('proxy'), http.get<unknown>('noProxy')];
  return {
    enabled: http.get<unknown>('proxySupport') !== 'off',
    ...(typeof proxy === 'string' && proxy !== '' && { proxy }),
    ...(Array.isArray(noProxy) && { noProxy: noProxy.filter((entry) => typeof entry === 'string') }),
    environment: process.env,
  };
}

function inspectClusters(): ClusterValues {
  return vscode.workspace.getConfiguration(SECTION).inspect(Setting.clusters) ?? {};
}

function ownEntries(): readonly unknown[] {
  const { globalValue } = inspectClusters();
  return Array.isArray(globalValue) ? globalValue : [];
}

async function updateClusters(entries: readonly unknown[]): Promise<void> {
  await vscode.workspace.getConfiguration(SECTION).update(Setting.clusters, entries, vscode.ConfigurationTarget.Global);
}

/** Returns the milliseconds between two polls of the collector while a graph is visible. */
export function pollInterval(): number {
  return seconds(Setting.pollSeconds, 0.5, 60) * 1000;
}

/** Returns the defaults for graphs without a saved arrangement. */
export function graphDefaults(): {
  markers: boolean;
  layout: 'force' | 'circular' | 'layered';
  labels: 'name' | 'profile' | 'address' | 'none';
} {
  return {
    markers: read(Setting.markers) !== false,
    layout: oneOf(['force', 'circular', 'layered'], read(Setting.layout)),
    labels: oneOf(['profile', 'name', 'address', 'none'], read(Setting.labels)),
  };
}

/** Whether connections that contradict policy are listed in the Problems panel. */
export function listsDisagreements(): boolean {
  return read(Setting.problems) === true;
}

/** Returns the seconds between two polls of the local demo's probes. */
export function probeSeconds(): number {
  return seconds(Setting.probeSeconds, 0.2, 60);
}

export function keepDemoState(): boolean {
  return read(Setting.keepDemoState) !== false;
}

/** Whether tasks of the local demo may fetch files from public hosts. */
export function demoFetchesNetwork(): boolean {
  return read(Setting.fetchNetwork) === true;
}

/** Returns the absolute ID of the Stars demo's group in Marathon. */
export function demoGroup(): string {
  const group = read(Setting.group);
  return typeof group === 'string' && group.startsWith('/') ? group : '/calico-stars';
}

/** Returns the configured severities of lint checks. Ignores unknown checks and severities. */
export function lintLevels(): LintLevels {
  return levelsIn(read(Setting.lint));
}

/** Whether a settings change affects the checks. */
export function concernsLint(change: vscode.ConfigurationChangeEvent): boolean {
  return change.affectsConfiguration(`${SECTION}.${Setting.lint}`);
}

/** Whether a settings change affects the configured clusters. */
export function concernsClusters(change: vscode.ConfigurationChangeEvent): boolean {
  return change.affectsConfiguration(`${SECTION}.${Setting.clusters}`);
}

/** Disables a check in the workspace settings if these configure checks, else in the user settings. */
export async function disableCheck(code: CheckCode): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(SECTION);
  const { workspaceValue, globalValue } = configuration.inspect(Setting.lint) ?? {};
  const [own, target] =
    workspaceValue === undefined
      ? [globalValue, vscode.ConfigurationTarget.Global]
      : [workspaceValue, vscode.ConfigurationTarget.Workspace];
  await configuration.update(Setting.lint, { ...(typeof own === 'object' && own), [code]: 'off' }, target);
}

function read(key: string): unknown {
  return vscode.workspace.getConfiguration(SECTION).get(key);
}

/** Returns the value if the list contains it, else the first of the list. */
function oneOf<const T extends string>(list: readonly [T, ...T[]], value: unknown): T {
  return list.find((item) => item === value) ?? list[0];
}

function seconds(key: string, least: number, most: number): number {
  const value = read(key);
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(Math.max(value, least), most) : 1;
}

function nameOf(entry: unknown): unknown {
  return typeof entry === 'object' && entry !== null && 'name' in entry ? entry.name : undefined;
}
