import * as l10n from '@vscode/l10n';
import { ask } from '../../app/text/window';

/** An order that was typed; without one, an object comes last. */
export interface TypedOrder {
  readonly order: number | undefined;
}

const NUMBER = /^-?\d+(\.\d+)?$/;

/** Asks for the order of an object. Returns undefined if the input was dismissed. */
export async function typeOrder(name: string, before: number | undefined): Promise<TypedOrder | undefined> {
  const typed = await ask({
    title: l10n.t('Order of {0}', name),
    prompt: l10n.t('Lower numbers are evaluated first. Leave it empty to come last.'),
    value: before === undefined ? '' : String(before),
    check: (text) => (text.trim() === '' || NUMBER.test(text.trim()) ? undefined : l10n.t('Enter a number.')),
  });
  if (typed === undefined) return undefined;
  return { order: typed.trim() === '' ? undefined : Number(typed) };
}

/** What was done, for the status bar. */
export function orderedText(name: string, { order }: TypedOrder): string {
  return order === undefined ? l10n.t('{0} comes last now.', name) : l10n.t('{0} has order {1} now.', name, order);
}

/** Why a policy can't be moved up (-1) or down (1). */
export function atEndText(name: string, by: 1 | -1): string {
  return by < 0
    ? l10n.t('{0} is already the first policy of the tier.', name)
    : l10n.t('{0} is already the last policy of the tier.', name);
}
