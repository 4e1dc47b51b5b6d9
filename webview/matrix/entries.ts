import * as l10n from '@vscode/l10n';
import type { Party } from '../../src/features/matrix/protocol';

/** A row and a column of the matrix: one party, or several that policy can't tell apart. */
export interface MatrixEntry {
  /** Its index among the entries of its matrix. */
  readonly index: number;
  /** Stable as long as it represents the same parties. */
  readonly key: string;
  readonly name: string;
  /** The profiles; empty if the name contains them. */
  readonly detail: string;
  readonly class: number;
  /** Indices into the list of parties. */
  readonly members: readonly number[];
  readonly outside: boolean;
  /** The text that filters search, in lower case. */
  readonly searched: string;
}

/** Number of parties from which equivalent ones are grouped by default. */
export const MANY = 200;

/** Returns an entry for each party. */
export function singleEntries(parties: readonly Party[]): readonly MatrixEntry[] {
  return parties.map((party, place) => entry(place, party.name, party, [place], searchedOf(party)));
}

/** Returns an entry for each group of parties that policy can't tell apart. */
export function groupedEntries(parties: readonly Party[]): readonly MatrixEntry[] {
  const classes = new Map<number, number[]>();
  for (const [place, { class: number }] of parties.entries()) {
    const members = classes.get(number);
    if (members) members.push(place);
    else classes.set(number, [place]);
  }
  const groups = [...classes.values()].map((members) => ({
    members,
    parties: members.flatMap((place) => parties[place] ?? []),
  }));
  const names = groups.map(({ parties: alike }) => groupName(alike));
  const uses = new Map<string, number>();
  for (const name of names) uses.set(name, (uses.get(name) ?? 0) + 1);
  return groups.flatMap(({ members, parties: alike }, index) => {
    const [first] = alike;
    if (!first) return [];
    const name = names[index] ?? '';
    const unclear = (uses.get(name) ?? 0) > 1;
    return [
      entry(
        index,
        unclear ? `${name} (${first.addresses[0] ?? first.name} …)` : name,
        first,
        members,
        alike.map(searchedOf).join('\n'),
      ),
    ];
  });
}

function entry(
  index: number,
  name: string,
  { id, profiles, class: number, kind }: Party,
  members: readonly number[],
  searched: string,
): MatrixEntry {
  const detail = profiles.join(', ');
  return {
    index,
    key: members.length === 1 ? id : `${id} ×${members.length}`,
    name,
    detail: detail === name ? '' : detail,
    class: number,
    members,
    outside: kind === 'outside',
    searched,
  };
}

/** Returns the name of the app, controller or namespace that all belong to, else that of their profiles. */
function groupName(alike: readonly Party[]): string {
  const [first] = alike;
  if (!first) return '';
  if (alike.length === 1) return first.name;
  const { app, namespace, profiles } = first;
  const isOne = (key: 'app' | 'namespace') => alike.every((party) => party[key] === first[key]);
  if (namespace !== undefined && isOne('namespace'))
    return `${app !== undefined && isOne('app') ? app : namespace} ×${alike.length}`;
  const base =
    app !== undefined && isOne('app')
      ? app.slice(app.lastIndexOf('/') + 1)
      : profiles.join(', ') || (namespace === undefined ? l10n.t('no profile') : l10n.t('several namespaces'));
  return `${base} ×${alike.length}`;
}

function searchedOf({ name, app = '', profiles, addresses }: Party): string {
  return [name, app, ...profiles, ...addresses].join('\n').toLowerCase();
}
