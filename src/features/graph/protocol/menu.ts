import * as z from 'zod/mini';

/** What a context menu of the page is about. VS Code passes it to the command of the selected item. */
const target = z.discriminatedUnion('webviewSection', [
  z.object({ webviewSection: z.literal('star'), node: z.string() }),
  z.object({ webviewSection: z.literal('edge'), from: z.string(), to: z.string() }),
  z.object({ webviewSection: z.literal('group'), group: z.string() }),
]);

/** What the page itself does for an item of a menu. */
export const menuAction = z.object({
  type: z.literal('menu'),
  action: z.enum(['details', 'neighbors', 'toggle']),
  target,
});

export type MenuTarget = z.infer<typeof target>;
export type MenuAction = z.infer<typeof menuAction>;

/** Parses the argument of a command in a context menu of the page. */
export function readTarget(value: unknown): MenuTarget | undefined {
  const { data } = target.safeParse(value);
  return data;
}
