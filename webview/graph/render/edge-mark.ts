import type { GraphEdge } from '../../../src/features/graph/protocol/elements';
import { describeAgreement } from '../details/agreement-text';
import { shortWay } from '../details/element-text';

/** A mark in the middle of an edge: a shape with a text, or the ports that policy allows. */
export interface EdgeMark {
  readonly kind:
    | 'opens'
    | 'closes'
    | 'elsewhere'
    | 'pending'
    | 'late'
    | 'blocked'
    | 'open'
    | 'appeared'
    | 'vanished'
    | 'changed'
    | 'ports';
  readonly words: string;
  /** An SVG path around the origin; empty for a text alone. */
  readonly shape: string;
}

const CIRCLE = 'M-8,0A8,8 0 1 1 8,0A8,8 0 1 1 -8,0Z';
const HANDS = 'M0,-4.5L0,0L3.4,2';
const TRIANGLE = 'M0,-9L9.5,7.5L-9.5,7.5Z';
const DIAMOND = 'M0,-10L10,0L0,10L-10,0Z';
const BANG = 'M0,-3.4L0,1.6M0,4.4L0,4.5';

const SHAPES: Readonly<Record<EdgeMark['kind'], string>> = {
  opens: `${CIRCLE}M-4,0L4,0M0,-4L0,4`,
  closes: `${CIRCLE}M-4,0L4,0`,
  elsewhere: `${CIRCLE}M-3.5,0L-3.4,0M0,0L0.1,0M3.4,0L3.5,0`,
  appeared: `${CIRCLE}M-4,0L4,0M0,-4L0,4`,
  vanished: `${CIRCLE}M-3,-3L3,3M3,-3L-3,3`,
  changed: `${CIRCLE}M-3.5,-2L3.5,-2M-3.5,2L3.5,2`,
  pending: `${CIRCLE}${HANDS}`,
  late: `${CIRCLE}${HANDS}`,
  blocked: `${TRIANGLE}${BANG}`,
  open: `${DIAMOND}${BANG}`,
  ports: '',
};

/**
 * Returns the mark of an edge, if any. Differences between two moments and the effect of a change take precedence over
 * the current state.
 */
export function markOf(edge: GraphEdge): EdgeMark | undefined {
  if (edge.compared) return { kind: edge.compared.how, words: edge.compared.text, shape: SHAPES[edge.compared.how] };
  if (edge.preview) return { kind: edge.preview.effect, words: edge.preview.text, shape: SHAPES[edge.preview.effect] };
  if (edge.ports) return { kind: 'ports', words: shortWay(edge, edge.ports), shape: SHAPES.ports };
  const agreement = edge.judgement?.agreement;
  if (agreement === undefined || agreement === 'agrees' || agreement === 'unmeasured') return undefined;
  return { kind: agreement, words: describeAgreement(edge) ?? '', shape: SHAPES[agreement] };
}
