import type { DetailsTarget } from '../details/details';
import type { Scene } from '../scene/scene';

/** The subject of an element. */
export type Target = { readonly frame: string } | { readonly more: string } | DetailsTarget;

/** Returns the group, star or edge that an event's target belongs to, or undefined. */
export function targetOf(target: EventTarget | null, { edges }: Pick<Scene, 'edges'>): Target | undefined {
  if (!(target instanceof Element)) return undefined;
  const frame = target.matches('.frame-name, .framed')
    ? target.closest('[data-frame]')?.getAttribute('data-frame')
    : null;
  if (typeof frame === 'string') return { frame };
  const element = target.closest('[data-node],[data-key]');
  const node = element?.getAttribute('data-node');
  if (typeof node === 'string') return target.matches('.more') ? { more: node } : { node };
  const key = element?.getAttribute('data-key');
  const edge = typeof key === 'string' ? edges.find((shape) => shape.key === key)?.edge : undefined;
  return edge && { from: edge.from, to: edge.to };
}
