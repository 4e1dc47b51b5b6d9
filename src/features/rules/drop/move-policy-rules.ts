import { connected, type Acting } from '../../../app/commands';
import { editBothDirections } from '../../../app/tier-edit';
import { moveInLists, type Drop } from '../../tree';
import { movedMessage, refusalMessage, unmovedMessage } from './move-messages';

type PolicyMove = Extract<Drop, { readonly kind: 'move-in-policy' }>;

/** Moves rules within their policy, in order: all or none. */
export async function movePolicyRules(context: Acting, { policy, rules, to }: PolicyMove): Promise<void> {
  const { reporter } = context;
  // The last attempt counts, as in every edit.
  const attempts: { readonly stays: boolean }[] = [];
  const outcome = await editBothDirections(connected(context), policy, (before) => {
    const result = moveInLists(before, rules, to);
    attempts.push({ stays: result.kind === 'changed' && result.lists === before });
    return result;
  });
  const place = `${policy.name}, ${to.direction ?? rules[0]?.direction ?? 'inbound'}`;
  if (outcome !== 'changed') reporter.warning(refusalMessage(outcome, place));
  else if (attempts.at(-1)?.stays === true) reporter.done(unmovedMessage(rules.length));
  else reporter.done(movedMessage(rules.length, place));
}
