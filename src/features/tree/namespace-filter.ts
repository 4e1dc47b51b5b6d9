import type { Memento } from 'vscode';
import * as z from 'zod/mini';
import { Emitter, type Disposable } from '../../base/emitter';
import { shortIdentity, type ClusterDefinition } from '../../cluster/connection/definition';

const KEY = 'namespaceFilters';

/** The namespaces by the short identities of clusters. */
const kept = z.record(z.string(), z.array(z.string()));

/** Which namespaces the tree shows of each cluster. The window remembers them. */
export class NamespaceFilters implements Disposable {
  readonly #changed: Emitter<undefined>;
  readonly onDidChange: Emitter<undefined>['event'];

  /**
   * @param storage The window's own storage.
   * @param report Called with errors of listeners.
   */
  constructor(
    private readonly storage: Memento,
    report: (error: unknown) => void,
  ) {
    this.#changed = new Emitter(report);
    this.onDidChange = this.#changed.event;
  }

  /** Returns the namespaces to show; undefined for all. */
  of(definition: ClusterDefinition): readonly string[] | undefined {
    return this.#kept[shortIdentity(definition)];
  }

  /** @param namespaces The namespaces to show; none for all. */
  async set(definition: ClusterDefinition, namespaces: readonly string[]): Promise<void> {
    const { [shortIdentity(definition)]: _, ...others } = this.#kept;
    await this.storage.update(KEY, {
      ...others,
      ...(namespaces.length > 0 && { [shortIdentity(definition)]: namespaces }),
    });
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  get #kept(): Readonly<Record<string, readonly string[]>> {
    return kept.safeParse(this.storage.get(KEY)).data ?? {};
  }
}
