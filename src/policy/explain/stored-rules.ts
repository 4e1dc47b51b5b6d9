import { decodeProfile, type Profile } from '../calico1/profile';
import type { CompiledProfile } from '../verdict/profile';
import type { CompiledPolicy } from '../verdict/policy';

const read = new WeakMap<CompiledProfile, Profile | undefined>();

/** Returns a profile with editable rules; undefined if it is missing or can't be read. */
export function profileOf(policy: CompiledPolicy, name: string): Profile | undefined {
  const compiled = policy.profiles.get(name);
  if (!compiled) return undefined;
  if (!read.has(compiled)) {
    const decoded = decodeProfile(name, { ...compiled.stored, labels: undefined });
    read.set(compiled, decoded.kind === 'profile' ? decoded : undefined);
  }
  return read.get(compiled);
}
