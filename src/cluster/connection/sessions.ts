import { AsyncLocalStorage } from 'node:async_hooks';
import { Emitter, type Disposable } from '../../base/emitter';
import type { Snapshot } from '../model/snapshot';
import type { ClusterDefinition } from './definition';
import { messageOf } from './errors';
import { Session, type ClusterSession, type Connection, type SessionOptions } from './session';

/** The session that a command acts on, even if another one becomes current meanwhile. */
interface Acting {
  session: Session | undefined;
}

const NONE: Connection = { state: 'disconnected' };

/**
 * The sessions of a window, one per cluster by its name, and which of them is current: the one last connected, expanded
 * or selected. Read as a session, it is the current one.
 */
export class Sessions implements ClusterSession, Disposable {
  readonly #sessions = new Map<string, Session>();
  readonly #acting = new AsyncLocalStorage<Acting>();
  readonly #connectionChanged: Emitter<Connection>;
  readonly #snapshotChanged: Emitter<Snapshot | undefined>;
  readonly #changed: Emitter<Session>;
  readonly #added: Emitter<Session>;
  /** Fires when the current session changes its connection, and when another one becomes current. */
  readonly onDidChangeConnection: Emitter<Connection>['event'];
  /** Fires with the snapshot of the current session. */
  readonly onDidChangeSnapshot: Emitter<Snapshot | undefined>['event'];
  /** Fires with any session whose connection or snapshot changed. */
  readonly onDidChange: Emitter<Session>['event'];
  /** Fires with each new session before it connects. */
  readonly onDidAdd: Emitter<Session>['event'];
  #current: Session | undefined;
  /** Those that were current, the latest last. */
  #recent: readonly Session[] = [];

  constructor(private readonly options: SessionOptions) {
    const report = (error: unknown) => options.log(messageOf(error));
    this.#connectionChanged = new Emitter(report);
    this.#snapshotChanged = new Emitter(report);
    this.#changed = new Emitter(report);
    this.#added = new Emitter(report);
    this.onDidChangeConnection = this.#connectionChanged.event;
    this.onDidChangeSnapshot = this.#snapshotChanged.event;
    this.onDidChange = this.#changed.event;
    this.onDidAdd = this.#added.event;
  }

  /** The session that was last connected, expanded or selected. */
  get current(): ClusterSession | undefined {
    return this.#current;
  }

  /** The connection of the current session. */
  get connection(): Connection {
    return this.#current?.connection ?? NONE;
  }

  /** The snapshot of the current session. */
  get snapshot(): Snapshot | undefined {
    return this.#current?.snapshot;
  }

  /** The connection of the cluster that the running command acts on, else the current one. */
  get acting(): Connection {
    const acting = this.#acting.getStore();
    return acting ? (acting.session?.connection ?? NONE) : this.connection;
  }

  /** All that are or were connected, in the order of their first connection. */
  get all(): readonly Session[] {
    return [...this.#sessions.values()];
  }

  /** Returns the session of a cluster; undefined if it was never connected. */
  named(name: string): Session | undefined {
    return this.#sessions.get(name);
  }

  /** Connects a cluster, or reconnects it, and makes it current. The others stay as they are. */
  async connect(definition: ClusterDefinition, cancel?: AbortSignal): Promise<Connection> {
    const session = this.#sessions.get(definition.name) ?? this.#add(definition.name);
    const acting = this.#acting.getStore();
    if (acting) acting.session = session;
    const connecting = session.connect(definition, cancel);
    this.#become(session);
    const connection = await connecting;
    if (connection.state === 'disconnected') this.#leave(session);
    return connection;
  }

  /** Disconnects a cluster, by default the current one. If it is current, the one that was current before replaces it. */
  disconnect(name?: string): void {
    const session = name === undefined ? this.#current : this.#sessions.get(name);
    session?.disconnect();
    if (session) this.#leave(session);
  }

  /** Makes a cluster current. Ignored if it isn't connected. */
  makeCurrent(name: string): void {
    const session = this.#sessions.get(name);
    if (session && session.connection.state !== 'disconnected') this.#become(session);
  }

  /**
   * Runs a command, which acts on one cluster until it ends: the named one, which becomes current, else that of the
   * command around it, else the current one. It acts on another one only after it connected to it.
   */
  act<T>(name: string | undefined, work: () => T): T {
    if (name === undefined)
      return this.#acting.getStore() ? work() : this.#acting.run({ session: this.#current }, work);
    this.makeCurrent(name);
    return this.#acting.run({ session: this.#sessions.get(name) }, work);
  }

  dispose(): void {
    for (const session of this.#sessions.values()) session.dispose();
    for (const emitter of [this.#connectionChanged, this.#snapshotChanged, this.#changed, this.#added])
      emitter.dispose();
  }

  #add(name: string): Session {
    const session = new Session(this.options);
    this.#sessions.set(name, session);
    session.onDidChangeConnection((connection) =>
      this.#outside(() => {
        if (session === this.#current) this.#connectionChanged.fire(connection);
      }),
    );
    session.onDidChangeSnapshot((snapshot) =>
      this.#outside(() => {
        if (session === this.#current) this.#snapshotChanged.fire(snapshot);
        this.#changed.fire(session);
      }),
    );
    this.#added.fire(session);
    return session;
  }

  #become(session: Session): void {
    if (session === this.#current) return;
    this.#recent = [...this.#recent.filter((other) => other !== session), session];
    this.#current = session;
    this.#outside(() => {
      this.#connectionChanged.fire(session.connection);
      this.#snapshotChanged.fire(session.snapshot);
    });
  }

  #leave(session: Session): void {
    if (session !== this.#current) return;
    const before = this.#recent.findLast((other) => other.connection.state !== 'disconnected');
    if (before) this.#become(before);
  }

  /** Listeners show the current cluster, whatever the command acts on that changed it. */
  #outside(fire: () => void): void {
    this.#acting.exit(fire);
  }
}
