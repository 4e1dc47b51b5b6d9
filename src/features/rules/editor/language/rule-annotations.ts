import * as l10n from '@vscode/l10n';
import type { DecidingPolicies } from '../../../../cluster/analysis/rule-coverage';
import { addressIn, type Questions } from '../../../../cluster/analysis/questions';
import type { Finding } from '../../../../policy/lint';
import type { Direction, Rule } from '../../../../policy/calico1/rule';

/** An annotation at the end of a rule's line, with its explanation. */
export interface RuleNote {
  readonly text: string;
  readonly tooltip: string;
}

/** What is known of the rules of a profile or policy. */
export interface AnnotationFacts {
  readonly owner?: 'profile' | 'policy';
  readonly rules: Readonly<Record<Direction, readonly Rule[]>>;
  readonly findings: readonly Finding[];
  readonly questions: Questions;
  /** Undefined if there are too many questions. */
  readonly decidingPolicies: DecidingPolicies | undefined;
  /** Whether the probed connections are known. */
  readonly probing: boolean;
}

/**
 * Returns the annotations of a direction's rules in order; undefined if nothing is certain, or if a finding of its own
 * already tells that the rule never decides.
 */
export function ruleNotes(direction: Direction, known: AnnotationFacts): readonly (RuleNote | undefined)[] {
  const shadows = shadowsIn(direction, known);
  return known.rules[direction].map((rule, index) => {
    const shadow = shadows.get(index + 1);
    if (shadow === 'reported' || (rule.action === 'log' && !shadow)) return undefined;
    if (shadow)
      return {
        text: l10n.t('never decides: {0}', l10n.t('rule {0} denies everything', shadow.deny)),
        tooltip: l10n.t('An earlier rule already decides everything that this rule matches.'),
      };
    const decided = known.decidingPolicies?.[direction][index];
    if (!decided) return undefined;
    if (decided.pairs === 0 && !decided.outside)
      return isAskedAbout(rule, known.questions)
        ? {
            text: l10n.t('no effect'),
            tooltip: l10n.t(
              'This rule decides no connections between the cluster’s endpoints or with machines outside, {0}.',
              on(),
            ),
          }
        : undefined;
    const passes = rule.action === 'next-tier';

    const unprobed = known.probing && !decided.probed;
    const connections = amount(decided, direction);
    const text = `${passes ? l10n.t('passes on {0}', connections) : l10n.t('decides {0}', connections)}${unprobed ? l10n.t(', none probed') : ''}`;
    return {
      text,
      tooltip: [
        passes
          ? known.owner === 'policy'
            ? l10n.t('Connections that this rule passes on to the next tier, {0}.', on())
            : l10n.t('Connections for which this rule is the last match in its profile, {0}.', on())
          : l10n.t('Connections that this rule decides, {0}.', on()),
        ...(unprobed ? [l10n.t('No probe in the cluster tries any of them.')] : []),
      ].join(' '),
    };
  });
}

/** Returns the annotation of a direction's heading if there are too many questions. */
export const tooMany = (): RuleNote => ({
  text: l10n.t('too many connections to count'),
  tooltip: l10n.t('The cluster has too many endpoints and ports to calculate what each rule decides.'),
});

/** Says which ports were evaluated. */
export const on = () => l10n.t('on the ports in use and the ports that the rules name');

/** Returns a number of connections that a rule decides: `2 pairs + outside`. */
export function amount(
  { pairs, outside }: { readonly pairs: number; readonly outside: boolean },
  direction: Direction,
): string {
  if (pairs === 0)
    return direction === 'inbound' ? l10n.t('connections from outside') : l10n.t('connections to outside');
  return `${pairs === 1 ? l10n.t('1 pair') : l10n.t('{0} pairs', pairs)}${outside ? l10n.t(' + outside') : ''}`;
}

/** Why a rule never decides: the position of a rule that denies everything, or what its own finding reports. */
type Shadow = 'reported' | { readonly deny: number };

/** Returns the rules that never decide, by position. */
function shadowsIn(direction: Direction, { findings, rules }: AnnotationFacts): ReadonlyMap<number, Shadow> {
  const own = findings.filter((finding) => finding.direction === direction);
  const shadows = new Map<number, Shadow>();
  // The finding is at the rule that denies everything, so that the rules after it have none.
  for (const { code, position } of own)
    if (code === 'nothing-after-deny' && position !== undefined)
      for (let after = position + 1; after <= rules[direction].length; after += 1)
        shadows.set(after, { deny: position });
  for (const { code, position, related } of own)
    if (REPORTED.has(code) && position !== undefined && related !== undefined && related < position)
      shadows.set(position, 'reported');
  return shadows;
}

const REPORTED: ReadonlySet<Finding['code']> = new Set(['shadowed-rule', 'duplicate-rule', 'redundant-rule']);

/**
 * Whether the questions cover everything that a rule matches, so that a rule without answers decides nothing. Questions
 * are about new IPv4 connections from a source port that no rule names, and for ICMP about echo requests.
 */
function isAskedAbout(rule: Rule, { leftOut }: Questions): boolean {
  const { protocol, ip_version: version, src_net: source, dst_net: destination } = rule;
  const asked = protocol === undefined || ['tcp', 'udp', 'icmp', '6', '17', '1'].includes(String(protocol));
  const other = version === 6 || UNASKED.some((key) => rule[key] !== undefined);
  return (
    asked &&
    !other &&
    [source, destination].every((net) => net === undefined || (addressIn(net) !== undefined && !leftOut.has(net)))
  );
}

const UNASKED = [
  '!protocol',
  'src_ports',
  '!src_ports',
  'icmp_type',
  '!icmp_type',
  'src_selector',
  '!src_selector',
  'dst_selector',
  '!dst_selector',
] as const;
