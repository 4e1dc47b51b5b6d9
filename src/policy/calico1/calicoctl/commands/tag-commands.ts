import * as l10n from '@vscode/l10n';
import type { Json } from '../../felix/json';
import { validateTags } from '../../felix';
import { loadProfile, type MappedProfile } from '../mapping';
import { tagsText, type HeldProfile } from '../profile';
import { pythonPrint } from '../python/python';
import { Refusal, unreadable } from '../refusal';
import { done, type Result } from '../result';
import { PROFILES, put, type CalicoctlState } from '../state';

/** `tag show`: one tag per line, in no particular order. */
export function showTags({ tags }: HeldProfile): string {
  return tags.map((tag) => `${pythonPrint(tag)}\n`).join('');
}

/** `tag add`; an existing tag is accepted silently. */
export function addTag(state: CalicoctlState, name: string, tag: string): Result {
  const profile = loadProfile(state, name);
  const { tags } = profile.shown;
  const added = `Tag ${tag} added to profile ${name}\n`;
  if (finds(tags, tag)) return done(writeTags(state, profile, profile.shown), added);
  const next = { ...profile.shown, tags: [...tags, tag] };
  // The stored form may be a network's ID, which is always valid.
  const validation = validateTags('tag', JSON.stringify(profile.stored(next).tags.slice(-1)));
  if (validation.outcome !== 'accepted')
    throw unreadable(
      l10n.t('Felix would ignore all tags of profile {0}: {1}', name, validation.faults[0]?.message ?? ''),
    );
  return done(writeTags(state, profile, next), added);
}

/** `tag remove`. */
export function removeTag(state: CalicoctlState, name: string, tag: string): Result {
  const profile = loadProfile(state, name);
  const { tags } = profile.shown;
  if (!finds(tags, tag)) throw new Refusal(`Tag ${tag} is not on profile ${name}\n`);
  return done(
    writeTags(state, profile, { ...profile.shown, tags: tags.filter((other) => other !== tag) }),
    `Tag ${tag} removed from profile ${name}\n`,
  );
}

/** The original compares bytes with text, so it never finds a tag with non-ASCII characters. */
function finds(tags: readonly Json[], tag: string): boolean {
  return tags.includes(tag) && Array.from(tag).every((character) => (character.codePointAt(0) ?? 0) < 128);
}

function writeTags(state: CalicoctlState, profile: MappedProfile, shown: HeldProfile): CalicoctlState {
  const stored = profile.stored(shown);
  return { ...state, keys: put(state.keys, `${PROFILES}${stored.name}/tags`, tagsText(stored)) };
}
