import * as l10n from '@vscode/l10n';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { KeyValueStore } from '../etcd/stores/kv';
import type { ClusterDefinition } from './definition';
import { ClusterError } from './errors';

/** Asks the user whether to make a change, described as a verb phrase: `change the profile web`. */
export type Confirm = (definition: ClusterDefinition, change: string) => Promise<boolean>;

/** A change that the user confirms once, however many writes it takes. */
interface OneChange {
  readonly change: string;
  asked?: Promise<void>;
}

/**
 * Guards every write to a cluster, below all commands: etcd's stores through {@link guardedStore}, and HTTP clients
 * through their option `permit`. In a production cluster the user is asked; in a read-only one all writes fail.
 */
export class WriteGuard {
  readonly #running = new AsyncLocalStorage<OneChange>();

  /** @param confirm If omitted, writes to a production cluster fail. */
  constructor(
    private readonly definition: ClusterDefinition,
    private readonly confirm: Confirm = () => Promise.resolve(false),
  ) {}

  /** Whether writes need no confirmation. */
  get isOpen(): boolean {
    return this.definition.production === undefined;
  }

  /**
   * Treats all writes of the work as one change, which is confirmed before the first write. Part of the outer change if
   * nested.
   */
  asOne<T>(change: string, work: () => Promise<T>): Promise<T> {
    return this.#running.getStore() ? work() : this.#running.run({ change }, work);
  }

  /**
   * Resolves if a write is allowed.
   * @throws ClusterError `read-only`, or `cancelled` if the user declines.
   */
  readonly permit = async (change: string): Promise<void> => {
    if (this.isOpen) return;
    const one = this.#running.getStore() ?? { change };
    await (one.asked ??= this.#ask(one.change));
  };

  async #ask(change: string): Promise<void> {
    const { name, production } = this.definition;
    if (production === 'read-only')
      throw new ClusterError(
        'read-only',
        l10n.t('{0} is read-only. Nothing was changed.', name),
        l10n.t('To allow changes, set its “production” to true or false in your settings.'),
      );
    if (!(await this.confirm(this.definition, change)))
      throw new ClusterError(
        'cancelled',
        l10n.t('Nothing was changed in {0}: you did not confirm to {1}.', name, change),
      );
  }
}

/** Methods that only read. All others count as writes, so that methods added later are guarded too. */
const READINGS: ReadonlySet<PropertyKey> = new Set<keyof KeyValueStore>(['list', 'get', 'watch', 'close']);

/** Returns a store whose writes all pass the guard. */
export function guardedStore(store: KeyValueStore, guard: WriteGuard): KeyValueStore {
  if (guard.isOpen) return store;
  return new Proxy(store, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      const call = (args: readonly unknown[]) => Reflect.apply(value, target, args) as unknown;
      if (READINGS.has(key)) return (...args: readonly unknown[]) => call(args);
      return async (...args: readonly unknown[]) => {
        await guard.permit(l10n.t('write to etcd'));
        return call(args);
      };
    },
  });
}
