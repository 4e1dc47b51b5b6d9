import { jsonOrUndefined } from '../json';
import { DockerError } from './docker-error';

/** Filters of a list or of the event stream: one of the values of each name must match. */
export type Filters = ReadonlyMap<string, readonly string[]>;

/**
 * Parses the `filters` parameter in both documented forms, `{"driver":["calico"]}` and `{"driver":{"calico":true}}`.
 * @param known The supported names.
 * @param refusesOthers Whether other names are rejected or ignored.
 * @throws DockerError 400 for anything else.
 */
export function parseFilters(text: string | null, known: readonly string[], refusesOthers = true): Filters {
  if (text === null || text === '') return new Map();
  const value = jsonOrUndefined(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new DockerError(400, `invalid filters: ${text}`);
  return new Map(
    Object.entries(value).flatMap(([name, wanted]: [string, unknown]) => {
      if (known.includes(name)) return [[name, wantedTexts(wanted)] as const];
      if (refusesOthers) throw new DockerError(400, `Invalid filter '${name}'`);
      return [];
    }),
  );
}

/** Whether something passes all filters; `test` compares one value of one filter. */
export function passes(filters: Filters, test: (name: string, value: string) => boolean): boolean {
  return [...filters].every(([name, values]) => values.length === 0 || values.some((value) => test(name, value)));
}

function wantedTexts(wanted: unknown): string[] {
  if (Array.isArray(wanted)) return wanted.map(String);
  if (typeof wanted !== 'object' || wanted === null) return [String(wanted)];
  return Object.entries(wanted).flatMap(([value, on]) => (on === true ? [value] : []));
}
