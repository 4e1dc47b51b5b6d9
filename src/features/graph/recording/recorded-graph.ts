import * as vscode from 'vscode';
import type { Disposable } from '../../../base/emitter';
import type { Explainer } from '../../explanation';
import { graphDefaults } from '../../../app/settings';
import type { LayoutStorage } from '../panels/layout-storage';
import type { GraphHost, PanelGraph } from '../panels/panel';
import type { Defaults, SavedLayout } from '../protocol/messages';
import type { Recording } from './recording';

/** A recording in place of a cluster: read-only, without requests. */
export class RecordedGraph implements GraphHost, PanelGraph {
  readonly graph: PanelGraph = this;
  readonly present = undefined;
  readonly #never = new vscode.EventEmitter<unknown>();
  readonly onDidChange = this.#never.event;
  savedLayout: SavedLayout;

  /**
   * @param file The file name.
   * @param address The URI that the page saves.
   * @param layoutStorage Provides the cluster's star positions.
   */
  constructor(
    readonly recording: Recording,
    readonly file: string,
    readonly address: string,
    readonly explaining: Explainer,
    layoutStorage: LayoutStorage,
  ) {
    this.savedLayout = layoutStorage.named(recording.cluster);
  }

  get cluster(): string {
    return this.recording.cluster;
  }

  get defaults(): Defaults {
    return graphDefaults();
  }

  presentWith(): undefined {
    return undefined;
  }

  find(): ReturnType<PanelGraph['find']> {
    return { nodes: [], around: [] };
  }

  connectionOf(): undefined {
    return undefined;
  }

  choose(): void {
    // A recording has only what was shown.
  }

  run(): void {
    // Recordings have no buttons.
  }

  open(): void {
    // What its stars represent may no longer exist.
  }

  watchObservation(): Disposable {
    return NOTHING;
  }

  record(): Disposable {
    return NOTHING;
  }

  exportRecording(): void {
    // It already is a file.
  }
}

const NOTHING: Disposable = { dispose: () => undefined };
