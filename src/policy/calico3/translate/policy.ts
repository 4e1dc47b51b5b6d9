import * as l10n from '@vscode/l10n';
import { below, type Origin, type Path, type Problem } from '../../model/origin';
import type { Layer, Policy, StagedAction, Staging } from '../../model/policy';
import { DIRECTIONS, type Direction } from '../../model/rule';
import { ALL, allOf, type SelectorNode } from '../../selectors';
import type { CalicoPolicy, GlobalPolicySpec, PolicySpec, Rule } from '../objects';
import { Report } from './report';
import { translateRules, type WrittenRule } from './rule';
import { globalSelector, inNamespace, selectorOf, serviceAccountSelectorOf } from './selectors';
import { originOf, type Writing } from './writing';

/** The tier of policies without a tier. */
const DEFAULT_TIER = 'default';

/** The object that defines a policy, which differs for a converted policy. */
export interface PolicySource {
  /** The kind by which Felix distinguishes it from others with its name. */
  readonly kind: string;
  readonly origin: Origin;
  /** The origin of each rule. Defaults to the policy itself. */
  readonly paths?: Readonly<Record<Direction, readonly Path[]>>;
}

/** Translates a policy in Calico v3's format. Returns undefined if Felix drops it; the problems contain the reason. */
export function translatePolicy(
  policy: CalicoPolicy,
  writing: Writing,
  problems: Problem[],
  source: PolicySource = { kind: policy.kind, origin: originOf(policy) },
): Policy | undefined {
  const spec: GlobalPolicySpec & { readonly stagedAction?: string } = policy.spec ?? {};
  const { name } = policy.metadata;
  const { kind, origin } = source;
  const report = new Report(problems, origin).at('spec');
  const namespace = policy.kind.endsWith('GlobalNetworkPolicy') ? undefined : policy.metadata.namespace;
  const staged = policy.kind.startsWith('Staged')
    ? stagingOf(spec.stagedAction, kind.slice('Staged'.length), namespace, name)
    : undefined;
  const selector = policySelector(spec, namespace, report);
  const ingress = translateRules(written(spec, 'ingress', source), namespace, report);
  const egress = translateRules(written(spec, 'egress', source), namespace, report);
  if (staged?.action !== 'delete' && (!selector || !ingress || !egress)) return undefined;
  const applies = typesOf(spec, policy.apiVersion.startsWith('crd.') ? 'raw' : writing);
  return {
    ...identity(kind, namespace, name),
    tier: spec.tier ?? DEFAULT_TIER,
    order: spec.order ?? Infinity,
    selector: selector ?? ALL,
    layer: layerOf(spec),
    ingress: applies.includes('ingress') ? (ingress ?? []) : undefined,
    egress: applies.includes('egress') ? (egress ?? []) : undefined,
    staged,
    origin,
  };
}

function written(spec: PolicySpec, direction: Direction, { origin, paths }: PolicySource): readonly WrittenRule[] {
  const rules = spec[direction] ?? [];
  const own = writtenAt(rules, below(origin, 'spec', direction));
  if (!paths) return own;
  return own.map(({ rule }, index) => ({ rule, origin: below(origin, ...(paths[direction][index] ?? [])) }));
}

/** Returns the names by which Felix sorts policies and staged policies find theirs. */
function identity(kind: string, namespace: string | undefined, name: string): Pick<Policy, 'id' | 'tieBreak'> {
  return {
    id: namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`,
    tieBreak: `${name}/${namespace ?? ''}/${kind}`,
  };
}

const STAGED_ACTIONS: Readonly<Record<string, StagedAction>> = {
  Set: 'set',
  Delete: 'delete',
  Learn: 'learn',
  Ignore: 'ignore',
};

/** Returns what committing does to a staged policy whose committed version has this kind and name. */
function stagingOf(action: string | undefined, kind: string, namespace: string | undefined, name: string): Staging {
  const { id, tieBreak } = identity(kind, namespace, name);
  return { action: STAGED_ACTIONS[action ?? 'Set'] ?? 'set', target: id, tieBreak };
}

function layerOf({ doNotTrack, preDNAT, applyOnForward }: GlobalPolicySpec): Layer {
  if (doNotTrack) return 'untracked';
  if (preDNAT) return 'pre-dnat';
  return applyOnForward ? 'forward' : 'normal';
}

function policySelector(
  spec: GlobalPolicySpec,
  namespace: string | undefined,
  report: Report,
): SelectorNode | undefined {
  const { selector = '', namespaceSelector = '', serviceAccountSelector = '' } = spec;
  const own = selectorOf(selector);
  if (!own)
    report.add('dropped', l10n.t('“{0}” is not a valid selector, so Felix drops the policy.', selector), 'selector');
  const outer = (text: string, field: string) => {
    const node = text === '' ? undefined : selectorOf(text);
    if (text !== '' && !node)
      report.add(
        'widened',
        l10n.t('“{0}” is not a valid selector, so Felix ignores it, and the policy selects more.', text),
        field,
      );
    return node;
  };
  const accounts = outer(serviceAccountSelector, 'serviceAccountSelector');
  const namespaces = outer(namespaceSelector, 'namespaceSelector');
  if (!own) return undefined;
  if (namespace === undefined) return globalSelector(own, namespaces, accounts);
  const scope = [own, inNamespace(namespace)];
  const account = accounts && serviceAccountSelectorOf(serviceAccountSelector);
  return allOf(account ? [...scope, account] : scope);
}

/** Returns the origins of the rules in a list. */
export function writtenAt(rules: readonly Rule[], list: Origin): readonly WrittenRule[] {
  return rules.map((rule, index) => ({ rule, origin: below(list, index) }));
}

/**
 * Returns the directions of a policy. Missing types are filled in when a policy is written; without that, Felix assumes
 * both (Calico's policy sorter).
 */
function typesOf({ types, ingress, egress }: PolicySpec, writing: Writing | 'raw'): readonly Direction[] {
  if (types && types.length > 0)
    return DIRECTIONS.filter((direction) => types.some((type) => type.toLowerCase() === direction));
  if (writing === 'raw') return DIRECTIONS;
  const has = (rules: readonly Rule[] | undefined) =>
    writing === 'native-crd' ? rules !== undefined : rules !== undefined && rules.length > 0;
  if (!has(egress)) return ['ingress'];
  return has(ingress) ? DIRECTIONS : ['egress'];
}
