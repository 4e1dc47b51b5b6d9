import { ageInWords } from './age';
import type { Scene } from './scene';
import type { Tip } from './tooltip';
import { edgeFacts, nodeFacts, stateFacts, titleOf } from './words';

/** What to say about a star's or an edge's element. @param age milliseconds since the collector told of it. */
export function tipFor(element: Element, { nodes, edges }: Scene, age: number): Tip | undefined {
  const observed = ['Observed', ageInWords(age)] as const;
  const nodeOf = (id: string | null | undefined) => nodes.find(({ node }) => node.id === id)?.node;
  const star = nodeOf(element.getAttribute('data-node'));
  if (star) return { title: titleOf(star), facts: [...nodeFacts(star), observed] };
  const edge = edges.find(({ key }) => key === element.getAttribute('data-key'))?.edge;
  const [from, to] = [nodeOf(edge?.from), nodeOf(edge?.to)];
  return edge && from && to ? { title: `${titleOf(from)} → ${titleOf(to)}`, facts: [...stateFacts(edge), ...edgeFacts(edge, from, to), ...(edge.kind === 'ghost' ? [] : [observed])] } : undefined;
}
