import * as l10n from '@vscode/l10n';
import { parseJson } from '../../base/json';
import { isRecord } from '../../base/json';
import { RULES_KEY } from '../calico1/profile';
import type { Port, Rule } from '../calico1/rule';
import { faultsOfRule, validateRules } from '../calico1/felix';
import type { CompiledProfile } from '../verdict/profile';
import { HEAD, OUTCOME } from '../verdict/code';
import type { Facts } from './facts';
import { foundAbout, foundIn, replacement, type UnratedFinding, type LintFix, type RuleLocation } from './finding';
import { locationOf, type Check, type Report, type RuleList } from './rule-list';

/** Finds stored rules that Felix or iptables rejects: the profile drops everything. */
export function checkStored(compiled: CompiledProfile, { versions }: Facts, report: Report): void {
  const { name, stored } = compiled;
  const judged = compiled.program(4, 'inbound');
  if (judged === 'refused' || (versions.has(6) && compiled.program(6, 'inbound') === 'refused')) {
    report(
      foundAbout(
        'refused-rules',
        name,
        l10n.t(
          'iptables rejects a rule of this profile and, with it, all of them. A profile that was never loaded before drops everything.',
        ),
      ),
    );
  }
  if (judged !== 'invalid') return;
  const inRules = faultsInRules(compiled);
  for (const found of inRules) report(found);
  if (inRules.length > 0) return;
  const checked = validateRules(name, stored.rules);
  const [fault] = checked.outcome === 'accepted' ? [] : checked.faults;
  report(
    foundAbout('invalid-rules', name, `${fault?.message ?? l10n.t('The stored rules crash Felix.')} ${consequence()}`),
  );
}

const consequence = () => l10n.t('Felix ignores all rules of this profile and drops everything.');

function faultsInRules({ name, stored }: CompiledProfile): UnratedFinding[] {
  const document = parseJson(stored.rules ?? '');
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
export const checkRendering: Check = (list, { versions }, report) => {
  const ipv4 = dropsOf(list, 4);
  const ipv6 = versions.has(6) ? dropsOf(list, 6) : NONE;
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
      const fix: LintFix = {
        title: l10n.t('Limit to IPv4'),
        edit: replacement(place, { ...shape.rule, ip_version: 4 }),
      };
      report(
        foundIn(
          'unrenderable-rule',
          place,
          [],
          l10n.t(
            'For IPv6, Felix can’t turn this rule into a filter and drops everything in its place, because an ICMP type requires icmpv6 there. Add ipv4.',
          ),
          { fix },
        ),
      );
    }
  }
};

const NONE: ReadonlySet<number> = new Set();

/** The 0-based indices of rules at which everything is dropped in the table of an IP version. */
function dropsOf({ compiled, direction }: RuleList, version: 4 | 6): ReadonlySet<number> {
  const program = compiled.program(version, direction);
  if (typeof program === 'string') return NONE;
  let found: Set<number> | undefined;
  let at = 0;
  for (let index = 0; at < program.code.length; index += 1) {
    if (program.code[at] === OUTCOME.drop) (found ??= new Set()).add(index);
    at = program.code[at + HEAD.end] ?? program.code.length;
  }
  return found ?? NONE;
}
