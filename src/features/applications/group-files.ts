import { parseGroupFile } from '../../cluster/marathon/writes/group-file';

/** Number of files that are read at a time, between which others get their turn. */
const AT_A_TIME = 16;

/** What every group file contains somewhere. Files without it need not be parsed. */
const MARK = /"(apps|groups)"/;

/**
 * Yields the files that hold a group, as they are found. Ignores files that can't be read.
 * @param signal Ends the search.
 */
export async function* groupsAmong<File>(
  files: readonly File[],
  read: (file: File) => Promise<string>,
  signal: AbortSignal,
): AsyncGenerator<readonly File[], void> {
  for (let next = 0; next < files.length && !signal.aborted; next += AT_A_TIME) {
    const some = files.slice(next, next + AT_A_TIME);
    const holding = await Promise.all(some.map((file) => read(file).then(isGroup, () => false)));
    const found = some.filter((_, index) => holding[index]);
    if (found.length > 0) yield found;
  }
}

/** Whether a text is a group definition. */
export function isGroup(text: string): boolean {
  return MARK.test(text) && parseGroupFile(text).kind === 'group';
}
