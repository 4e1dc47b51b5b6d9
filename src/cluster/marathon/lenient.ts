import * as z from 'zod/mini';

/** Any list; none when it is something else. */
export const anyList = z.catch(z.array(z.unknown()), []);

/** A list of which each item is read by itself: one that cannot be read is left out and costs nothing else. */
export function lenientList<T>(item: z.ZodMiniType<T>): z.ZodMiniType<readonly T[]> {
  return z.pipe(
    anyList,
    z.transform((items: unknown[]): readonly T[] => items.flatMap((value) => readOne(item, value))),
  );
}

/** Reads each item of a list by itself; `odd` hears of those that cannot be read, with their place from 1. */
export function readEach<T>(
  item: z.ZodMiniType<T>,
  items: readonly unknown[],
  unreadable: (value: unknown, place: number) => void,
): readonly T[] {
  return items.flatMap((value, index) => {
    const read = readOne(item, value);
    if (read.length === 0) unreadable(value, index + 1);
    return read;
  });
}

function readOne<T>(item: z.ZodMiniType<T>, value: unknown): readonly T[] {
  const parsed = item.safeParse(value);
  return parsed.success ? [parsed.data] : [];
}
