import type { Content } from './content';

/** One state of a file. */
export interface Version {
  readonly content: Content;
  /**
   * The size reported to VS Code: at least the text's, and unique per state, since VS Code distinguishes states by it. The
   * modification time stays the same: a newer one would make VS Code itself offer to overwrite, whereas saving compares
   * the opened, the current and the new state.
   */
  readonly size: number;
}

/** The states of a file, and the editor's text. */
export interface Versions {
  /** The cluster's state. */
  now: Version | undefined;
  /** The state that the editor's text is based on: the only one that a save may overwrite. */
  opened: Version | undefined;
  text: string | undefined;
  /** The text before its last change. */
  before: string | undefined;
  /** Texts that another one replaced together with what it is based on, which undoing brings back. */
  left: readonly { readonly text: string; readonly opened: Version }[];
}

/** The number of replaced texts that are remembered. */
const REMEMBERED = 16;

/** The states of a file that nobody has read. */
export function unread(): Versions {
  return { now: undefined, opened: undefined, text: undefined, before: undefined, left: [] };
}

/** Returns a content as the next version. VS Code sees no change if the text is the same. */
export function versionOf(content: Content, before: Version | undefined): Version {
  if (before?.content.text === content.text) return { ...before, content };
  return { content, size: Math.max(new TextEncoder().encode(content.text).length, (before?.size ?? 0) + 1) };
}

/**
 * Notes the text of an editor. A text without unsaved changes is based on the cluster's state if it equals it; one that
 * undoing or redoing brings back is based on what it was based on before.
 */
export function noteText(
  file: Versions,
  text: string,
  { isDirty, undone }: { readonly isDirty: boolean; readonly undone: boolean },
): void {
  if (text !== file.text) [file.before, file.text] = [file.text, text];
  if (file.now && !isDirty && text === file.now.content.text) noteReplaced(file, file.now);
  else if (undone) noteReplaced(file, file.left.findLast((left) => left.text === text)?.opened ?? file.opened);
}

/** Notes that the last change of the text, not by typing, based it on another version. */
export function noteReplaced(file: Versions, version: Version | undefined): void {
  const { before, opened } = file;
  if (before !== undefined && opened && opened.content.text !== version?.content.text)
    file.left = [...file.left, { text: before, opened }].slice(-REMEMBERED);
  file.opened = version;
}

/**
 * Notes that the text was stored.
 * @param from The cluster's state when storing began. A state that is neither that nor the stored one is newer.
 */
export function noteStored(file: Versions, stored: Content, from: Version | undefined): void {
  const isNewer = ![from?.content.text, stored.text].includes(file.now?.content.text);
  file.opened = versionOf(stored, file.now);
  if (!isNewer) file.now = file.opened;
}

/** Makes VS Code read the cluster's state again, although its text may be the same. */
export function renew(file: Versions): void {
  if (!file.now) return;
  const renewed = { ...file.now, size: file.now.size + 1 };
  // The text isn't based on a state that arrived while it was being stored.
  if (file.opened === file.now) file.opened = renewed;
  file.now = renewed;
}
