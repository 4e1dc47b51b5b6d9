import { profileNamed } from '../../../../cluster/model/indexes';
import { changedProfile, type RuleLine, type RulesDocument } from '../../../../policy/calico1/document';
import { sameJson } from '../../../../base/json';
import type { Profile } from '../../../../policy/calico1/profile';
import type { DocumentContext } from '../document-context';

/** What a document's text makes of its profile. */
export interface DocumentDraft {
  /** Its rules are those of the lines, one for one: a line that cannot be read stands as a rule that decides nothing. */
  readonly profile: Profile;
  /** Whether it is another than the cluster's. */
  readonly changed: boolean;
  /** Whether every line could be read. */
  readonly whole: boolean;
}

interface Known extends DocumentDraft {
  readonly base: Profile;
  readonly subject: DocumentContext;
}

const known = new WeakMap<RulesDocument, Known>();

/**
 * Reads a document as a profile; once, as long as text and cluster stay the same.
 * @param opened the profile that the text started from, when it is known; else the cluster's counts as that.
 * @returns undefined when the cluster has no such profile that can be read.
 */
export function readDraft(
  document: RulesDocument,
  opened: Profile | undefined,
  subject: DocumentContext,
): DocumentDraft | undefined {
  const stored = profileNamed(subject.profile, subject.policy);
  if (stored?.kind !== 'profile') return undefined;
  const base = opened ?? stored;
  const before = known.get(document);
  const sameText = before?.base === base && before.subject.networks === subject.networks ? before : undefined;
  if (sameText?.subject.policy === subject.policy) return sameText;
  const profile = sameText?.profile ?? profileIn(document, base, subject);
  const whole = [...document.inbound, ...document.outbound].every(({ rule }) => rule);
  const draft = { profile, changed: !same(profile, stored), whole, base, subject };
  known.set(document, draft);
  return draft;
}

function profileIn(document: RulesDocument, base: Profile, { networks }: DocumentContext): Profile {
  return changedProfile(
    { ...document, inbound: document.inbound.map(readable), outbound: document.outbound.map(readable) },
    base,
    networks,
  );
}

function readable(line: RuleLine): RuleLine {
  return line.rule ? line : { ...line, text: 'log', rule: { action: 'log' } };
}

function same(a: Profile, b: Profile): boolean {
  return sameJson(a.tags, b.tags) && sameJson(a.inbound, b.inbound) && sameJson(a.outbound, b.outbound);
}
