import { dataOf, profileNamed } from '../../cluster/model/indexes';
import { policyNamed } from '../../cluster/model/policies';
import { resourceNamed } from '../../cluster/model/resources';
import type { Snapshot } from '../../cluster/model/snapshot';
import { formatPolicy, formatProfile, parseDocument } from '../../policy/calico1/document';
import { formatResource, parseYaml } from '../../policy/documents';
import { translations } from '../policy-edit';
import type { RulePlace } from '../preview/rule-focus';
import type { ResourcePlace } from '../resource-place';
import { documentName } from './address';
import { findIn, rulesIn } from './positions';

/** A rule, or a part of an object, that a document shows. */
export type DocumentPlace = RulePlace | ResourcePlace;

/** Returns the text of a place's document, as it opens; undefined if the cluster has no such object, or can't read it. */
export function textOf(place: DocumentPlace, snapshot: Snapshot): string | undefined {
  const data = dataOf(snapshot.policy);
  if ('resource' in place) {
    const stored = resourceNamed(place.resource, data);
    return stored && formatResource(stored);
  }
  const owner = ownerOf(place, snapshot);
  if (owner?.kind === 'policy') return formatPolicy(owner);
  return owner && formatProfile(owner, documentName(owner.name, snapshot), translations(owner.name, snapshot));
}

/**
 * Returns the line of a place in the text of its document, which may be edited, from 0; undefined if the text has no such
 * rule.
 */
export function lineIn(text: string, place: DocumentPlace, snapshot: Snapshot): number | undefined {
  if ('resource' in place) {
    const { start } = parseYaml(text).spanOf(place.path, 'key');
    return text.slice(0, start).split('\n').length - 1;
  }
  const owner = ownerOf(place, snapshot);
  if (!owner) return undefined;
  const { direction, position } = place;
  const document = parseDocument(text, owner.kind);
  const networks = owner.kind === 'policy' ? [] : translations(owner.name, snapshot);
  const found = findIn(owner[direction], position - 1, rulesIn(document, direction, { networks }));
  return found === undefined ? undefined : document[direction][found]?.line;
}

/** Returns what has a rule, if it can be read. */
function ownerOf({ profile, policy: id }: RulePlace, { policy }: Snapshot) {
  const found = id ? policyNamed(id, dataOf(policy)) : profileNamed(profile, dataOf(policy));
  return found?.kind === 'broken' ? undefined : found;
}
