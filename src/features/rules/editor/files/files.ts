import * as l10n from '@vscode/l10n';
import { writtenKind } from '../../../../policy/resources';
import { Disposables } from '../../../../base/disposables';
import * as vscode from 'vscode';
import { isClusterError, messageOf } from '../../../../cluster/connection/errors';
import type { ClusterSession } from '../../../../cluster/connection/session';
import type { Snapshot } from '../../../../cluster/model/snapshot';
import { documentAt } from '../../../../app/rules-uri/document-at';
import { refusalOf } from './refusal';
import type { Connected } from '../../../../app/commands';
import { contentOf, sourcesOf, storeContent } from './content';
import { noteReplaced, noteStored, noteText, renew, unread, versionOf, type Version, type Versions } from './versions';
import { parseDocumentUri, type DocumentAddress } from '../../../../app/rules-uri/address';
import { connectionOf, type DocumentSessions } from '../../../../app/rules-uri/session';

interface File extends Versions {
  readonly uri: vscode.Uri;
  readonly place: DocumentAddress;
  sources: ReturnType<typeof sourcesOf> | undefined;
}

/** Milliseconds to wait for the profiles of a newly connected cluster. */
const PATIENCE = 5_000;

/**
 * Provides the profiles and policies of connected clusters as files, which follow their cluster and are saved by
 * compare-and-swap.
 */
export class ProfileFiles implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  readonly #conflict = new vscode.EventEmitter<vscode.Uri>();
  /** Fires if a text could not be stored because the profile changed after it was opened. */
  readonly onDidConflict = this.#conflict.event;
  readonly #files = new Map<string, File>();
  /** Later than the time in any backup: a text that was restored after a restart may be based on an older state. */
  readonly #mtime = Date.now();
  readonly #subscriptions: Disposables;

  constructor(private readonly sessions: DocumentSessions) {
    this.#subscriptions = new Disposables([
      sessions.onDidChange(() => this.#follow()),
      vscode.workspace.onDidOpenTextDocument((document) => this.#noteOpened(document)),
      vscode.workspace.onDidChangeTextDocument(({ document, reason }) =>
        this.#noteOpened(document, reason !== undefined),
      ),
      vscode.workspace.onDidSaveTextDocument((document) => this.#showStored(document)),
    ]);
  }

  /** The cluster's state of a document, and the one that its text is based on. */
  versions(uri: vscode.Uri): { readonly now: Version | undefined; readonly opened: Version | undefined } {
    const { now, opened } = this.#files.get(uri.toString()) ?? { now: undefined, opened: undefined };
    return { now, opened };
  }

  /** Notes that the text's last change merged a version into it. Undoing the change takes that back. */
  noteMerged(uri: vscode.Uri, version: Version): void {
    const file = this.#files.get(uri.toString());
    if (file) noteReplaced(file, version);
  }

  /** Bases the text on a version that the user has reviewed. A save may overwrite only that one. */
  rebase(uri: vscode.Uri, version: Version): void {
    const file = this.#files.get(uri.toString());
    if (file) file.opened = version;
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const place = parseDocumentUri(uri);
    if (!place) return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    const { now } = await this.#open(uri, place);
    const isRefused = (await refusalOf(place, this.sessions)) !== undefined;
    return {
      type: vscode.FileType.File,
      ctime: 0,
      mtime: this.#mtime,
      size: now.size,
      ...(isRefused && { permissions: vscode.FilePermission.Readonly }),
    };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const place = parseDocumentUri(uri);
    if (!place) throw vscode.FileSystemError.FileIsADirectory(uri);
    const { file, now } = await this.#open(uri, place);
    // The cluster may change before the text that is read here becomes a document.
    if (!documentAt(uri)) file.opened = now;
    return new TextEncoder().encode(now.content.text);
  }

  async writeFile(uri: vscode.Uri, bytes: Uint8Array): Promise<void> {
    const place = parseDocumentUri(uri);
    if (!place) throw vscode.FileSystemError.NoPermissions(l10n.t('Only profiles and policies can be stored here.'));
    const connection = this.#connected(place);
    const known = this.#files.get(uri.toString());
    const { file, opened } = known?.opened
      ? { file: known, opened: known.opened }
      : await this.#openToWrite(uri, place);
    const from = file.now;
    const stored = await storeContent(new TextDecoder().decode(bytes), opened.content, place, connection).catch(
      (error: unknown) => {
        throw unavailable(error);
      },
    );
    if (stored === 'conflict') {
      // The watch may be slower than the rejection, and the user needs to see the current state.
      await connection.store
        .when((snapshot) => contentOf(place, snapshot)?.text !== opened.content.text, AbortSignal.timeout(PATIENCE))
        .catch(() => undefined);
      // A change that took the last save back at once looks like the state before that save.
      file.sources = undefined;
      this.#refresh(file, connection.store.snapshot);
      this.#conflict.fire(uri);
      throw vscode.FileSystemError.Unavailable(
        l10n.t('{0} was changed in the cluster after it was opened. Nothing was saved.', subjectName(place)),
      );
    }
    noteStored(file, stored, from);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(): void {
    throw vscode.FileSystemError.NoPermissions(l10n.t('Profiles and policies are created from the tree.'));
  }

  delete(): void {
    throw vscode.FileSystemError.NoPermissions(l10n.t('Profiles and policies are removed from the tree.'));
  }

  rename(): void {
    throw vscode.FileSystemError.NoPermissions(l10n.t('Profiles and policies can’t be renamed here.'));
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#changed.dispose();
    this.#conflict.dispose();
  }

  /** Writes a file that is not open in an editor over its current state. */
  async #openToWrite(
    uri: vscode.Uri,
    place: DocumentAddress,
  ): Promise<{ readonly file: File; readonly opened: Version }> {
    const { file, now } = await this.#open(uri, place);
    return { file, opened: now };
  }

  async #open(uri: vscode.Uri, place: DocumentAddress): Promise<{ readonly file: File; readonly now: Version }> {
    const key = uri.toString();
    let file = this.#files.get(key);
    if (!file) {
      const { store } = this.#connected(place);
      await store
        .when(
          ({ policy, networks }) => policy.state !== 'loading' && networks.state !== 'loading',
          AbortSignal.timeout(PATIENCE),
        )
        .catch(() => undefined);
      file = this.#files.get(key) ?? { uri, place, sources: undefined, ...unread() };
      this.#files.set(key, file);
      this.#refresh(file, store.snapshot);
    }
    const { now, sources } = file;
    if (now) return { file, now };
    const broken = sources?.[0];
    if (broken && 'kind' in broken && broken.kind === 'broken')
      throw vscode.FileSystemError.Unavailable(
        l10n.t(
          '{0} can’t be read: {1} Open it from the tree to repair its stored JSON.',
          subjectName(place),
          broken.problems.join(' '),
        ),
      );
    throw vscode.FileSystemError.FileNotFound(
      place.resource
        ? l10n.t('There is no {0} {1} in {2}.', writtenKind(place.resource.kind), place.name, place.cluster)
        : place.tier === undefined
          ? l10n.t('There is no profile {0} in {1}.', place.name, place.cluster)
          : l10n.t('There is no policy {0} of the tier {1} in {2}.', place.name, place.tier, place.cluster),
    );
  }

  #connected(place: DocumentAddress): Connected {
    const connection = connectionOf(place, this.sessions);
    if (connection) return connection;
    if (this.sessions.all.some((session) => isConnectedTo(session, place.cluster)))
      throw vscode.FileSystemError.Unavailable(
        l10n.t(
          'This document belongs to the cluster that was named {0} before. The cluster with that name now has other addresses. Nothing was saved, and the text stays in the editor.',
          place.cluster,
        ),
      );
    throw vscode.FileSystemError.Unavailable(
      l10n.t(
        'The cluster {0} is not connected. Connect to it and try again. The text stays in the editor.',
        place.cluster,
      ),
    );
  }

  /** While their cluster is not connected, documents keep their last content. */
  #follow(): void {
    for (const file of this.#files.values()) {
      const snapshot = connectionOf(file.place, this.sessions)?.store.snapshot;
      if (snapshot && snapshot.policy.state !== 'loading') this.#refresh(file, snapshot);
    }
  }

  #refresh(file: File, snapshot: Snapshot): void {
    const sources = sourcesOf(file.place, snapshot);
    if (file.sources && file.sources[0] === sources[0] && file.sources[1] === sources[1]) return;
    const isFirst = file.sources === undefined && file.now === undefined;
    file.sources = sources;
    const before = file.now;
    const content = contentOf(file.place, snapshot);
    file.now = content && versionOf(content, before);
    // The editable content is the same, regardless of how it is stored.
    if (before && file.opened === before && file.now?.size === before.size) file.opened = file.now;
    // VS Code takes back what it is about to do with a file that changes: it must not when that is first read.
    if (isFirst || file.now?.size === before?.size) return;
    const type = !file.now
      ? vscode.FileChangeType.Deleted
      : before
        ? vscode.FileChangeType.Changed
        : vscode.FileChangeType.Created;
    this.#changed.fire([{ type, uri: file.uri }]);
  }

  #noteOpened(document: vscode.TextDocument, undone = false): void {
    const file = this.#files.get(document.uri.toString());
    if (file) noteText(file, document.getText(), { isDirty: document.isDirty, undone });
  }

  /** Replaces the text with the stored one: canonical, without comments. */
  #showStored(document: vscode.TextDocument): void {
    const file = this.#files.get(document.uri.toString());
    if (!file?.now || document.getText() === file.now.content.text) return;
    renew(file);
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri: file.uri }]);
  }
}

function isConnectedTo({ connection }: ClusterSession, name: string): boolean {
  return connection.state === 'connected' && connection.definition.name === name;
}

/** Returns the object of a file, as the subject of a sentence. */
function subjectName({ tier, name, resource }: DocumentAddress): string {
  if (resource) return l10n.t('The {0} {1}', writtenKind(resource.kind), name);
  return tier === undefined ? l10n.t('The profile {0}', name) : l10n.t('The policy {0}', name);
}

function unavailable(error: unknown): vscode.FileSystemError {
  const advice = isClusterError(error) && error.advice !== undefined ? ` ${error.advice}` : '';
  return vscode.FileSystemError.Unavailable(`${messageOf(error)}${advice}`);
}
