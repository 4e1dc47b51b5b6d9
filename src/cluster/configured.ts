import * as l10n from '@vscode/l10n';
import { parseDefinition, type ClusterDefinition } from './connection/definition';

/** Clusters, and what is wrong with entries that are none. */
export interface Clusters {
  readonly clusters: readonly ClusterDefinition[];
  readonly problems: readonly string[];
}

/** The values of the setting by where they come from, as the editor tells them. */
export interface ClusterValues {
  /** Of the person's own settings. */
  readonly globalValue?: unknown;
  /** Of the folder's. */
  readonly workspaceValue?: unknown;
}

/**
 * The clusters of the person's own settings and of the folder's, which come in place of own ones of the same name.
 * @param isTrusted whether the folder is. The editor leaves out what an untrusted one says (`restrictedConfigurations`
 * in package.json); addresses that secrets may go to do not rest on that alone.
 */
export function clustersOf({ globalValue, workspaceValue }: ClusterValues, isTrusted: boolean): Clusters {
  const own = parseClusters(globalValue);
  if (!isTrusted) return own;
  const folder = parseClusters(workspaceValue);
  const names = folder.clusters.map(({ name }) => name);
  return {
    clusters: [...own.clusters.filter(({ name }) => !names.includes(name)), ...folder.clusters],
    problems: [...own.problems, ...folder.problems],
  };
}

function parseClusters(entries: unknown = []): Clusters {
  if (!Array.isArray(entries))
    return { clusters: [], problems: [l10n.t('The setting “calicoStars.clusters” must be a list.')] };
  const parsed = entries.map(parseDefinition);
  return {
    clusters: parsed.flatMap((entry) => ('problem' in entry ? [] : [entry])),
    problems: parsed.flatMap((entry) => ('problem' in entry ? [entry.problem] : [])),
  };
}
