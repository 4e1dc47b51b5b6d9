import type { Labels } from '../selectors/selector';
import type { CompiledPolicy, PolicyEndpoint, PolicyHost } from './policy';
import type { CompiledProfile } from './profile';

/** The inputs of a directory. */
interface Source {
  readonly profiles: ReadonlyMap<string, CompiledProfile>;
  readonly endpoints: readonly PolicyEndpoint[];
  readonly hosts: readonly PolicyHost[];
}

/** Whether addresses and tags are the same as in the policy. */
export function sameDirectory(policy: CompiledPolicy, { profiles, endpoints, hosts }: Source): boolean {
  return (
    sameSequence(
      policy.endpoints.values(),
      endpoints,
      ({ endpoint }, other) => endpoint === other || sameEndpoint(endpoint, other),
    ) &&
    sameSequence(policy.hosts.values(), hosts, ({ host }, other) => host === other || sameHost(host, other)) &&
    sameSequence(
      policy.profiles.values(),
      [...profiles.values()],
      (known, profile) => known === profile || sameTags(known, profile),
    )
  );
}

export function sameLabels(a: Labels | undefined, b: Labels | undefined): boolean {
  if (a === b) return true;
  const left = Object.entries(a ?? {});
  return left.length === Object.keys(b ?? {}).length && left.every(([key, value]) => b?.[key] === value);
}

function sameSequence<A, B>(a: Iterable<A>, b: readonly B[], same: (a: A, b: B) => boolean): boolean {
  let index = 0;
  for (const item of a) {
    const other = b[index++];
    if (other === undefined || !same(item, other)) return false;
  }
  return index === b.length;
}

function sameEndpoint(a: PolicyEndpoint, b: PolicyEndpoint): boolean {
  return (
    a.name === b.name &&
    a.host === b.host &&
    a.active === b.active &&
    a.void === b.void &&
    sameTexts(a.profiles, b.profiles) &&
    sameTexts(a.addresses, b.addresses) &&
    sameLabels(a.labels, b.labels)
  );
}

function sameHost(a: PolicyHost, b: PolicyHost): boolean {
  return a.name === b.name && a.fromWorkloads === b.fromWorkloads && sameTexts(a.addresses, b.addresses);
}

/** Whether two profiles are equal in their effect on tags; selectors are looked up like tags. */
export function sameTags(a: CompiledProfile, b: CompiledProfile): boolean {
  return (
    a.name === b.name &&
    sameTexts(a.tags, b.tags) &&
    sameTexts(a.selectors, b.selectors) &&
    sameLabels(a.labels, b.labels)
  );
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((text, index) => text === b[index]));
}
