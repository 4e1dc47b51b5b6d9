import * as l10n from '@vscode/l10n';
import type { Defaults } from '../../../src/features/graph/protocol/messages';
import type { DrawnEdge, Drawing } from '../scene/drawn';
import { describeAgreement } from '../details/agreement-text';
import type { Point } from '../scene/point';
import { isMeasured } from '../page/measured';
import { describePorts, describeState } from '../details/element-text';

/** The input of an export: the whole drawing as arranged, regardless of the camera. */
export interface ExportInput {
  readonly drawing: Drawing;
  readonly places: ReadonlyMap<string, Point>;
  /** Returns any CSS color that the page supports. */
  readonly colorOf: (id: string) => string;
  readonly labels: Defaults['labels'];
  /** Of the cluster. */
  readonly name: string;
  /** When it was measured, in milliseconds since the epoch. */
  readonly observedAt: number;
}

/** Returns the title of an export, for example `Connectivity in Prague`. */
export function titleOfExport({ name }: Pick<ExportInput, 'name'>): string {
  return name === '' ? l10n.t('Connectivity') : l10n.t('Connectivity in {0}', name);
}

/** Returns what an export is based on, and when: `Measured 2026-11-28 15:40:30 UTC`, or what policy allowed then. */
export function basisOf(subject: Pick<ExportInput, 'drawing' | 'observedAt'>): string {
  const { nodes, edges } = subject.drawing;
  const time = timeOfExport(subject);
  if (!isMeasured(nodes)) return l10n.t('Calculated from policy, {0}', time);
  return edges.some(({ kind }) => kind === 'policy')
    ? l10n.t('Measured, or calculated from policy, {0}', time)
    : l10n.t('Measured {0}', time);
}

/** Formats the time of measurement in UTC, for example `2026-11-28 15:40:30 UTC`. */
function timeOfExport({ observedAt }: Pick<ExportInput, 'observedAt'>): string {
  return `${new Date(observedAt).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Describes an edge in a few words: state, ports, contradiction and preview. */
export function edgeWords(edge: DrawnEdge): string {
  const { kind, state, count, judgement, preview, ports } = edge;
  const agreement = judgement?.agreement;
  return [
    kind === 'ghost'
      ? l10n.t('not probed')
      : count && state === 'reachable'
        ? l10n.t('{0} of {1} reachable', count.reachable, count.total)
        : describeState(state),
    ...(ports ? [describePorts(ports)] : []),
    ...(agreement === undefined || agreement === 'agrees' || agreement === 'unmeasured'
      ? []
      : [describeAgreement(edge) ?? '']),
    ...(preview ? [l10n.t('preview: {0}', preview.text)] : []),
  ].join(', ');
}

/** Returns a short key for each star's ID, valid in every format. */
export function keysOf({ nodes }: Drawing): ReadonlyMap<string, string> {
  return new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
}
