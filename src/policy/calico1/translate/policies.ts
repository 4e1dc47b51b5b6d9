import * as l10n from '@vscode/l10n';
import type { Origin, Problem } from '../../model/origin';
import { below } from '../../model/origin';
import type { Layer, Policy, Tier } from '../../model/policy';
import { DIRECTIONS } from '../../model/rule';
import { parseV1Selector, parseV3Selector } from '../../selectors';
import { isObject, Float, parsePythonJson, type Json } from '../felix/json';
import type { FelixVersion, StoredTier } from './objects';
import { goRules, pythonRules } from './profiles';

/** Translates a tier and its policies, which apply to both directions unless their types say otherwise. */
export function translateTier(
  { key, name, metadata, policies }: StoredTier,
  felix: FelixVersion,
  problems: Problem[],
): { readonly tier: Tier; readonly policies: readonly Policy[] } {
  const stored = metadata === undefined ? undefined : parsePythonJson(metadata);
  return {
    tier: {
      name,
      order: orderOf(isObject(stored) ? stored['order'] : undefined),
      end: 'deny',
      origin: { object: { source: 'key', key: `${key}metadata` }, path: [] },
    },
    policies: policies.flatMap((policy) => translatePolicy(policy, name, felix, problems) ?? []),
  };
}

function translatePolicy(
  { key, name, text }: StoredTier['policies'][number],
  tier: string,
  felix: FelixVersion,
  problems: Problem[],
): Policy | undefined {
  const origin: Origin = { object: { source: 'key', key }, path: [] };
  const dropped = (message: string, at = origin): undefined => {
    problems.push({ kind: 'dropped', origin: at, message });
  };
  const document = parsePythonJson(text);
  if (!isObject(document)) {
    dropped(l10n.t('The policy is not a JSON object, so Felix treats it as absent.'));
    return;
  }
  const written = document['selector'];
  const parsed =
    typeof written === 'string' ? (felix === '1.4' ? parseV1Selector : parseV3Selector)(written) : undefined;
  if (!parsed?.ok) {
    dropped(
      l10n.t('The policy has no selector that Felix can read, so Felix treats it as absent.'),
      below(origin, 'selector'),
    );
    return;
  }
  const rules = felix === '1.4' ? pythonRules(name, text, origin) : goRules(text, origin);
  if (typeof rules === 'string') {
    dropped(l10n.t('{0} Felix treats the policy as absent.', rules));
    return;
  }
  const types = felix === '1.4' ? [] : listOf(document['types']);
  const applies = types.length > 0 ? DIRECTIONS.filter((direction) => types.includes(direction)) : DIRECTIONS;
  return {
    id: `Policy ${tier}/${name}`,
    tier,
    order: orderOf(document['order']),
    tieBreak: name,
    selector: parsed.selector,
    layer: felix === '1.4' ? 'normal' : layerOf(document),
    ingress: applies.includes('ingress') ? rules.ingress : undefined,
    egress: applies.includes('egress') ? rules.egress : undefined,
    staged: undefined,
    origin,
  };
}

function layerOf(document: Readonly<Record<string, Json>>): Layer {
  if (document['untracked'] === true) return 'untracked';
  if (document['pre_dnat'] === true) return 'pre-dnat';
  return document['apply_on_forward'] === true ? 'forward' : 'normal';
}

/** A policy with no order, or with `default`, comes last. */
function orderOf(order: Json | undefined): number {
  if (order instanceof Float) return order.value;
  return typeof order === 'number' ? order : Infinity;
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
