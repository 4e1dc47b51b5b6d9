import * as l10n from '@vscode/l10n';
import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import type { ClusterDefinition } from '../../../cluster/connection/definition';
import type { Disposable } from '../../../base/emitter';
import type { Session } from '../../../cluster/connection/session';
import { Usage } from '../../../base/reference-count';
import { LookOnly } from '../../explanation';
import { Command } from '../../../app/ids';
import { ClusterGraph, type GraphHandlers } from './cluster-graph';
import * as empty from '../state/empty';
import type { Keeper } from './layout-storage';
import { lookOnly } from '../state/read-only';
import type { GraphState } from '../protocol/state';

export interface OtherGraphParts {
  /** The cluster's name. */
  readonly name: string;
  /** How to reach it now; undefined while nobody knows. */
  readonly definition: () => ClusterDefinition | undefined;
  /** What is shown while nobody knows. */
  readonly absent: GraphState;
  readonly session: Session;
  readonly keeper: Keeper;
  readonly exportRecording: GraphHandlers['exportRecording'];
  /** Makes it the connected cluster. */
  readonly join: () => void;
  /** Tells a person why something is not done here. */
  readonly decline: (reason: string) => void;
  readonly report: (error: unknown) => void;
}

/**
 * A read-only graph of a cluster that is not the connected one. Its own session is connected only while the graph is
 * visible.
 */
export class OtherGraph extends ClusterGraph {
  readonly #looking: Usage;

  constructor(private readonly other: OtherGraphParts) {
    const { name, definition, absent, session, keeper, exportRecording, join, decline, report } = other;
    const connect = () => {
      const known = definition();
      if (known) void session.connect(known).catch(report);
    };
    super({
      session,
      explaining: new LookOnly(session),
      keeper,
      report,
      ways: {
        run: ({ command, cluster }) => {
          if (command === 'refresh') connect();
          else if (command === 'connect' && cluster !== undefined) join();
          else if (command === 'connect' || command === 'startDemo' || command === 'openLog')
            void vscode.commands.executeCommand(Command[command]);
        },
        exportRecording,
        open: () =>
          decline(l10n.t('{0} is shown read-only. Rules and apps can be opened only for the connected cluster.', name)),
      },
      shown: (state) => {
        if (session.connection.state !== 'disconnected') return lookOnly(state, name);
        return definition() ? empty.connecting(name) : absent;
      },
    });
    this.#looking = new Usage(connect, () => session.disconnect());
  }

  /** Takes over what is known now of how to reach the cluster. */
  follow(): void {
    const { definition, session, report } = this.other;
    const known = definition();
    const { connection } = session;
    if (!known) session.disconnect();
    else if (
      this.#looking.inUse &&
      (connection.state === 'disconnected' || !isDeepStrictEqual(connection.definition, known))
    )
      void session.connect(known).catch(report);
    this.refresh();
  }

  override watchObservation(): Disposable {
    const [look, watch] = [this.#looking.use(), super.watchObservation()];
    return {
      dispose: () => {
        watch.dispose();
        look.dispose();
      },
    };
  }

  override dispose(): void {
    super.dispose();
    this.other.session.dispose();
  }
}
