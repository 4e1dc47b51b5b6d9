import { readKubernetesObject } from '../../src/policy/kubernetes/decode';
import { validateKubernetesPolicy } from '../../src/policy/kubernetes/validation';
import type { Outcome } from './cases';

/** A NetworkPolicy sent to Kubernetes' API server, and the answer. */
export interface KubeValidationCase {
  readonly id: string;
  readonly request: { readonly body?: unknown };
  readonly response: {
    readonly status: number;
    readonly body?: { readonly details?: { readonly causes?: readonly { readonly field?: string }[] } };
  };
}

/** Compares acceptance and the rejected fields. */
export function replayKubeValidation({ id, request, response }: KubeValidationCase): Outcome {
  const body = request.body as Readonly<Record<string, unknown>>;
  // A patch isn't a complete object, and parsed JSON has no 80.0.
  if (!readKubernetesObject(body) || id.endsWith('port-float-int')) return { id };
  const refusing = validateKubernetesPolicy(body).filter(({ refuses }) => refuses);
  const reported = new Set(refusing.map(({ path }) => fieldOf(path)));
  const accepted = response.status < 300;
  if ((reported.size === 0) !== accepted) return { id, failure: `${response.status}, but ${[...reported].join(' ')}` };
  if (response.status !== 422) return { id };
  const fields = new Set((response.body?.details?.causes ?? []).map(({ field = '' }) => field));
  const same = [...fields].every((field) => reported.has(field)) && [...reported].every((field) => fields.has(field));
  return same ? { id } : { id, failure: `${[...reported].join(' ')} instead of ${[...fields].join(' ')}` };
}

/** `spec.ingress[0].ports[0].port`; labels are reported as a whole. */
function fieldOf(path: readonly (string | number)[]): string {
  const labels = path.indexOf('matchLabels');
  const steps = labels >= 0 ? path.slice(0, labels + 1) : path;
  return steps
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .slice(1);
}
