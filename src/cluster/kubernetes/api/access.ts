import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import type { ServedResource } from '../resources';
import type { KubernetesApi } from './client';

/** Whether something is allowed. Unknown if the cluster does not tell. */
export type AccessAnswer = 'allowed' | 'denied' | 'unknown';

/** The attributes of a request, as authorization sees it (`authorization.k8s.io/v1 ResourceAttributes`). */
export interface AccessQuestion {
  readonly verb: 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete';
  readonly group: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
}

const review = z.object({ status: z.object({ allowed: z.boolean() }) });

const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** Asks the server whether the person of this context may do something. */
export async function mayI(api: KubernetesApi, question: AccessQuestion, signal?: AbortSignal): Promise<AccessAnswer> {
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: question },
  };
  try {
    const { value } = await api.send({
      method: 'POST',
      what: l10n.t('tell your permissions'),
      path: REVIEWS,
      body,
      isHarmless: true,
      signal,
    });
    const { success, data } = review.safeParse(value);
    return success ? (data.status.allowed ? 'allowed' : 'denied') : 'unknown';
  } catch (error) {
    if (signal?.aborted) throw error;
    return 'unknown';
  }
}

/** A change of a policy. */
export interface PolicyChange {
  readonly verb: 'create' | 'update' | 'delete';
  readonly namespace?: string;
  /** Absent for any policy of the namespace. */
  readonly name?: string;
  /** The tier of a policy of Calico. */
  readonly tier?: string;
}

/**
 * Asks whether a policy may be changed. Calico asks for the right to see the tier and, besides that to the policy itself,
 * for one to policies of the tier: of the resource `tier.networkpolicies`, for all by the name `TIER.*`, or for one by
 * its name (Calico's `authorizer`). Only its API server surely does, so that elsewhere a missing one proves nothing.
 */
export async function mayChangePolicy(
  api: KubernetesApi,
  { type }: Pick<ServedResource, 'type'>,
  { verb, namespace, name, tier }: PolicyChange,
  isCalicoServer: boolean,
  signal?: AbortSignal,
): Promise<AccessAnswer> {
  const { group, plural } = type;
  const within = namespace === undefined ? {} : { namespace };
  const ask = (question: AccessQuestion) => mayI(api, question, signal);
  // A request to create names no object.
  const own = ask({
    verb,
    group,
    resource: plural,
    ...(verb !== 'create' && name !== undefined && { name }),
    ...within,
  });
  if (tier === undefined) return own;
  const itsNames = name === undefined ? [] : [name.startsWith(`${tier}.`) ? name : `${tier}.${name}`, name];
  const names = [...new Set([`${tier}.*`, ...itsNames])];
  const [itself, sees, ...inTier] = await Promise.all([
    own,
    ask({ verb: 'get', group, resource: 'tiers', name: tier }),
    ...names.map((policy) => ask({ verb, group, resource: `tier.${plural}`, name: policy, ...within })),
  ]);
  const tiered = both(sees, inTier.find((answer) => answer === 'allowed') ?? inTier[0] ?? 'unknown');
  return both(itself, tiered === 'denied' && !isCalicoServer ? 'unknown' : tiered);
}

function both(a: AccessAnswer, b: AccessAnswer): AccessAnswer {
  if (a === 'denied' || b === 'denied') return 'denied';
  return a === 'unknown' || b === 'unknown' ? 'unknown' : 'allowed';
}
