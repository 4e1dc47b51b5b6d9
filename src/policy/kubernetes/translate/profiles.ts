import { allowAll } from '../../calico3/translate/resources';
import { NAMESPACE_PREFIX, SERVICE_ACCOUNT_PREFIX } from '../../calico3/translate/selectors';
import { originOf } from '../../calico3/translate/writing';
import type { Origin } from '../../model/origin';
import type { Profile } from '../../model/policy';
import type { Labels } from '../../selectors';
import type { Namespace, Pod, ServiceAccount } from '../objects';
import { accountProfile, DEFAULT_ACCOUNT, namespaceProfile } from './names';

/** The label with this prefix contains the name of a namespace or service account. */
const NAME_LABEL = 'projectcalico.org/name';

/** Maximum length of a label's value. */
const LONGEST_VALUE = 63;

/**
 * Returns the profiles that Calico derives from namespaces and service accounts (its Kubernetes conversion). Those that
 * objects refer to exist in every cluster, so they are created even if the objects are missing.
 * @param used The accounts of pods, see {@link accountOf}.
 */
export function translateProfiles(
  namespaces: readonly Namespace[],
  accounts: readonly ServiceAccount[],
  used: readonly string[],
): readonly Profile[] {
  const profiles = new Map<string, Profile>();
  const add = (profile: Profile) => {
    if (!profiles.has(profile.name)) profiles.set(profile.name, profile);
  };
  const pairs = used.map((key) => key.split('/') as [namespace: string, name: string]);
  for (const namespace of namespaces)
    add(ofNamespace(namespace.metadata.name, namespace.metadata.labels, originOf(namespace)));
  for (const account of accounts) {
    const { namespace = '', name, labels } = account.metadata;
    add(ofAccount(namespace, name, labels, originOf(account)));
  }
  for (const [namespace, name] of pairs) add(ofAccount(namespace, name, {}, undefined));
  for (const [namespace] of pairs) add(ofNamespace(namespace, {}, undefined));
  return [...profiles.values()];
}

/** Returns the namespace of a pod and its service account. Neither name has a slash. */
export function accountOf({ metadata, spec }: Pod): string {
  return `${metadata.namespace ?? ''}/${spec?.serviceAccountName ?? DEFAULT_ACCOUNT}`;
}

function ofNamespace(name: string, labels: Labels = {}, origin: Origin | undefined): Profile {
  // The API server sets this label on every namespace.
  const given = { 'kubernetes.io/metadata.name': name, ...labels };
  const profile = allowAll(namespaceProfile(name), inherited(NAMESPACE_PREFIX, name, given));
  return origin ? { ...profile, origin } : profile;
}

function ofAccount(namespace: string, name: string, labels: Labels = {}, origin: Origin | undefined): Profile {
  const profile = accountProfile(namespace, name);
  return {
    name: profile,
    rules: { state: 'in-force', ingress: [], egress: [] },
    // The name is too long for a label's value, so Calico sets no label.
    labels: name.length > LONGEST_VALUE ? {} : inherited(SERVICE_ACCOUNT_PREFIX, name, labels),
    tags: [],
    origin: origin ?? { object: { source: 'built-in', name: profile }, path: [] },
  };
}

function inherited(prefix: string, name: string, labels: Labels): Labels {
  const own = Object.entries(labels).map(([key, value]) => [`${prefix}${key}`, value] as const);
  return Object.fromEntries([...own, [`${prefix}${NAME_LABEL}`, name]]);
}
