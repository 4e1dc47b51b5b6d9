import * as vscode from 'vscode';
import type { LocalDemos } from '../../app/commands';
import { DEMO_KINDS, demoWith, type DemoKind } from '../../app/local-demos';
import type { ClusterCredentials, ClusterDefinition } from '../../cluster/connection/definition';
import type { Connection } from '../../cluster/connection/session';
import { Demo, type DemoOptions } from './demo';

/** The embedded clusters, which can run side by side. */
export class Demos implements LocalDemos, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #wasReset = new vscode.EventEmitter<DemoKind>();
  /** Fires when a demo was reset. */
  readonly onDidReset = this.#wasReset.event;
  readonly #all: ReadonlyMap<DemoKind, Demo>;

  constructor(options: DemoOptions) {
    this.#all = new Map(DEMO_KINDS.map((kind) => [kind, new Demo(kind, options)]));
    for (const demo of this.#all.values()) demo.onDidChange(() => this.#changed.fire());
  }

  get running(): readonly DemoKind[] {
    return DEMO_KINDS.filter((kind) => this.#all.get(kind)?.running);
  }

  get connected(): DemoKind | undefined {
    return DEMO_KINDS.find((kind) => this.#all.get(kind)?.connected);
  }

  get definitions(): readonly ClusterDefinition[] {
    return [...this.#all.values()].flatMap(({ definition }) => definition ?? []);
  }

  start(kind: DemoKind, signal?: AbortSignal): Promise<Connection> {
    return this.#of(kind).start(signal);
  }

  stop(kind: DemoKind): Promise<void> {
    return this.#of(kind).stop();
  }

  async reset(kind: DemoKind, signal?: AbortSignal): Promise<void> {
    await this.#of(kind).reset(signal);
    this.#wasReset.fire(kind);
  }

  /** Returns the secrets of a cluster if it is a demo. */
  credentialsOf({ identity }: Pick<ClusterDefinition, 'identity'>): ClusterCredentials | undefined {
    const kind = demoWith(identity);
    return kind && this.#of(kind).credentials;
  }

  dispose(): void {
    for (const demo of this.#all.values()) demo.dispose();
    this.#changed.dispose();
    this.#wasReset.dispose();
  }

  #of(kind: DemoKind): Demo {
    const demo = this.#all.get(kind);
    if (!demo) throw new Error(`There is no demo ${kind}.`);
    return demo;
  }
}
