import { at, listOf, numberOf, textOf, type KubeObject } from '../objects';
import { AGE, ageOf, column, NAME, type Columns } from './columns';

/** Custom resources show their age as a date. */
const DATE_AGE = { ...AGE, type: 'date' } as const;

const ageCell = ({ metadata }: KubeObject): string => ageOf(metadata.creationTimestamp);

/** The columns of a custom resource whose CRD names none. */
export const customColumns: Columns = {
  definitions: [NAME, DATE_AGE],
  cells: (object) => [object.metadata.name, ageCell(object)],
};

export const policyColumns: Columns = {
  definitions: [
    NAME,
    column('Tier', 'The tier of the policy'),
    column('Order', 'Its place in the tier', { type: 'number' }),
  ],
  cells: (policy) => [
    policy.metadata.name,
    textOf(policy, 'spec', 'tier') ?? null,
    at(policy, 'spec', 'order') ?? null,
  ],
};

export const globalPolicyColumns: Columns = {
  definitions: [...policyColumns.definitions, DATE_AGE],
  cells: (policy) => [...policyColumns.cells(policy), ageCell(policy)],
};

export const tierColumns: Columns = {
  definitions: [
    NAME,
    column('Order', 'Its place among the tiers', { type: 'integer' }),
    column('DefaultAction', 'What happens to what no policy of it decides'),
    column('Status', 'Whether Calico uses it'),
  ],
  cells: (tier) => {
    const ready = listOf(tier, 'status', 'conditions').find((condition) => at(condition, 'type') === 'Ready');
    return [
      tier.metadata.name,
      at(tier, 'spec', 'order') ?? null,
      textOf(tier, 'spec', 'defaultAction') ?? null,
      textOf(ready, 'reason') ?? null,
    ];
  },
};

export const clusterPolicyColumns: Columns = {
  definitions: [NAME, column('Tier', 'The tier of the policy'), column('Priority', 'Its place in the tier'), DATE_AGE],
  cells: (policy) => [
    policy.metadata.name,
    textOf(policy, 'spec', 'tier') ?? null,
    String(numberOf(policy, 'spec', 'priority') ?? ''),
    ageCell(policy),
  ],
};
