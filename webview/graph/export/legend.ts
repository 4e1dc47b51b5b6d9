import type { EdgeState } from '../../../src/features/graph/protocol/elements';
import type { Drawing } from '../scene/drawn';
import { pathOf } from '../scene/curve';
import { TIP, tipOf } from '../scene/edge-shape';
import { say, svg } from '../../shared/dom';
import { isMeasured } from '../page/measured';
import { describeState } from '../details/element-text';

const STATES: readonly EdgeState[] = ['reachable', 'unreachable', 'unknown', 'allowed', 'denied'];
/** Width of one entry. */
const ENTRY = 132;
/** Length of a sample with its arrowhead. */
const LENGTH = 36;

/** Returns the states of a measured or a calculated drawing, and others that it has. */
function statesOf({ nodes, edges }: Drawing): readonly EdgeState[] {
  const usual: readonly EdgeState[] = isMeasured(nodes) ? ['reachable', 'unreachable', 'unknown'] : ['allowed'];
  return STATES.filter((state) => usual.includes(state) || edges.some((edge) => edge.state === state));
}

/** Renders a legend of the states in a drawing in a row. @param x Its left end. @param y Its vertical center. */
export function legend(drawing: Drawing, x: number, y: number): SVGGElement {
  return svg(
    'g',
    {},
    ...statesOf(drawing).map((state, index) => {
      const left = x + index * ENTRY;
      const at = (along: number) => ({ x: left + along, y });
      const end = LENGTH - TIP[state];
      const curve = { start: at(0), control: at(end / 2), end: at(end) };
      const words = svg('text', { class: 'export-note', x: left + LENGTH + 10, y: y + 4 });
      say(words, describeState(state));
      const edge = svg(
        'g',
        { class: 'edge export-sample', 'data-state': state },
        svg('path', { class: 'line', d: pathOf(curve) }),
        svg('path', { class: 'tip', d: tipOf(state, curve) }),
      );
      return svg('g', {}, edge, words);
    }),
  );
}
