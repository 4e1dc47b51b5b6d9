import * as l10n from '@vscode/l10n';
import { parseDefinition, type ClusterDefinition } from './connection/definition';

/** Clusters, and problems with invalid entries. */
export interface Clusters {
  readonly clusters: readonly ClusterDefinition[];
  readonly problems: readonly string[];
}

/** The values of the setting by scope, as VS Code returns them. */
export interface ClusterValues {
  /** From the user settings. */
  readonly globalValue?: unknown;
  /** From the workspace settings. */
  readonly workspaceValue?: unknown;
}

/**
 * Returns the clusters of the user settings and of the workspace settings, which override user clusters of the same
 * name.
 * @param isTrusted Whether the workspace is trusted. VS Code already hides the setting of untrusted workspaces
 * (`restrictedConfigurations` in package.json), but addresses that secrets are sent to don't rely on that alone.
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
