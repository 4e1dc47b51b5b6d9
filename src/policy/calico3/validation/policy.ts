import * as l10n from '@vscode/l10n';
import type { Path } from '../../../base/decode';
import type { Findings } from '../../objects/finding';
import { DNS_LABEL, isSubdomain } from '../../objects/names';
import { compact } from '../defaults/compact';
import type { CalicoPolicy, GlobalPolicySpec, Rule, Staged } from '../objects';
import { checkRule } from './rule';
import { checkChoice, checkCount, checkSelector, forbidGlobal } from './selectors';

const MOST_RULES = 1024;
const TYPES = ['Ingress', 'Egress'];
const STAGED_ACTIONS = ['Set', 'Delete', 'Learn', 'Ignore'];

/** A policy's name has at most one dot; policies that Calico derives from Kubernetes have a prefix. */
const NAMESPACED = new RegExp(
  `^((${DNS_LABEL}\\.)?${DNS_LABEL}|(knp|ossg)\\.default\\.${DNS_LABEL}(\\.${DNS_LABEL})*)$`,
);
const GLOBAL = new RegExp(`^(${DNS_LABEL}\\.)?${DNS_LABEL}$`);

/** Checks a policy of Calico's own format, staged or not. */
export function checkPolicy(policy: CalicoPolicy, findings: Findings): void {
  const { name } = policy.metadata;
  const global = policy.kind === 'GlobalNetworkPolicy' || policy.kind === 'StagedGlobalNetworkPolicy';
  if (isSubdomain(name) && !(global ? GLOBAL : NAMESPACED).test(name)) {
    findings.server(['metadata', 'name'], l10n.t('The name “{0}” of a policy may have one dot at most.', name));
  }
  const spec: GlobalPolicySpec & Staged = policy.spec ?? {};
  checkSpec(spec, findings);
  if (global) checkGlobal(spec, findings);
  if (spec.stagedAction === 'Delete') checkDeletion(spec, findings);
}

function checkSpec(spec: GlobalPolicySpec & Staged, findings: Findings): void {
  const { tier = '', types } = spec;
  if (tier !== '' && !isSubdomain(tier))
    findings.server(['spec', 'tier'], l10n.t('“{0}” is not a valid tier name.', tier));
  checkChoice(spec.stagedAction, STAGED_ACTIONS, ['spec', 'stagedAction'], findings);
  for (const field of ['selector', 'serviceAccountSelector', 'namespaceSelector'] as const) {
    checkSelector(spec[field], ['spec', field], findings);
    forbidGlobal(spec[field], ['spec', field], findings);
  }
  for (const [index, type] of (types ?? []).entries()) checkChoice(type, TYPES, ['spec', 'types', index], findings);
  checkCount(types, TYPES.length, ['spec', 'types'], findings);
  if (types?.length === 0)
    findings.schema(['spec', 'types'], l10n.t('The list of types must not be empty: leave it out.'));
  else if (new Set(types).size < (types?.length ?? 0))
    findings.server(['spec', 'types'], l10n.t('A type is listed twice.'));
  checkHints(spec.performanceHints ?? [], findings);
  checkRules('ingress', spec.ingress ?? [], findings);
  checkRules('egress', spec.egress ?? [], findings);
}

function checkHints(hints: readonly string[], findings: Findings): void {
  const path = ['spec', 'performanceHints'];
  for (const [index, hint] of hints.entries()) {
    checkChoice(hint, ['AssumeNeededOnEveryNode'], [...path, index], findings);
  }
  if (new Set(hints).size < hints.length) findings.server(path, l10n.t('A hint is listed twice.'));
}

function checkRules(direction: 'ingress' | 'egress', rules: readonly Rule[], findings: Findings): void {
  const path: Path = ['spec', direction];
  checkCount(rules, MOST_RULES, path, findings);
  const near = direction === 'ingress' ? 'destination' : 'source';
  for (const [index, rule] of rules.entries()) {
    const place = [...path, index];
    checkRule(rule, place, findings);
    if (rule[near]?.services) {
      findings.server(
        [...place, near, 'services'],
        l10n.t('The {0} of {1} rules cannot be a service.', near, direction),
      );
    }
    if (direction === 'egress' && rule.http) {
      findings.server([...place, 'http'], l10n.t('Only ingress rules can match HTTP.'));
    }
  }
}

/** Cluster-wide policies must not depend on a namespace, and may apply to hosts. */
function checkGlobal(spec: GlobalPolicySpec, findings: Findings): void {
  for (const [direction, far] of [
    ['ingress', 'source'],
    ['egress', 'destination'],
  ] as const) {
    for (const [index, rule] of (spec[direction] ?? []).entries()) {
      const { services } = rule[far] ?? {};
      if (!services || (services.namespace ?? '') !== '') continue;
      const path = ['spec', direction, index, far, 'services', 'namespace'];
      findings.server(path, l10n.t('A policy for the whole cluster must name the service’s namespace.'));
    }
  }
  const { doNotTrack = false, preDNAT = false, applyOnForward = false } = spec;
  if (doNotTrack && preDNAT)
    findings.schema(['spec', 'preDNAT'], l10n.t('“preDNAT” and “doNotTrack” exclude each other.'));
  if (preDNAT && spec.egress?.length)
    findings.schema(['spec', 'egress'], l10n.t('A policy before DNAT has no egress rules.'));
  if (preDNAT && spec.types?.includes('Egress')) {
    findings.schema(['spec', 'types'], l10n.t('A policy before DNAT is not for egress.'));
  }
  if ((doNotTrack || preDNAT) && !applyOnForward) {
    const which = doNotTrack ? 'doNotTrack' : 'preDNAT';
    findings.schema(['spec', 'applyOnForward'], l10n.t('“{0}” requires “applyOnForward: true”.', which));
  }
}

/** A staged deletion identifies the policy by name and tier. */
function checkDeletion(spec: GlobalPolicySpec & Staged, findings: Findings): void {
  for (const field of Object.keys(compact(spec))) {
    if (field === 'stagedAction' || field === 'tier' || field === 'types') continue;
    findings.server(['spec', field], l10n.t('A staged deletion may only set its tier: remove “{0}”.', field));
  }
}
