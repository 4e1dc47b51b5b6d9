import * as vscode from 'vscode';
import type { LocalDemos } from '../../app/commands';
import { concernsClusters, configuredClusters } from '../../app/settings';
import { Disposables } from '../../base/disposables';
import type { Disposable } from '../../base/emitter';
import type { ClusterDefinition } from '../../cluster/connection/definition';

/** The clusters that can be connected: those in the settings, and the running demos. */
export class KnownClusters {
  constructor(private readonly demos: Pick<LocalDemos, 'definitions' | 'onDidChange'>) {}

  /** One of each name. */
  get definitions(): readonly ClusterDefinition[] {
    const all = [...this.demos.definitions, ...configuredClusters().clusters];
    return all.filter(({ name }, index) => all.findIndex((other) => other.name === name) === index);
  }

  get names(): readonly string[] {
    return this.definitions.map(({ name }) => name);
  }

  /** Whether a title has to name a cluster, because it could be about another. */
  hasOthersThan(name: string): boolean {
    return this.names.some((other) => other !== name);
  }

  /** Calls a listener whenever {@link names} may have changed. */
  onDidChange(listener: () => void): Disposable {
    return new Disposables([
      this.demos.onDidChange(listener),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (concernsClusters(change)) listener();
      }),
    ]);
  }
}
