import { profileNamed } from '../../../../cluster/model/indexes';
import { changedPolicy, changedProfile, type RuleLine, type RulesDocument } from '../../../../policy/calico1/document';
import { sameJson } from '../../../../base/json';
import type { Profile } from '../../../../policy/calico1/profile';
import { policyNamed, withPolicies } from '../../../../cluster/model/policies';
import type { PolicyData } from '../../../../cluster/model/snapshot';
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
  const draft = { profile, changed: !same(profile, stored), whole: isWhole(document), base, subject };
  known.set(document, draft);
  return draft;
}

function profileIn(document: RulesDocument, base: Profile, { networks }: ProfileContext): Profile {
  return changedProfile(withReadableRules(document), base, networks);
}

/** The policy of a tier that a document's text describes, like {@link DocumentDraft}. */
export interface PolicyDraft {
  readonly policy: TieredPolicy;
  readonly changed: boolean;
  readonly whole: boolean;
  /** The cluster's policy data with the draft. */
  readonly data: PolicyData;
}

interface KnownPolicy extends PolicyDraft {
  readonly base: TieredPolicy;
  readonly subject: PolicyContext;
}

const knownPolicies = new WeakMap<RulesDocument, KnownPolicy>();

/** Parses a document as a policy, like {@link readDraft}. */
export function readPolicyDraft(
  document: RulesDocument,
  opened: TieredPolicy | undefined,
  subject: PolicyContext,
): PolicyDraft | undefined {
  const stored = policyNamed(subject, subject.policy);
  if (stored?.kind !== 'policy') return undefined;
  const base = opened ?? stored;
  const before = knownPolicies.get(document);
  const sameText = before?.base === base ? before : undefined;
  if (sameText?.subject.policy === subject.policy) return sameText;
  const policy = sameText?.policy ?? changedPolicy(withReadableRules(document), base);
  const changed = !samePolicy(policy, stored);
  const { tier, name } = subject;
  const data = changed ? withPolicies(subject.policy, [{ tier, name, policy }]) : subject.policy;
  const draft = { policy, changed, whole: isWhole(document), data, base, subject };
  knownPolicies.set(document, draft);
  return draft;
}

function isWhole(document: RulesDocument): boolean {
  return [...document.inbound, ...document.outbound].every(({ rule }) => rule);
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

function samePolicy(a: TieredPolicy, b: TieredPolicy): boolean {
  return (
    a.selector === b.selector &&
    a.order === b.order &&
    sameJson(a.inbound, b.inbound) &&
    sameJson(a.outbound, b.outbound)
  );
}
