import * as vscode from 'vscode';
import type { Disposable } from '../../../base/emitter';
import type { Explainer } from '../../explanation';
import { graphDefaults } from '../../../app/settings';
import type { Keeper } from '../panels/layout-storage';
import type { GraphHost } from '../panels/panel';
import type { Defaults, PersistedState } from '../protocol/messages';
import type { Recording } from './recording';

/** A recording in the place of a cluster: nothing changes, nothing can be done, and nobody is asked. */
export class RecordedGraph implements GraphHost {
  readonly present = undefined;
  readonly #never = new vscode.EventEmitter<unknown>();
  readonly onDidChange = this.#never.event;
  kept: PersistedState;

  /** @param file its name. @param address where a page finds it again. @param keeper knows where the cluster's stars are. */
  constructor(
    readonly recording: Recording,
    readonly file: string,
    readonly address: string,
    readonly explaining: Explainer,
    keeper: Keeper,
  ) {
    this.kept = keeper.named(recording.cluster);
  }

  get cluster(): string {
    return this.recording.cluster;
  }

  get defaults(): Defaults {
    return graphDefaults();
  }

  connectionOf(): undefined {
    return undefined;
  }

  run(): void {
    // The buttons of a recording are left out.
  }

  open(): void {
    // What its stars were about may not exist any more.
  }

  watchObservation(): Disposable {
    return NOTHING;
  }

  record(): Disposable {
    return NOTHING;
  }

  exportRecording(): void {
    // It is a file already.
  }
}

const NOTHING: Disposable = { dispose: () => undefined };
