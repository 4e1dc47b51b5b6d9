import * as l10n from '@vscode/l10n';
import { decidingPoliciesOf } from '../../policy/explain';
import type { Policy, Profile } from '../../policy/model/policy';
import type { Direction } from '../../policy/model/rule';
import type { CompiledModel } from '../../policy/verdict';

/**
 * Lists what decides for an endpoint in one direction, in evaluation order, across all kinds of objects; undefined if
 * only profiles do, which the steps name.
 */
export function decidersText(endpoint: string, direction: Direction, model: CompiledModel): string | undefined {
  const deciding = decidingPoliciesOf(endpoint, direction, model);
  if (!deciding || deciding.tiers.length === 0) return undefined;
  const tiers = deciding.tiers.map(({ tier, policies }) =>
    l10n.t('tier {0} ({1})', tier.name, policies.map(nameIn).join(', ')),
  );
  const written = deciding.profiles.filter((name) => isWritten(model.profiles.get(name)?.profile));
  const profiles = written.length === 0 ? [] : [l10n.t('profiles ({0})', written.join(', '))];
  return l10n.t('Evaluated in order: {0}.', [...tiers, ...profiles].join(', '));
}

/** Whether a profile is an object of its own; Calico derives others from namespaces and service accounts. */
function isWritten(profile: Profile | undefined): boolean {
  const object = profile?.origin.object;
  return object?.source !== 'built-in' && (object?.source !== 'resource' || object.kind === 'Profile');
}

/** A policy's name within its tier. */
function nameIn({ origin: { object }, tieBreak }: Policy): string {
  if (object.source !== 'resource') return tieBreak;
  return object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`;
}
