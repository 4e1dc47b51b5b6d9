import { checkArguments, checkPosition } from './arguments';
import type { Command } from './command';
import { loadProfile } from './mapping';
import { addProfile, removeProfile, showProfiles } from './commands/profile-commands';
import { Refusal } from './refusal';
import { done, type Result } from './result';
import { addRule, removeRule, removeRuleAt, updateRules } from './commands/rule-commands';
import { rulesJson, showRules } from './commands/rule-listing';
import type { CalicoctlState } from './state';
import { addTag, removeTag, showTags } from './commands/tag-commands';

/**
 * Applies `calicoctl profile …` to this datastore, with the same messages and exit codes. Differs from the original
 * only where the original has a defect: (a) lists and ranges of ports are accepted, and profiles that contain them are
 * read and written; (b) where the original ends in a traceback, the command is rejected with a reason; (c) `rule add
 * --at` out of range is rejected, where the original complains and then inserts anyway; (d) the names `.` and `..` are
 * rejected, because they escape the profiles' directory; (e) unknown keys, and documents without `id` or a list of
 * rules, are read and kept, not lost or "not found"; (f) a command that does not parse is reported with the expected
 * word, not with the usage text; (g) rules or tags that would make Felix ignore the profile, or that calicoctl itself
 * could not read back, are not stored.
 */
export function apply(command: Command, state: CalicoctlState): Result {
  try {
    return run(command, state);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { state, output: error.output, exit: error.exit === 0 ? 0 : 1 };
  }
}

function run(command: Command, state: CalicoctlState): Result {
  if (command.kind === 'show') return done(state, showProfiles(state, command.detailed));
  const rule = checkArguments(command.profile, 'rule' in command ? command.rule : undefined);
  const at = checkPosition('at' in command ? command.at : undefined);
  switch (command.kind) {
    case 'add':
      return addProfile(state, command.profile);
    case 'remove':
      return removeProfile(state, command.profile, command.check);
    case 'tag-show':
      return done(state, showTags(loadProfile(state, command.profile).shown));
    case 'tag-add':
      return addTag(state, command.profile, command.tag);
    case 'tag-remove':
      return removeTag(state, command.profile, command.tag);
    case 'rule-show':
      return done(state, showRules(loadProfile(state, command.profile).shown));
    case 'rule-json':
      return done(state, rulesJson(loadProfile(state, command.profile).shown));
    case 'rule-update':
      return updateRules(state, command.profile, command.document);
    case 'rule-add':
      return addRule(state, command.profile, command.direction, rule ?? {}, at);
    case 'rule-remove':
      return removeRule(state, command.profile, command.direction, rule ?? {});
    case 'rule-remove-at':
      return removeRuleAt(state, command.profile, command.direction, at ?? 0n);
  }
}
