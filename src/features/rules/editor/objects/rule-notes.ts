import * as l10n from '@vscode/l10n';
import type { WrittenRule } from '../../../../cluster/analysis/object-coverage';
import type { ClusterFinding, ClusterLintCode } from '../../../../policy/lint/cluster';
import type { YamlDocument } from '../../../../policy/documents';
import { isWithin } from '../../../../policy/model/origin';
import { amount, on } from '../language/rule-annotations';
import type { ObjectNote } from './notes';

/** Findings that say why a rule decides nothing. */
const REASONS: ReadonlySet<ClusterLintCode> = new Set([
  'redundant-rule',
  'impossible-side',
  'contradiction',
  'redundant-policy',
]);

/**
 * Returns what each rule of a policy decides in the cluster; nothing for rules that only log, and for a count of 0 that
 * is not certain.
 * @param findings Returns the findings of lint in the policy; asked only if a rule decides nothing.
 */
export function ruleNotes(
  rules: readonly WrittenRule[],
  yaml: YamlDocument,
  findings: () => readonly ClusterFinding[],
): readonly ObjectNote[] {
  return rules.flatMap((rule): readonly ObjectNote[] => {
    const { start } = yaml.spanOf(rule.path);
    if (rule.action === 'log') return [];
    if (rule.pairs > 0 || rule.outside) return [{ start, ...decides(rule) }];
    if (!rule.isCertain) return [];
    const own = findings().filter(({ origin }) => isWithin(rule.path, origin.path));
    // Another note tells already that its peers match nothing.
    if (own.some(({ code }) => code === 'empty-rule')) return [];
    const why = own.find(({ code }) => REASONS.has(code));
    return [{ start, text: l10n.t('decides nothing'), tooltip: why?.message ?? nothing() }];
  });
}

function decides(rule: WrittenRule): Pick<ObjectNote, 'text' | 'tooltip'> {
  const connections = amount(rule, rule.path[1] === 'ingress' ? 'inbound' : 'outbound');
  return rule.action === 'pass'
    ? {
        text: l10n.t('passes on {0}', connections),
        tooltip: l10n.t('Connections that this rule passes on to the next tier, {0}.', on()),
      }
    : {
        text: l10n.t('decides {0}', connections),
        tooltip: l10n.t('Connections that this rule decides, {0}.', on()),
      };
}

const nothing = () =>
  l10n.t(
    'Nobody connects in this way, or rules and policies before this one decide about all that it matches, {0}.',
    on(),
  );
