import * as l10n from '@vscode/l10n';
import { parseJson } from '../../../base/json';
import { isRecord } from '../../../base/json';
import { RULES_KEY } from '../../calico1/profile';
import type { Port, Rule } from '../../calico1/rule';
import { faultsOfRule, validateRules } from '../../calico1/felix';
import { positionOf } from '../../calico1/rule-place';
import { rulesInForce, type OwnerRef } from '../../explain/calico1/lists';
import type { StoredPolicy } from '../../calico1/stored-policy';
import { DIRECTIONS, type Rule as ModelRule } from '../../model/rule';
import type { Facts } from '../facts';
import { foundAbout, foundIn, replacement, type UnratedFinding, type LintFix, type RuleLocation } from '../finding';
import { locationOf, type Check, type Report, type RuleList } from '../rule-list';

/** Finds stored rules that Felix or iptables rejects: the profile drops everything. */
export function checkStored(name: string, facts: Facts, report: Report): void {
  const { policy } = facts;
  const rules = policy.model.profiles.get(name)?.profile.rules;
  if (!rules) return;
  checkRefused({ profile: name }, facts, report);
  if (rules.state !== 'invalid') return;
  const stored = policy.storedProfile(name)?.rules;
  const inRules = policy.felix === '1.4' ? faultsInRules(name, stored) : [];
  for (const found of inRules) report(found);
  if (inRules.length > 0) return;
  const checked = validateRules(name, stored);
  const [fault] = checked.outcome === 'accepted' ? [] : checked.faults;
  report(
    foundAbout(
      'invalid-rules',
      { profile: name },
      `${fault?.message ?? l10n.t('The stored rules crash Felix.')} ${consequence()}`,
    ),
  );
}

/** Finds rules that iptables rejects. */
export function checkRefused(owner: OwnerRef, { policy, versions }: Facts, report: Report): void {
  const refused = flawsOf(owner, policy, 'refused');
  if (!refused.some(({ match: { ipVersion } }) => ipVersion === 4 || (ipVersion === 6 && versions.has(6)))) return;
  const message = owner.policy
    ? l10n.t(
        'iptables rejects a rule of this policy and, with it, all of them. A policy that was never loaded before drops everything.',
      )
    : l10n.t(
        'iptables rejects a rule of this profile and, with it, all of them. A profile that was never loaded before drops everything.',
      );
  report(foundAbout('refused-rules', owner, message));
}

const consequence = () => l10n.t('Felix ignores all rules of this profile and drops everything.');

function faultsInRules(name: string, stored: string | undefined): UnratedFinding[] {
  const document = parseJson(stored ?? '');
  if (!isRecord(document)) return [];
  return (['inbound', 'outbound'] as const).flatMap((direction) => {
    const list = document[RULES_KEY[direction]];
    if (!Array.isArray(list)) return [];
    return list.flatMap((rule: unknown, index) =>
      isRecord(rule) ? faultsIn({ profile: name, direction, position: index + 1, rule }) : [],
    );
  });
}

function faultsIn(place: RuleLocation): UnratedFinding[] {
  return faultsOfRule(place.rule).map(({ message }) =>
    foundIn('invalid-rules', place, [], `${message} ${consequence()}`, { fix: portsAsNumbers(place) }),
  );
}

/** Felix rejects a port stored as a string, such as “80”. */
function portsAsNumbers(place: RuleLocation): LintFix | undefined {
  const { rule } = place;
  const numbers = (ports: readonly Port[]) =>
    ports.map((port) => (typeof port === 'string' && /^\d+$/.test(port) ? Number(port) : port));
  const mended: Rule = Object.fromEntries(
    Object.entries(rule).map(([key, value]) => [
      key,
      key.endsWith('_ports') && Array.isArray(value) ? numbers(value as Port[]) : (value as unknown),
    ]),
  );
  if (faultsOfRule(mended).length > 0) return undefined;
  return { title: l10n.t('Write Ports as Numbers'), edit: replacement(place, mended) };
}

/** Finds valid rules that Felix can't render. */
export const checkRendering: Check = (list, { policy, versions }, report) => {
  const ipv4 = dropsOf(list, policy, 4);
  const ipv6 = versions.has(6) ? dropsOf(list, policy, 6) : NONE;
  for (const index of new Set([...ipv4, ...ipv6])) {
    const shape = list.shapes[index];
    if (!shape) continue;
    const place = locationOf(list, index, shape);
    if (ipv4.has(index)) {
      report(
        foundIn(
          'unrenderable-rule',
          place,
          [],
          l10n.t(
            'Felix can’t turn this rule into a filter and drops everything in its place: ports require the protocol tcp or udp by name, and ICMP type 255 is not supported.',
          ),
        ),
      );
    } else if (shape.rule.protocol === 'icmp') {
      const limited: Rule = { ...shape.rule, ip_version: 4 };
      const fix: LintFix = { title: l10n.t('Limit to IPv4'), edit: replacement(place, limited) };
      report(
        foundIn(
          'unrenderable-rule',
          place,
          [],
          l10n.t(
            'For IPv6, Felix can’t turn this rule into a filter and drops everything in its place, because an ICMP type requires icmpv6 there. Add ipv4.',
          ),
          // Networks of IPv6 would make the rule invalid.
          faultsOfRule(limited).length === 0 ? { fix } : {},
        ),
      );
    }
  }
};

const NONE: ReadonlySet<number> = new Set();

/** The 0-based indices of rules at which everything is dropped in the table of an IP version. */
function dropsOf({ owner, direction }: RuleList, policy: StoredPolicy, version: 4 | 6): ReadonlySet<number> {
  const rules = rulesInForce(policy, owner, direction === 'inbound' ? 'ingress' : 'egress') ?? [];
  const drops = rules.filter(
    ({ rule: { flaw, match } }) => flaw === 'unrenderable' && (match.ipVersion ?? version) === version,
  );
  return drops.length === 0 ? NONE : new Set(drops.map(({ rule }) => (positionOf(rule) ?? 0) - 1));
}

function flawsOf(owner: OwnerRef, policy: StoredPolicy, flaw: NonNullable<ModelRule['flaw']>): readonly ModelRule[] {
  const found: ModelRule[] = [];
  for (const direction of DIRECTIONS)
    for (const { rule } of rulesInForce(policy, owner, direction) ?? []) if (rule.flaw === flaw) found.push(rule);
  return found;
}
