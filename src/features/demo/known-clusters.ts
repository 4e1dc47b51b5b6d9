import * as vscode from 'vscode';
import type { LocalDemo } from '../../app/commands';
import { concernsClusters, configuredClusters } from '../../app/settings';
import { Disposables } from '../../base/disposables';
import type { Disposable } from '../../base/emitter';
import { DEMO_NAME } from '../../app/demo-name';

/** The clusters that can be connected: those in the settings, and the running demo. */
export class KnownClusters {
  constructor(private readonly demo: Pick<LocalDemo, 'running' | 'onDidChange'>) {}

  get names(): readonly string[] {
    const { running } = this.demo;
    return [...new Set([...(running ? [DEMO_NAME] : []), ...configuredClusters().clusters.map(({ name }) => name)])];
  }

  /** Whether a title has to name a cluster, because it could be about another. */
  hasOthersThan(name: string): boolean {
    return isOneOfSeveral(name, this.names);
  }

  /** Calls a listener whenever {@link names} may have changed. */
  onDidChange(listener: () => void): Disposable {
    return new Disposables([
      this.demo.onDidChange(listener),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (concernsClusters(change)) listener();
      }),
    ]);
  }
}

/** Whether clusters other than the named one are known. */
export function isOneOfSeveral(name: string, known: readonly string[]): boolean {
  return known.some((other) => other !== name);
}
