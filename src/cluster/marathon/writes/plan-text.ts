import * as l10n from '@vscode/l10n';
import type { MarathonPlan } from './plan';

/** Maximum number of names in a paragraph, because modal dialogs can't scroll everywhere. */
const MAX_NAMES = 40;

/** Formats a plan as plain text for a modal dialog: one paragraph per kind of action, the most harmful first. */
export function describePlan({ starts, stops, restarts, scales, others, exact }: MarathonPlan): string {
  const less = scales.filter(({ from, to }) => from === undefined || to === undefined || to < from);
  const more = scales.filter((scale) => !less.includes(scale));
  return [
    paragraph(l10n.t('Stops and removes'), stops),
    paragraph(l10n.t('Restarts'), restarts),
    paragraph(l10n.t('Scales down'), less.map(describeScale)),
    paragraph(l10n.t('Other changes'), others),
    paragraph(l10n.t('Scales up'), more.map(describeScale)),
    paragraph(l10n.t('Starts'), starts),
    exact
      ? ''
      : l10n.t(
          'Marathon returned no plan. This one is estimated from the last known state. Apps whose definition changes are restarted, too.',
        ),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

function describeScale({ id, from, to }: MarathonPlan['scales'][number]): string {
  if (to === undefined) return id;
  return from === undefined ? l10n.t('{0} to {1}', id, to) : l10n.t('{0} from {1} to {2}', id, from, to);
}

function paragraph(what: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const more = names.length > MAX_NAMES ? l10n.t(', and {0} more', names.length - MAX_NAMES) : '';
  return `${what}: ${names.slice(0, MAX_NAMES).map(oneLine).join(', ')}${more}`;
}

/** Control and direction characters could disguise a name. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd');
}
