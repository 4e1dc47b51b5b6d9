import { membersOf, readMembers } from './members';
import { rulesText, tagsText } from '../profile';
import { done, type Result } from '../result';
import { children, isDirectory, PROFILES, put, removeTree, type CalicoctlState } from '../state';
import { table } from '../python/table';

/** `profile show`. */
export function showProfiles({ keys }: CalicoctlState, detailed: boolean): string {
  const names = children(keys, PROFILES);
  if (!detailed)
    return table(
      ['Name'],
      names.map((name) => [name]),
    );
  const members = names.length > 0 ? readMembers(keys) : [];
  const rows = names.flatMap((name) => {
    const own = membersOf(members, name).map(({ host, orchestrator, workload, endpoint, state }) => [
      name,
      host,
      orchestrator,
      workload,
      endpoint,
      state,
    ]);
    return own.length > 0 ? own : [[name, 'None', 'None', 'None', 'None', 'None']];
  });
  return table(['Name', 'Host', 'Orchestrator ID', 'Workload ID', 'Endpoint ID', 'State'], rows);
}

function exists({ keys }: CalicoctlState, name: string): boolean {
  return keys.has(PROFILES + name) || isDirectory(keys, `${PROFILES}${name}/`);
}

/** `profile add`: a profile exists if there is a directory, or a key, of its name. */
export function addProfile(state: CalicoctlState, name: string): Result {
  if (exists(state, name)) return done(state, `Profile ${name} already exists.\n`);
  const rules = { inbound: [{ action: 'allow', src_tag: name }], outbound: [{ action: 'allow' }] };
  // pycalico writes in this order: a watcher sees the rules last.
  let keys = put(state.keys, `${PROFILES}${name}/tags`, tagsText({ tags: [name] }));
  keys = put(keys, `${PROFILES}${name}/labels`, '{}');
  keys = put(keys, `${PROFILES}${name}/rules`, rulesText({ document: { id: name }, rules }));
  return done({ ...state, keys }, `Created profile ${name}\n`);
}

/** `profile remove`. */
export function removeProfile(state: CalicoctlState, name: string, check: boolean): Result {
  if (!exists(state, name)) return done(state, `Profile ${name} not found.\n`);
  if (check && membersOf(readMembers(state.keys), name).length > 0) {
    return done(
      state,
      "Cannot remove profile - profile in use by endpoint(s).\nUse the '--no-check' flag to remove the profile anyway.\n",
    );
  }
  return done({ ...state, keys: removeTree(state.keys, PROFILES + name) }, `Deleted profile ${name}\n`);
}
