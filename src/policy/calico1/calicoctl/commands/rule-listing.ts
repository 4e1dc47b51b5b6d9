import * as l10n from '@vscode/l10n';
import type { HeldProfile } from '../profile';
import { plain } from '../python/python';
import { unreadable } from '../refusal';
import { shownRule, writtenRule, type RawRule } from '../rule';

/** `rule show`. */
export function showRules({ rules, name }: HeldProfile): string {
  const lines = (list: readonly RawRule[]) =>
    list.map((rule, index) => {
      const text = shownRule(rule);
      if (text === undefined)
        throw unreadable(l10n.t('Rule {0} of profile {1} has no action or a null protocol.', index + 1, name));
      return ` ${String(index + 1).padStart(3)} ${text}\n`;
    });
  return ['Inbound rules:\n', ...lines(rules.inbound), 'Outbound rules:\n', ...lines(rules.outbound)].join('');
}

/** `rule json`. */
export function rulesJson({ rules, document }: HeldProfile): string {
  const id = 'id' in document ? { id: plain(document['id'] ?? null) } : {};
  const shown = {
    ...id,
    inbound_rules: rules.inbound.map(writtenRule),
    outbound_rules: rules.outbound.map(writtenRule),
  };
  return `${JSON.stringify(shown, null, 2)}\n\n`;
}
