import * as l10n from '@vscode/l10n';
import { DEEPEST } from '../../../base/json';

/** The text of one element of a list, or that it nests too deeply. */
export type ItemText = { readonly text: string } | { readonly isTooDeep: true };

/** Maximum number of bytes of an element, and of all of a list except its elements. etcd holds objects up to 1.5 MB. */
const MAX_ITEM = 8 * 1024 * 1024;
const MAX_REST = 1024 * 1024;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** The key of the elements, and in an element those of what is left out. */
const ITEMS = Buffer.from('items');
const METADATA = Buffer.from('metadata');
const MANAGERS = Buffer.from('managedFields');

/** Elements are inside of the list's object and of its array, and their metadata is inside of their own objects. */
const AT_LIST = 1;
const AT_ITEM = 2;
const AT_FIELD = 3;
const AT_METADATA = 4;

/**
 * Splits the JSON of a list into the texts of its elements while it arrives, so that neither the whole text nor all
 * parsed elements are ever in memory, and parsing one element blocks for a fraction of a millisecond. Leaves out who
 * manages their fields, which is up to half of an object and of no use here.
 */
export class ListSplitter {
  #depth = 0;
  #deepest = 0;
  #isInString = false;
  #isEscaped = false;
  #isInItems = false;
  #isInMetadata = false;
  #isInManagers = false;
  /** The key that counts where the last text began, and how many of its bytes the text has; -1 if it is no key. */
  #wanted: Buffer | undefined;
  #matching = -1;
  #pieces: Buffer[] = [];
  #size = 0;
  readonly #rest: Buffer[] = [];
  #restSize = 0;

  /** Yields the elements that end in a chunk. @throws Error if a part is too large. */
  *push(chunk: Buffer): Generator<ItemText, void, undefined> {
    let start = 0;
    // Of a large list, most bytes are those of texts.
    for (let at = this.#isInString ? this.#textEnd(chunk, 0) : 0; at < chunk.length; at += 1) {
      const byte = chunk[at];
      switch (byte) {
        case QUOTE:
          this.#wanted = this.#keyHere();
          this.#matching = this.#wanted ? 0 : -1;
          at = this.#textEnd(chunk, at + 1) - 1;
          break;
        case OPEN_LIST:
        case OPEN_OBJECT: {
          const key = this.#matching === this.#wanted?.length ? this.#wanted : undefined;
          this.#matching = -1;
          this.#depth += 1;
          if (this.#depth > this.#deepest) this.#deepest = this.#depth;
          if (key === ITEMS && byte === OPEN_LIST) {
            this.#keep(chunk, start, at + 1);
            start = at + 1;
            this.#isInItems = true;
            this.#deepest = AT_ITEM;
          } else if (key === METADATA && byte === OPEN_OBJECT) {
            this.#isInMetadata = true;
          } else if (key === MANAGERS) {
            this.#collect(chunk, start, at + 1);
            this.#isInManagers = true;
          }
          break;
        }
        case CLOSE_LIST:
        case CLOSE_OBJECT:
          this.#matching = -1;
          if (this.#isInItems && this.#depth === AT_ITEM) {
            yield* this.#end(chunk, start, at);
            start = at;
            this.#isInItems = false;
          }
          this.#depth -= 1;
          if (this.#depth < AT_METADATA) this.#isInMetadata = false;
          else if (this.#isInManagers && this.#depth === AT_METADATA) {
            start = at;
            this.#isInManagers = false;
          }
          break;
        case COMMA:
          this.#matching = -1;
          if (this.#isInItems && this.#depth === AT_ITEM) {
            yield* this.#end(chunk, start, at);
            start = at + 1;
          }
          break;
        default:
      }
    }
    if (this.#isInManagers) return;
    if (this.#isInItems) this.#collect(chunk, start, chunk.length);
    else this.#keep(chunk, start, chunk.length);
  }

  /** Returns where the text that contains a place ends: after its quote, or with the chunk. */
  #textEnd(chunk: Buffer, from: number): number {
    const wanted = this.#wanted;
    let [at, isEscaped, matching] = [from, this.#isEscaped, this.#matching];
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (isEscaped) isEscaped = false;
      else if (byte === QUOTE) break;
      else if (byte === BACKSLASH) isEscaped = true;
      if (matching >= 0) matching = byte === wanted?.[matching] ? matching + 1 : -1;
    }
    this.#isInString = at === chunk.length;
    this.#isEscaped = isEscaped;
    this.#matching = matching;
    return at + 1;
  }

  /** Returns the key that a text would be that begins here. */
  #keyHere(): Buffer | undefined {
    switch (this.#depth) {
      case AT_LIST:
        return this.#isInItems ? undefined : ITEMS;
      case AT_FIELD:
        return this.#isInItems ? METADATA : undefined;
      case AT_METADATA:
        return this.#isInMetadata ? MANAGERS : undefined;
      default:
        return undefined;
    }
  }

  /** Returns the text of the list without its elements. It is not complete if the list has not ended. */
  rest(): string {
    return Buffer.concat(this.#rest).toString('utf8');
  }

  *#end(chunk: Buffer, start: number, end: number): Generator<ItemText, void, undefined> {
    const isTooDeep = this.#deepest - AT_ITEM > DEEPEST;
    this.#deepest = AT_ITEM;
    let text: string;
    if (this.#pieces.length === 0) text = chunk.toString('utf8', start, end);
    else {
      this.#collect(chunk, start, end);
      text = Buffer.concat(this.#pieces).toString('utf8');
    }
    this.#pieces = [];
    this.#size = 0;
    if (isTooDeep) yield { isTooDeep };
    else if (text.trim() !== '') yield { text };
  }

  #collect(chunk: Buffer, start: number, end: number): void {
    if (end <= start) return;
    this.#size += end - start;
    if (this.#size > MAX_ITEM) throw new Error(l10n.t('an object is longer than {0} MB', MAX_ITEM / 1024 / 1024));
    this.#pieces.push(chunk.subarray(start, end));
  }

  #keep(chunk: Buffer, start: number, end: number): void {
    if (end <= start) return;
    this.#restSize += end - start;
    if (this.#restSize > MAX_REST) throw new Error(l10n.t('it is not a list'));
    this.#rest.push(chunk.subarray(start, end));
  }
}
