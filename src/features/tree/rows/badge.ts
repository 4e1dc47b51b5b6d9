import * as l10n from '@vscode/l10n';
import { inNames } from '../../../cluster/analysis/finding-text';
import type { Finding, Severity } from '../../../policy/lint';
import type { ClusterFinding } from '../../../policy/lint/cluster';
import type { Path } from '../../../policy/model/origin';
import type { NamedNetwork } from '../../../policy/calico1/names';
import type { Direction } from '../../../policy/calico1/rule';

/** The marks of a row with findings. */
export interface Badge {
  /** The number of errors and warnings, or undefined. Hints are only in the tooltip. */
  readonly description?: string;
  /** Of the icon. */
  readonly color?: string;
  /** Lines of the tooltip, the most severe first. */
  readonly sentences: readonly string[];
}

/** Maximum number of sentences in a tooltip. */
const SHOWN = 10;

const COLORS: Readonly<Record<Severity, string | undefined>> = {
  error: 'list.errorForeground',
  warning: 'list.warningForeground',
  info: undefined,
};
const GRAVITY: readonly Severity[] = ['error', 'warning', 'info'];

/** The badge of a profile or policy, with the findings of all its rules. */
export function ownerBadge(findings: readonly Finding[], networks: readonly NamedNetwork[]): Badge {
  const placed = ({ direction, position }: Finding) =>
    direction === undefined || position === undefined
      ? ''
      : direction === 'inbound'
        ? l10n.t('Inbound rule {0}: ', position)
        : l10n.t('Outbound rule {0}: ', position);
  return badgeOf(findings, (finding) => `${placed(finding)}${inNames(finding.message, networks)}`);
}

/** The badge of a rule by its position, counted from 1. */
export function ruleBadge(
  findings: readonly Finding[],
  direction: Direction,
  position: number,
  networks: readonly NamedNetwork[],
): Badge {
  return badgeOf(byPlace(findings).get(`${direction} ${position}`) ?? [], ({ message }) => inNames(message, networks));
}

/** The badge of an object of Calico 3, with all findings in it. */
export function objectBadge(findings: readonly ClusterFinding[]): Badge {
  return badgeOf(findings, ({ origin: { path }, message }) => {
    const place = placeIn(path);
    return place === '' ? message : `${place}: ${message}`;
  });
}

/** The badge of a rule of an object of Calico 3, by its index. */
export function objectRuleBadge(findings: readonly ClusterFinding[], direction: string, index: number): Badge {
  const rule = ['spec', direction, index];
  return badgeOf(
    findings.filter(({ origin: { path } }) => rule.every((step, place) => path[place] === step)),
    ({ message }) => message,
  );
}

/** Names a rule as the object's text does, such as `ingress[0]`; nothing for the whole object. */
function placeIn([, direction, index]: Path): string {
  return direction !== undefined && typeof index === 'number' ? `${direction}[${index}]` : '';
}

interface Graded {
  readonly severity: Severity;
}

function badgeOf<F extends Graded>(findings: readonly F[], sentence: (finding: F) => string): Badge {
  const countOf = (wanted: Severity) => findings.filter(({ severity }) => severity === wanted).length;
  const [errors, warnings] = [countOf('error'), countOf('warning')];
  const description = [
    ...(errors === 0 ? [] : [errors === 1 ? l10n.t('1 error') : l10n.t('{0} errors', errors)]),
    ...(warnings === 0 ? [] : [warnings === 1 ? l10n.t('1 warning') : l10n.t('{0} warnings', warnings)]),
  ].join(', ');
  const gravest = findings.toSorted((a, b) => GRAVITY.indexOf(a.severity) - GRAVITY.indexOf(b.severity));
  const color = gravest[0] && COLORS[gravest[0].severity];
  const more = gravest.length > SHOWN ? [l10n.t('and {0} more', gravest.length - SHOWN)] : [];
  return {
    ...(description !== '' && { description }),
    ...(color !== undefined && { color }),
    sentences: [...gravest.slice(0, SHOWN).map(sentence), ...more],
  };
}

const known = new WeakMap<readonly Finding[], ReadonlyMap<string, readonly Finding[]>>();

/** Joins a row's own description with that of its badge. */
export function described(what: string, { description }: Badge): string {
  return description === undefined ? what : `${what} · ${description}`;
}

/** Indexes findings by rule, because each row of a long list needs them. */
function byPlace(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const read = known.get(findings);
  if (read) return read;
  const places = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.direction ?? ''} ${finding.position ?? ''}`;
    const same = places.get(key);
    if (same) same.push(finding);
    else places.set(key, [finding]);
  }
  known.set(findings, places);
  return places;
}
