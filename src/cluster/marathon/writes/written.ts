import type { GroupAnswer } from '../answers';
import { readDefinition, type DefinedGroup } from './definition';

/** Whether a group equals its definition: exactly the named apps and groups, with the defined numbers of instances. */
export function isAsWritten(definition: object, group: GroupAnswer): boolean {
  const wanted = readDefinition({ ...definition, id: group.id }, group.id);
  return wanted !== undefined && matches(wanted, group);
}

function matches({ apps, groups }: DefinedGroup, there: GroupAnswer): boolean {
  const appsMatch =
    apps?.length === undefined ||
    (apps.length === there.apps.length &&
      apps.every(({ id, instances }) => there.apps.some((app) => app.id === id && app.instances === instances)));
  if (!appsMatch || groups === undefined) return appsMatch;
  return (
    groups.length === there.groups.length &&
    groups.every((inner) => there.groups.some((group) => group.id === inner.id && matches(inner, group)))
  );
}
