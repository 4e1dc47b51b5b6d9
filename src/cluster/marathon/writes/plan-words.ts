import type { Plan } from './plan';

/** The most names in one paragraph: a modal does not scroll everywhere. */
const MAX_NAMES = 40;

/** A plan as plain text for a modal: a paragraph for each thing that happens, what hurts first. */
export function describePlan({ starts, stops, restarts, scales, others, exact }: Plan): string {
  const less = scales.filter(({ from, to }) => from === undefined || to === undefined || to < from);
  const more = scales.filter((scale) => !less.includes(scale));
  return [
    paragraph('Stops and forgets', stops),
    paragraph('Restarts', restarts),
    paragraph('Scales down', less.map(describeScale)),
    paragraph('Also', others),
    paragraph('Scales up', more.map(describeScale)),
    paragraph('Starts', starts),
    exact
      ? ''
      : 'Marathon gave no plan. This is worked out from what was last seen: apps whose definition changes are restarted, too.',
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

function describeScale({ id, from, to }: Plan['scales'][number]): string {
  if (to === undefined) return id;
  return from === undefined ? `${id} to ${to}` : `${id} from ${from} to ${to}`;
}

function paragraph(what: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const more = names.length > MAX_NAMES ? `, and ${names.length - MAX_NAMES} more` : '';
  return `${what}: ${names.slice(0, MAX_NAMES).map(oneLine).join(', ')}${more}`;
}

/** Control and direction characters would let a name look like something else. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd');
}
