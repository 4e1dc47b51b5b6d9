import type { Draft } from '../kinds/kind';
import { fieldsOf, isFields, textOf } from '../objects';
import { StatusError } from '../status-error';

/** The resource whose objects are admitted, for answers. */
interface Resource {
  readonly group: string;
  readonly plural: string;
}

const TIER_LABEL = 'projectcalico.org/tier';

/** The admission policies that Calico installs with its CRDs, and what binds them. */
const TIER = ['tierlabel.policy.projectcalico.org', 'set-tier-label-binding'] as const;
const TYPES = ['policytypes.policy.projectcalico.org', 'set-policytypes-binding'] as const;

/** Sets what Calico's admission policies do in a policy: its tier, the label of the tier, and its types. */
export function admitPolicy(draft: Draft, resource: Resource): void {
  const spec = draft['spec'];
  // Both changes of the tier's policy fail, and the condition of the other.
  if (!isFields(spec)) throw denied(draft, resource, [TIER, TIER, TYPES]);
  const { tier: given = '' } = spec;
  const tier = given === '' ? 'default' : given;
  draft['spec'] = { ...spec, tier, ...missingTypes(spec, 'types', ['Egress']) };
  const metadata = fieldsOf(draft, 'metadata');
  draft['metadata'] = { ...metadata, labels: { ...fieldsOf(metadata, 'labels'), [TIER_LABEL]: tier } };
}

/** Sets the types of a staged policy of Kubernetes. */
export function admitKubernetesPolicy(draft: Draft, resource: Resource): void {
  const spec = draft['spec'];
  if (!isFields(spec)) throw denied(draft, resource, [TYPES]);
  draft['spec'] = { ...spec, ...missingTypes(spec, 'policyTypes', ['Ingress', 'Egress']) };
}

/** Whether a list of rules is there counts, not whether it is empty. */
function missingTypes(spec: object, field: string, withEgress: readonly string[]): Readonly<Record<string, unknown>> {
  if ('types' in spec || 'policyTypes' in spec) return {};
  if (!('egress' in spec)) return { [field]: ['Ingress'] };
  return { [field]: 'ingress' in spec ? ['Ingress', 'Egress'] : withEgress };
}

/** An admission policy can't be evaluated for a policy without a spec. */
function denied(
  draft: Draft,
  { group, plural }: Resource,
  policies: readonly (readonly [name: string, binding: string])[],
): StatusError {
  const causes = policies.map(([name, binding]) => ({
    message: `policy '${name}' with binding '${binding}' denied request: no such key: spec`,
  }));
  const name = textOf(draft, 'metadata', 'name') ?? '';
  return new StatusError(403, 'Invalid', causes[0]?.message ?? '', {
    details: { name, group, kind: plural, causes },
  });
}
