import * as l10n from '@vscode/l10n';
import { formatAge } from '../../../src/base/age';
import type { Scene } from '../scene/scene';
import type { Fact } from '../../shared/fact';
import type { Tip } from '../../shared/tooltip';
import { isMeasured } from '../page/measured';
import { edgeFacts, nodeFacts, stateFacts, titleOf } from '../details/element-text';

/** The age of the displayed data in milliseconds, and its time by the host's clock in milliseconds since the epoch. */
export interface Clock {
  age(): number;
  now(): number;
}

/** Returns the tooltip of a star or an edge. */
export function tipFor(element: Element, { nodes, edges }: Scene, clock: Clock): Tip | undefined {
  const measured = isMeasured(nodes.map(({ node }) => node));
  const observed: readonly Fact[] = measured ? [[l10n.t('Observed'), formatAge(clock.age())]] : [];
  const nodeOf = (id: string | null | undefined) => nodes.find(({ node }) => node.id === id)?.node;
  const star = nodeOf(element.getAttribute('data-node'));
  if (star) return { title: titleOf(star), facts: [...nodeFacts(star), ...observed] };
  const edge = edges.find(({ key }) => key === element.getAttribute('data-key'))?.edge;
  const [from, to] = [nodeOf(edge?.from), nodeOf(edge?.to)];
  return edge && from && to
    ? {
        title: `${titleOf(from)} → ${titleOf(to)}`,
        facts: [
          ...stateFacts(edge, clock.now()),
          ...edgeFacts(edge, from, to),
          ...(edge.kind === 'ghost' || edge.kind === 'policy' ? [] : observed),
        ],
      }
    : undefined;
}
