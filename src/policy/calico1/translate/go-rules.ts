import { parseNetwork, type Network } from '../../model/address';
import { below, type Origin } from '../../model/origin';
import { SCTP, TCP, UDP, UDPLITE } from '../../model/protocol';
import type { Rule, RuleMatch, SideMatch } from '../../model/rule';
import { parseV3Selector, type SelectorNode } from '../../selectors';
import { isObject, type Json } from '../felix/json';
import { ACTIONS } from '../rule';
import { listOf } from '../felix/iptables';
import { icmpOf, namedSides, protocolOf } from './match';
import { MODEL_ACTIONS } from './python-rules';

type StoredRule = Readonly<Record<string, Json>>;

/**
 * Translates rules as the Felix of Calico 2 reads them (libcalico-go's v1 model): lists of networks in addition to
 * single ones, unknown keys ignored, a rule omitted from the IP version that its networks don't belong to. Undefined
 * for a list with an invalid rule.
 */
export function translateGoRules(rules: readonly Json[], list: Origin): readonly Rule[] | undefined {
  const translated = rules.map((rule, index) => translateGoRule(rule, below(list, index)));
  return translated.includes(undefined) ? undefined : translated.filter((rule) => rule !== undefined);
}

function translateGoRule(rule: Json, origin: Origin): Rule | undefined {
  if (!isObject(rule)) return undefined;
  const action = ACTIONS.find((name) => name === (rule['action'] ?? 'allow'));
  const source = sideOf(rule, 'src');
  const destination = sideOf(rule, 'dst');
  if (!action || !source || !destination || !hasValidProtocols(rule)) return undefined;
  const protocol = protocolOf(rule['protocol']);
  const notProtocol = protocolOf(rule['!protocol']);
  const icmp = icmpOf(rule, '');
  const notIcmp = icmpOf(rule, '!');
  const ipVersion = rule['ip_version'];
  const match: RuleMatch = {
    ...((ipVersion === 4 || ipVersion === 6) && { ipVersion }),
    ...(protocol !== undefined && { protocol }),
    ...(notProtocol !== undefined && { notProtocol }),
    ...(icmp && { icmp }),
    ...(notIcmp && { notIcmp }),
    source,
    destination,
  };
  const numbered = [source, destination].some(({ ports, notPorts }) => ports ?? notPorts);
  if (numbered && ![TCP, UDP, SCTP, UDPLITE].some((number) => number === protocol)) return undefined;
  return { action: MODEL_ACTIONS[action], match, origin };
}

function hasValidProtocols(rule: StoredRule): boolean {
  return ['protocol', '!protocol'].every((key) => {
    const value = rule[key];
    return value === undefined || value === null || protocolOf(value) !== undefined;
  });
}

function sideOf(rule: StoredRule, side: 'src' | 'dst'): SideMatch | undefined {
  const nets = netsOf(rule, `${side}_net`);
  const notNets = netsOf(rule, `!${side}_net`);
  const selectors = ['', '!'].map((not) => rule[`${not}${side}_selector`]);
  if (!nets || !notNets || selectors.some((text) => typeof text === 'string' && !readSelector(text))) return undefined;
  return {
    ...(nets.length > 0 && { nets }),
    ...(notNets.length > 0 && { notNets }),
    ...namedSides(rule, side, readSelector),
  };
}

/** A single network under the key, and a list under its plural. */
function netsOf(rule: StoredRule, key: string): readonly Network[] | undefined {
  const one = rule[key];
  const texts = [...(one === undefined || one === null ? [] : [one]), ...listOf(rule[`${key}s`])];
  const networks = texts.map((text) => (typeof text === 'string' ? parseNetwork(text) : undefined));
  return networks.includes(undefined) ? undefined : networks.filter((network) => network !== undefined);
}

function readSelector(text: string): SelectorNode | undefined {
  const parsed = parseV3Selector(text);
  return parsed.ok ? parsed.selector : undefined;
}
