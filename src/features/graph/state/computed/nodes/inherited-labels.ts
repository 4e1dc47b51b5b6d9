import { compiledOf } from '../../../../../cluster/analysis/compiled';
import type { Scope } from '../../scope';
import { leavesIn, type Branch } from './tree';

/** What Calico puts before the labels that pods inherit from their namespaces. */
const INHERITED = 'pcns.';
/** Labels that name the namespace itself. */
const NAMES = new Set(['projectcalico.org/name', 'kubernetes.io/metadata.name']);

/** Returns the labels of a namespace, from one of its pods. */
export function inheritedLabels(branch: Branch, { policy }: Scope): Readonly<Record<string, string>> {
  const member = leavesIn(branch)[0]?.members[0];
  if (!policy || !member) return {};
  const labels = compiledOf(policy).model.directory.member(member.endpoint)?.class.labels ?? {};
  return Object.fromEntries(
    Object.entries(labels).flatMap(([key, value]) => {
      const name = key.startsWith(INHERITED) ? key.slice(INHERITED.length) : undefined;
      return name === undefined || NAMES.has(name) ? [] : [[name, value]];
    }),
  );
}
