import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { sameJson } from '../../../base/json';
import type { ClusterDefinition } from '../../../cluster/connection/definition';
import type { Disposable } from '../../../base/emitter';
import type { Session } from '../../../cluster/connection/session';
import { ReferenceCount } from '../../../base/reference-count';
import { ReadOnlyExplainer } from '../../explanation';
import { Command } from '../../../app/ids';
import { ClusterGraph, type GraphHandlers } from './cluster-graph';
import * as empty from '../state/empty';
import type { LayoutStorage } from './layout-storage';
import { readOnly } from '../state/read-only';
import type { GraphState } from '../protocol/state';

export interface OtherGraphParts {
  /** The cluster's name. */
  readonly name: string;
  /** Returns its current definition; undefined if it is unknown. */
  readonly definition: () => ClusterDefinition | undefined;
  /** The state to show while the definition is unknown. */
  readonly absent: GraphState;
  readonly session: Session;
  readonly layoutStorage: LayoutStorage;
  readonly exportRecording: GraphHandlers['exportRecording'];
  /** Makes it the connected cluster. */
  readonly makeConnected: () => void;
  /** Tells the user why an action is unavailable. */
  readonly decline: (reason: string) => void;
  readonly report: (error: unknown) => void;
}

/**
 * A read-only graph of a cluster that is not the connected one. Its own session is connected only while a tab shows the
 * graph.
 */
export class OtherGraph extends ClusterGraph {
  readonly #viewers: ReferenceCount;

  constructor(private readonly other: OtherGraphParts) {
    const { name, definition, absent, session, layoutStorage, exportRecording, makeConnected, decline, report } = other;
    const connect = () => {
      const known = definition();
      if (known) void session.connect(known).catch(report);
    };
    super({
      session,
      explaining: new ReadOnlyExplainer(session),
      layoutStorage,
      report,
      handlers: {
        run: ({ command, cluster }) => {
          if (command === 'refresh') {
            if (session.connection.state === 'connected') session.connection.store.retry();
            else connect();
          } else if (command === 'connect' && cluster !== undefined) makeConnected();
          else if (command === 'editCluster') void vscode.commands.executeCommand(Command.editCluster, cluster);
          else if (command === 'connect' || command === 'startDemo' || command === 'openLog')
            void vscode.commands.executeCommand(Command[command]);
        },
        exportRecording,
        open: () =>
          decline(l10n.t('{0} is shown read-only. Rules and apps can be opened only for the connected cluster.', name)),
      },
      shown: (state) => {
        if (session.connection.state !== 'disconnected') return readOnly(state, name);
        return definition() ? empty.connecting(name) : absent;
      },
    });
    this.#viewers = new ReferenceCount(connect, () => session.disconnect());
  }

  /** Applies the current definition. */
  follow(): void {
    const { definition, session, report } = this.other;
    const known = definition();
    const { connection } = session;
    if (!known) session.disconnect();
    else if (this.#viewers.inUse && (connection.state === 'disconnected' || !sameJson(connection.definition, known)))
      void session.connect(known).catch(report);
    this.refresh();
  }

  override watchObservation(): Disposable {
    const [viewer, watch] = [this.#viewers.use(), super.watchObservation()];
    return {
      dispose: () => {
        watch.dispose();
        viewer.dispose();
      },
    };
  }

  override dispose(): void {
    super.dispose();
    this.other.session.dispose();
  }
}
