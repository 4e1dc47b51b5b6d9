import * as l10n from '@vscode/l10n';
import { Findings, type Finding } from '../../objects/finding';
import { checkMetadata } from '../../objects/metadata';
import { readCalicoObject } from '../decode';
import { withClientDefaults, withSchemaDefaults, type Writing } from '../defaults';
import type { CalicoObject } from '../objects';
import { checkPolicy } from './policy';
import { checkHostEndpoint, checkSet, checkTier } from './resources';
import { checkRule } from './rule';

/** Cluster-wide kinds. */
const CLUSTER_WIDE: ReadonlySet<CalicoObject['kind']> = new Set([
  'GlobalNetworkPolicy',
  'StagedGlobalNetworkPolicy',
  'Tier',
  'GlobalNetworkSet',
  'HostEndpoint',
  'Profile',
  'FelixConfiguration',
]);

/**
 * Returns what is wrong with a Calico v3 object, depending on where it is written to. calicoctl and Calico's API server
 * decode strictly, run their own checks, and then check the schema. Native CRDs check only the schema and its rules,
 * and drop unknown fields. Returns nothing for objects of other kinds.
 */
export function validateCalicoObject(value: unknown, writing: Exclude<Writing, 'raw-crd'>): readonly Finding[] {
  const decoded = readCalicoObject(value);
  if (!decoded) return [];
  const native = writing === 'native-crd';
  const findings = new Findings();
  findings.decoded(decoded.problems, !native);
  if (decoded.value) {
    const object = native ? withSchemaDefaults(decoded.value) : withClientDefaults(decoded.value);
    checkObject(object, findings);
    if (native && !decoded.value.spec) findings.schema(['spec'], l10n.t('“spec” is missing.'));
  }
  return native ? findings.all.filter(({ by }) => by !== 'server') : findings.all;
}

function checkObject(object: CalicoObject, findings: Findings): void {
  checkMetadata(object.metadata, findings);
  if (CLUSTER_WIDE.has(object.kind) && (object.metadata.namespace ?? '') !== '') {
    findings.schema(['metadata', 'namespace'], l10n.t('A {0} belongs to no namespace.', object.kind));
  }
  switch (object.kind) {
    case 'NetworkPolicy':
    case 'GlobalNetworkPolicy':
    case 'StagedNetworkPolicy':
    case 'StagedGlobalNetworkPolicy':
      checkPolicy(object, findings);
      break;
    case 'Tier':
      checkTier(object, findings);
      break;
    case 'NetworkSet':
    case 'GlobalNetworkSet':
      checkSet(object, findings);
      break;
    case 'HostEndpoint':
      checkHostEndpoint(object, findings);
      break;
    case 'Profile':
      for (const direction of ['ingress', 'egress'] as const) {
        for (const [index, rule] of (object.spec?.[direction] ?? []).entries()) {
          checkRule(rule, ['spec', direction, index], findings);
        }
      }
      break;
    case 'FelixConfiguration':
      break;
  }
}
