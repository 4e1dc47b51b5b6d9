import * as z from 'zod/mini';

/** A list; empty if the value is something else. */
export const anyList = z.catch(z.array(z.unknown()), []);

/** A list whose items are read one by one. Skips unreadable items. */
export function lenientList<T>(item: z.ZodMiniType<T>): z.ZodMiniType<readonly T[]> {
  return z.pipe(
    anyList,
    z.transform((items: unknown[]): readonly T[] => items.flatMap((value) => readOne(item, value))),
  );
}

/**
 * Reads the items of a list one by one. Calls `unreadable` for those that fail, with their positions, counted from 1.
 */
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
