import { decodeProfile, type Profile } from '../calico1/profile';
import type { CompiledProfile } from '../verdict/profile';
import type { CompiledPolicy } from '../verdict/policy';

const read = new WeakMap<CompiledProfile, Profile | undefined>();

/** A profile's rules as a person sees and edits them; undefined when there are none, or none that can be read. */
export function profileOf(policy: CompiledPolicy, name: string): Profile | undefined {
  const compiled = policy.profiles.get(name);
  if (!compiled) return undefined;
  if (!read.has(compiled)) {
    const decoded = decodeProfile(name, { ...compiled.stored, labels: undefined });
    read.set(compiled, decoded.kind === 'profile' ? decoded : undefined);
  }
  return read.get(compiled);
}
