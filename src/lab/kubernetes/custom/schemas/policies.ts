import { at, listOf } from '../../objects';
import { text, object, type ObjectSchema, type Rule } from '../schema';
import { globalFields, noGlobal, policyFields } from './rule';
import { root } from './root';

/** What is to become of a staged policy. */
export const stagedAction = text({ choices: ['Set', 'Delete', 'Learn', 'Ignore'], default: 'Set' });

const SELECTORS = [noGlobal('selector'), noGlobal('serviceAccountSelector')];

function isOn(self: unknown, field: string): boolean {
  return at(self, field) === true;
}

/** What policies for hosts may say. */
const HOSTS: readonly Rule[] = [
  {
    message: 'preDNAT and doNotTrack exclude each other',
    reason: 'FieldValueForbidden',
    holds: (self) => !isOn(self, 'doNotTrack') || !isOn(self, 'preDNAT'),
  },
  {
    message: 'a policy before DNAT has no egress rules',
    reason: 'FieldValueForbidden',
    holds: (self) => !isOn(self, 'preDNAT') || listOf(self, 'egress').length === 0,
  },
  {
    message: 'a policy before DNAT isn’t for egress',
    reason: 'FieldValueForbidden',
    holds: (self) => !isOn(self, 'preDNAT') || !listOf(self, 'types').includes('Egress'),
  },
  {
    message: 'preDNAT and doNotTrack need applyOnForward',
    holds: (self) => isOn(self, 'applyOnForward') || (!isOn(self, 'doNotTrack') && !isOn(self, 'preDNAT')),
  },
];

/** A policy of Calico’s own format. */
export function policySchema({ isGlobal = false, isStaged = false }): ObjectSchema {
  return root(
    object(
      { ...policyFields, ...(isGlobal && globalFields), ...(isStaged && { stagedAction }) },
      { rules: isGlobal ? [...HOSTS, ...SELECTORS, noGlobal('namespaceSelector')] : SELECTORS },
    ),
  );
}
