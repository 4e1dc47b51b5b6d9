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

/** The key of the elements. */
const ITEMS = [...Buffer.from('items')];

/** Elements are inside of the list's object and of its array. */
const AT_LIST = 1;
const AT_ITEM = 2;

/**
 * Splits the JSON of a list into the texts of its elements while it arrives, so that neither the whole text nor all
 * parsed elements are ever in memory, and parsing one element blocks for a fraction of a millisecond.
 */
export class ListSplitter {
  #depth = 0;
  #deepest = 0;
  #isInString = false;
  #isEscaped = false;
  #isInItems = false;
  /** The beginning of the last text in the list's object, which before an array is its key. */
  #key: number[] = [];
  #pieces: Buffer[] = [];
  #size = 0;
  readonly #rest: Buffer[] = [];
  #restSize = 0;

  /** Yields the elements that end in a chunk. @throws Error if a part is too large. */
  *push(chunk: Buffer): Generator<ItemText, void, undefined> {
    let start = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (this.#isInString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (byte === BACKSLASH) this.#isEscaped = true;
        else if (byte === QUOTE) this.#isInString = false;
        else if (this.#depth === AT_LIST && this.#key.length <= ITEMS.length) this.#key.push(byte ?? 0);
        continue;
      }
      switch (byte) {
        case QUOTE:
          this.#isInString = true;
          if (this.#depth === AT_LIST) this.#key = [];
          break;
        case OPEN_LIST:
        case OPEN_OBJECT:
          this.#depth += 1;
          if (this.#depth > this.#deepest) this.#deepest = this.#depth;
          if (byte === OPEN_LIST && this.#depth === AT_ITEM && !this.#isInItems && this.#isItems()) {
            this.#keep(chunk, start, at + 1);
            start = at + 1;
            this.#isInItems = true;
            this.#deepest = AT_ITEM;
          }
          break;
        case CLOSE_LIST:
        case CLOSE_OBJECT:
          if (this.#isInItems && this.#depth === AT_ITEM) {
            yield* this.#end(chunk, start, at);
            start = at;
            this.#isInItems = false;
          }
          this.#depth -= 1;
          break;
        case COMMA:
          if (this.#isInItems && this.#depth === AT_ITEM) {
            yield* this.#end(chunk, start, at);
            start = at + 1;
          }
          break;
        default:
      }
    }
    if (this.#isInItems) this.#collect(chunk, start, chunk.length);
    else this.#keep(chunk, start, chunk.length);
  }

  /** Returns the text of the list without its elements. It is not complete if the list has not ended. */
  rest(): string {
    return Buffer.concat(this.#rest).toString('utf8');
  }

  #isItems(): boolean {
    return this.#key.length === ITEMS.length && this.#key.every((byte, index) => byte === ITEMS[index]);
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
