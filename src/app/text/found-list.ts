import { plain } from '../../base/text/plain';
import { answerOf, createList, entry, tell, type Heading, type Item, type QuickPickEntry } from './window';

/**
 * Asks the user to select an item among those that are found while the quick pick is shown. It can be used, and
 * dismissed, before all are found. Returns undefined if it was dismissed.
 * @param heading.searching The placeholder meanwhile.
 * @param first Items at the top.
 * @param last Items at the bottom.
 * @param find Adds items. Its signal aborts when the quick pick is left.
 */
export function chooseAsFound<T extends Item>(
  { searching, placeholder = '', ...heading }: Heading & { readonly searching: string },
  first: readonly T[],
  last: readonly T[],
  find: (add: (items: readonly T[]) => void, signal: AbortSignal) => Promise<void>,
): Promise<T | undefined> {
  const list = createList<T>({ ...heading, placeholder: searching });
  const [above, below] = [first.map(entry), last.map(entry)];
  const found: QuickPickEntry<T>[] = [];
  const end = new AbortController();
  list.keepScrollPosition = true;
  list.items = [...above, ...below];
  list.busy = true;
  list.onDidHide(() => end.abort());
  const add = (items: readonly T[]) => {
    if (end.signal.aborted || items.length === 0) return;
    found.push(...items.map(entry));
    const { activeItems } = list;
    list.items = [...above, ...found, ...below];
    list.activeItems = activeItems;
  };
  const search = async () => {
    try {
      await find(add, end.signal);
    } finally {
      if (!end.signal.aborted) Object.assign(list, { busy: false, placeholder: plain(placeholder) });
    }
  };
  const answer = answerOf(list, () => list.activeItems[0]?.of);
  // What was found until then can be selected all the same.
  search().catch((error: unknown) => void tell('warning', error instanceof Error ? error.message : String(error)));
  return answer;
}
