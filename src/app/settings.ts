import * as vscode from 'vscode';
import { clustersOf, type Clusters, type ClusterValues } from '../cluster/configured';
import type { ClusterDefinition } from '../cluster/connection/definition';
import { levelsIn } from '../cluster/analysis/lint-levels';
import type { ProxySettings } from '../cluster/connection/http/proxy';
import { SECTION, Setting } from './ids';
import type { LintCode, LintLevels } from '../policy/lint';

/** The clusters of the person's own settings and, while it is trusted, of the folder's. */
export function configuredClusters(): Clusters {
  return clustersOf(inspectClusters(), vscode.workspace.isTrusted);
}

/** A cluster of the person's own settings; undefined when they have none of that name. */
export function ownCluster(name: string): ClusterDefinition | undefined {
  return clustersOf(inspectClusters(), false).clusters.find((cluster) => cluster.name === name);
}

/** Adds a cluster to the person's own settings, in place of another one. @param former that one's name, where it was renamed. */
export async function saveCluster(definition: ClusterDefinition, former = definition.name): Promise<void> {
  const entries = ownEntries();
  const place = entries.findIndex((entry) => nameOf(entry) === former);
  const others = entries.filter((entry) => ![definition.name, former].includes(String(nameOf(entry))));
  await updateClusters(others.toSpliced(place < 0 ? others.length : place, 0, definition));
}

/** Takes a cluster out of the person's own settings. */
export async function removeCluster(name: string): Promise<void> {
  await updateClusters(ownEntries().filter((entry) => nameOf(entry) !== name));
}

/** Which proxy requests go through: as VS Code's settings say, else the environment. */
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

/** Milliseconds between two questions to the collector while a graph is visible. */
export function pollInterval(): number {
  return seconds(Setting.pollSeconds, 0.5, 60) * 1000;
}

/** How a graph begins that nobody has arranged yet. */
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

/** Whether what is not as policy says is kept in the Problems panel. */
export function listsDisagreements(): boolean {
  return read(Setting.problems) === true;
}

/** Seconds between two polls of the local demo's probes. */
export function probeSeconds(): number {
  return seconds(Setting.probeSeconds, 0.2, 60);
}

export function keepDemoState(): boolean {
  return read(Setting.keepDemoState) !== false;
}

/** The group of the Stars demo in Marathon, absolute. */
export function demoGroup(): string {
  const group = read(Setting.group);
  return typeof group === 'string' && group.startsWith('/') ? group : '/calico-stars';
}

/** How grave each check of rules is, where somebody said so; what is no check or no level is left out. */
export function lintLevels(): LintLevels {
  return levelsIn(read(Setting.lint));
}

/** Whether a change of the settings is about the checks. */
export function concernsLint(change: vscode.ConfigurationChangeEvent): boolean {
  return change.affectsConfiguration(`${SECTION}.${Setting.lint}`);
}

/** Turns a check off: for the workspace when it has levels of its own, else for the person. */
export async function disableCheck(code: LintCode): Promise<void> {
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

/** The value where it is one of the list, else the list's first. */
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
