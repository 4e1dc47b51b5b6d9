import { knownPorts, type KnownPort } from '../../../../../cluster/model/known-ports';
import { selectedBy } from '../../../../../cluster/model/labels';
import { policyNamed } from '../../../../../cluster/model/policies';
import type { DocumentContext } from '../../document-context';

/** A port with its origin. */
export interface OfferedPort extends KnownPort {
  /** Whether an endpoint of the document's own profile listens on it. */
  readonly own: boolean;
}

/** Returns the cluster's ports, starting with those of the document's own endpoints. */
export function offeredPorts(subject: DocumentContext): readonly OfferedPort[] {
  const profiles = profilesOf(subject);
  const ports = knownPorts(subject.snapshot).map((known) => ({
    ...known,
    own: profiles.some((profile) => known.listeners.has(profile)),
  }));
  return [...ports.filter(({ own }) => own), ...ports.filter(({ own }) => !own)];
}

/** Returns the profiles of the document's endpoints. */
function profilesOf(subject: DocumentContext): readonly string[] {
  if (subject.kind === 'profile') return [subject.profile];
  const policy = policyNamed(subject, subject.policy);
  const selected = policy?.kind === 'policy' ? selectedBy(policy.selector, subject.policy) : undefined;
  return [...new Set(selected?.flatMap(({ endpoint }) => endpoint?.profileIds ?? []))];
}
