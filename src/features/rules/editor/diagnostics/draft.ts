import { profileNamed } from '../../../../cluster/model/indexes';
import { changedPolicy, changedProfile, type RuleLine, type RulesDocument } from '../../../../policy/calico1/document';
import { sameJson } from '../../../../base/json';
import type { Profile } from '../../../../policy/calico1/profile';
import { policyNamed } from '../../../../cluster/model/policies';
import type { TieredPolicy } from '../../../../policy/calico1/policy';
import type { PolicyContext, ProfileContext } from '../document-context';

/** The profile or policy that a document's text describes. */
export interface DocumentDraft {
  /** One rule per line. An unreadable line counts as a rule that never matches. */
  readonly profile: Profile;
  /** Whether it differs from the cluster's. */
  readonly changed: boolean;
  /** Whether every line is readable. */
  readonly whole: boolean;
}

interface Known extends DocumentDraft {
  readonly base: Profile;
  readonly subject: ProfileContext;
}

const known = new WeakMap<RulesDocument, Known>();

/**
 * Parses a document as a profile. Cached while text and cluster stay the same.
 * @param opened The profile that the text is based on. Defaults to the cluster's.
 * @returns undefined if the cluster has no such readable profile.
 */
export function readDraft(
  document: RulesDocument,
  opened: Profile | undefined,
  subject: ProfileContext,
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

function profileIn(document: RulesDocument, base: Profile, { networks }: ProfileContext): Profile {
  return changedProfile(withReadableRules(document), base, networks);
}

const knownPolicies = new WeakMap<RulesDocument, { readonly base: TieredPolicy; readonly policy: TieredPolicy }>();

/** Parses a document as a policy, like {@link readDraft}. */
export function readPolicyDraft(
  document: RulesDocument,
  opened: TieredPolicy | undefined,
  subject: PolicyContext,
): TieredPolicy | undefined {
  const stored = policyNamed(subject, subject.policy);
  if (stored?.kind !== 'policy') return undefined;
  const base = opened ?? stored;
  const before = knownPolicies.get(document);
  if (before?.base === base) return before.policy;
  const policy = changedPolicy(withReadableRules(document), base);
  knownPolicies.set(document, { base, policy });
  return policy;
}

function withReadableRules(document: RulesDocument): RulesDocument {
  return { ...document, inbound: document.inbound.map(readable), outbound: document.outbound.map(readable) };
}

function readable(line: RuleLine): RuleLine {
  return line.rule ? line : { ...line, text: 'log', rule: { action: 'log' } };
}

function same(a: Profile, b: Profile): boolean {
  return (
    a.labels === undefined &&
    sameJson(a.tags, b.tags) &&
    sameJson(a.inbound, b.inbound) &&
    sameJson(a.outbound, b.outbound)
  );
}
