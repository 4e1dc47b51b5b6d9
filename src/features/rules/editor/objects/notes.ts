import * as l10n from '@vscode/l10n';
import { isRecord } from '../../../../base/json';
import { compiledOf } from '../../../../cluster/analysis/compiled';
import { modelPolicy, selectedCount } from '../../../../cluster/model/object-tiers';
import type { PolicyData } from '../../../../cluster/model/snapshot';
import type { YamlDocument } from '../../../../policy/documents';
import type { Policy } from '../../../../policy/model/policy';
import { DIRECTIONS, type Direction, type Peers, type Rule } from '../../../../policy/model/rule';
import type { ResourceId } from '../../../../policy/resources';
import { compileSelector } from '../../../../policy/selectors';

/** What a part of a policy means in the cluster, at the end of the line where the part starts. */
export interface ObjectNote {
  /** Offset of the part in the text. */
  readonly start: number;
  readonly text: string;
  readonly tooltip: string;
}

/** The fields that say what a policy applies to, of all kinds. */
const SUBJECTS = ['podSelector', 'selector', 'subject'] as const;

/**
 * Returns how many endpoints a policy selects, and how many match the peers of each of its rules.
 * @param policy With the unsaved changes of the document.
 */
export function objectNotes(id: ResourceId, yaml: YamlDocument, policy: PolicyData): readonly ObjectNote[] {
  const compiled = modelPolicy(id, policy);
  if (!compiled) return [];
  return [subjectNote(compiled, yaml, policy), ...DIRECTIONS.flatMap((direction) => ruleNotes(compiled, direction))];

  function ruleNotes(of: Policy, direction: Direction): readonly ObjectNote[] {
    const byPart = new Map<number, Rule[]>();
    for (const rule of of[direction] ?? []) {
      const { start } = yaml.spanOf(rule.origin.path);
      byPart.set(start, [...(byPart.get(start) ?? []), rule]);
    }
    return [...byPart].flatMap(([start, rules]) => peersNote(start, rules, direction, policy) ?? []);
  }
}

function subjectNote(compiled: Policy, yaml: YamlDocument, policy: PolicyData): ObjectNote {
  const spec = isRecord(yaml.value) && isRecord(yaml.value['spec']) ? yaml.value['spec'] : {};
  const own = SUBJECTS.find((field) => Object.hasOwn(spec, field));
  const count = selectedCount(compiled, policy);
  return {
    start: yaml.spanOf(own === undefined ? ['spec'] : ['spec', own], 'key').start,
    text: count === 0 ? l10n.t('selects nothing') : count === 1 ? l10n.t('selects 1') : l10n.t('selects {0}', count),
    tooltip: l10n.t('The number of endpoints that the policy applies to.'),
  };
}

/** Undefined for rules that name no labels: their addresses are written. */
function peersNote(
  start: number,
  rules: readonly Rule[],
  direction: Direction,
  policy: PolicyData,
): ObjectNote | undefined {
  const sides = rules.map(({ match }) => (direction === 'ingress' ? match.source : match.destination));
  const peers = sides.flatMap((side) => (side.peers ? [side.peers] : []));
  if (peers.length < sides.length) return undefined;
  const tests = peers.map((sets) => sets.map(testOf));
  const count = compiledOf(policy).model.directory.members.filter(({ class: { labels, tags } }) =>
    tests.some((sets) => sets.every((holds) => holds(labels, tags))),
  ).length;
  return {
    start,
    text: count === 0 ? l10n.t('matches nothing') : count === 1 ? l10n.t('matches 1') : l10n.t('matches {0}', count),
    tooltip: l10n.t('The number of endpoints and network sets that the peers match.'),
  };
}

type Test = (labels: Parameters<ReturnType<typeof compileSelector>>[0], tags: ReadonlySet<string>) => boolean;

function testOf(peers: Peers): Test {
  if (peers.kind === 'tag') return (_labels, tags) => tags.has(peers.tag);
  const holds = compileSelector(peers.selector);
  return (labels) => holds(labels);
}
