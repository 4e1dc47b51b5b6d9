import * as l10n from '@vscode/l10n';
import { originOf } from '../../../calico3/translate/writing';
import type { CalicoPolicy, EntityRule, GlobalPolicySpec, Rule } from '../../../calico3/objects';
import { below, type Origin, type Path } from '../../../model/origin';
import { DIRECTIONS, type Direction } from '../../../model/rule';
import { compileSelector, parseV3Selector, type SelectorNode } from '../../../selectors';
import type { Facts } from '../facts';
import { found, type ClusterFinding } from '../finding';

/** Finds Calico policies and rules that apply to unexpected endpoints. */
export function calicoScopes(facts: Facts): readonly ClusterFinding[] {
  return facts.calicoPolicies.flatMap((policy) => [
    ...hosts(policy, facts),
    ...ignoredDirections(policy),
    ...DIRECTIONS.flatMap((direction) =>
      (policy.spec?.[direction] ?? []).flatMap((rule, index) => {
        const place: RulePlace = { policy, direction, rule, path: ['spec', direction, index] };
        return [
          ...impossible(place, facts),
          ...strangers(place),
          ...outOfNamespace(place, facts),
          ...noNamespace(place, facts),
        ];
      }),
    ),
  ]);
}

interface RulePlace {
  readonly policy: CalicoPolicy;
  readonly direction: Direction;
  readonly rule: Rule;
  readonly path: Path;
}

const isGlobal = ({ kind }: CalicoPolicy) => kind.endsWith('GlobalNetworkPolicy');

function at({ policy, path }: RulePlace, ...steps: Path): Origin {
  return below(originOf(policy), ...path, ...steps);
}

function hosts(policy: CalicoPolicy, facts: Facts): readonly ClusterFinding[] {
  if (!isGlobal(policy)) return [];
  const {
    selector = '',
    namespaceSelector = '',
    serviceAccountSelector = '',
    applyOnForward,
    types,
  }: GlobalPolicySpec = policy.spec ?? {};
  const origin = originOf(policy);
  if (selector === '' && namespaceSelector === '' && serviceAccountSelector === '') {
    const hosts = facts.endpoints.flatMap(({ endpoint }) => (endpoint.kind === 'host-endpoint' ? [endpoint.id] : []));
    const message =
      hosts.length > 0
        ? l10n.t(
            'Without a selector, this applies to all pods, including kube-system, and to host endpoints ({0}).',
            hosts.join(', '),
          )
        : l10n.t('Without a selector, this applies to all pods, including kube-system, and to host endpoints.');
    return [found('selects-hosts', origin, message)];
  }
  const compiled = facts.compiled(policy);
  const selected = compiled ? facts.selectedBy(compiled) : [];
  if (applyOnForward === true || selected.length === 0) return [];
  if (!selected.every(({ endpoint }) => endpoint.kind === 'host-endpoint') || types?.length === 0) return [];
  const message = l10n.t(
    'This selects host endpoints without applyOnForward: traffic that is forwarded to pods, to NodePorts too, is not covered.',
  );
  return [found('not-on-forward', origin, message)];
}

function ignoredDirections(policy: CalicoPolicy): readonly ClusterFinding[] {
  const { types = [] } = policy.spec ?? {};
  return DIRECTIONS.flatMap((direction) => {
    const type = direction === 'ingress' ? 'Ingress' : 'Egress';
    if (types.length === 0 || types.includes(type) || (policy.spec?.[direction] ?? []).length === 0) return [];
    const message = l10n.t('{0} is ignored, because types does not include {1}.', `spec.${direction}`, type);
    return [found('ignored-direction', below(originOf(policy), 'spec', direction), message)];
  });
}

/** Reports a near side that no selected endpoint matches. */
function impossible(place: RulePlace, facts: Facts): readonly ClusterFinding[] {
  const near = place.direction === 'ingress' ? 'destination' : 'source';
  const text = place.rule[near]?.selector;
  const compiled = facts.compiled(place.policy);
  const [rule] = compiled ? facts.rulesAt(compiled, place.direction, place.path) : [];
  const side = rule?.[near];
  if (text === undefined || !compiled || !side) return [];
  const selected = facts.selectedBy(compiled);
  const members = new Set(facts.membersOf(side).map(({ endpoint }) => endpoint.id));
  if (selected.length === 0 || selected.some(({ endpoint }) => members.has(endpoint.id))) return [];
  const far = near === 'destination' ? 'source' : 'destination';
  const message = l10n.t(
    'None of the endpoints that the policy selects is “{0}”, so the rule never matches. Was {1} meant?',
    text,
    far,
  );
  return [found('impossible-side', at(place, near, 'selector'), message)];
}

const FAR = { ingress: 'source', egress: 'destination' } as const;

/** A negation alone also matches unknown addresses; in a namespaced policy, only its own namespace. */
function strangers(place: RulePlace): readonly ClusterFinding[] {
  const far = FAR[place.direction];
  const side = place.rule[far];
  if (!side?.notSelector || side.selector || side.namespaceSelector || side.serviceAccounts) return [];
  const origin = at(place, far, 'notSelector');
  if (!isGlobal(place.policy)) {
    const { namespace = 'default' } = place.policy.metadata;
    const message = l10n.t('Without a namespaceSelector, this applies only to endpoints in namespace {0}.', namespace);
    return [found('own-namespace-only', origin, message)];
  }
  if (place.rule.action !== 'Allow' || (side.nets ?? []).length > 0) return [];
  return [found('matches-strangers', origin, l10n.t('This matches every address outside the cluster, too.'))];
}

/** Reports a selector that can't match outside its policy's namespace. */
function outOfNamespace(place: RulePlace, facts: Facts): readonly ClusterFinding[] {
  if (isGlobal(place.policy)) return [];
  const far = FAR[place.direction];
  const side: EntityRule = place.rule[far] ?? {};
  const { namespace = 'default' } = place.policy.metadata;
  const parsed = parseV3Selector(side.selector ?? '');
  if (side.namespaceSelector || !side.selector || !parsed.ok) return [];
  const origin = at(place, far, 'selector');
  const other = namespaceIn(parsed.selector);
  if (other !== undefined && other !== namespace) {
    const message = l10n.t('This never holds in a policy of namespace {0} without a namespaceSelector.', namespace);
    const path = [...place.path, far, 'namespaceSelector'];
    const fix = { title: l10n.t('Select Namespace {0}', other), path, value: `projectcalico.org/name == '${other}'` };
    return [found('contradiction', origin, message, fix)];
  }
  const compiled = facts.compiled(place.policy);
  const rules = compiled ? facts.rulesAt(compiled, place.direction, place.path) : [];
  if (rules.length === 0 || rules.some((rule) => facts.hasPeers(rule, place.direction))) return [];
  const selects = compileSelector(parsed.selector);
  const set = facts.of('GlobalNetworkSet').find(({ metadata: { labels = {} } }) => selects(labels));
  if (set) {
    const message = l10n.t(
      'This matches nothing in namespace {0}. GlobalNetworkSet {1} has these labels: namespaceSelector: global() is missing.',
      namespace,
      set.metadata.name,
    );
    const fix = {
      title: l10n.t('Add namespaceSelector: global()'),
      path: [...place.path, far, 'namespaceSelector'],
      value: 'global()',
    };
    return [found('global-missing', origin, message, fix)];
  }
  const elsewhere = facts.endpoints.filter(({ class: { labels } }) => selects(labels));
  const namespaces = [
    ...new Set(elsewhere.flatMap(({ class: { labels } }) => labels['projectcalico.org/namespace'] ?? [])),
  ];
  if (namespaces.length === 0) return [];
  const message = l10n.t(
    'This matches nothing in namespace {0}; endpoints with these labels are in {1}: a namespaceSelector is missing.',
    namespace,
    namespaces.join(', '),
  );
  return [found('other-namespace', origin, message)];
}

/** Returns the namespace that a selector requires, by the label that Calico adds to endpoints. */
function namespaceIn(node: SelectorNode): string | undefined {
  if (node.kind === 'and') return node.of.map(namespaceIn).find((name) => name !== undefined);
  const asks = node.kind === 'compare' && node.operator === '==' && node.key === 'projectcalico.org/namespace';
  return asks ? node.value : undefined;
}

/** Reports a namespace selector that matches no namespace. */
function noNamespace(place: RulePlace, facts: Facts): readonly ClusterFinding[] {
  const namespaces = facts.of('Namespace');
  if (namespaces.length === 0) return [];
  return (['source', 'destination'] as const).flatMap((side) => {
    const text = place.rule[side]?.namespaceSelector ?? '';
    const parsed = parseV3Selector(text);
    if (text === '' || !parsed.ok || parsed.selector.kind === 'global') return [];
    const selects = compileSelector(parsed.selector);
    const has = namespaces.some(({ metadata: { name, labels } }) =>
      selects({ 'kubernetes.io/metadata.name': name, ...labels, 'projectcalico.org/name': name }),
    );
    if (has) return [];
    const message = l10n.t('No namespace has the labels that this selector asks for.');
    return [found('no-such-namespace', at(place, side, 'namespaceSelector'), message)];
  });
}
