import type { DrawnNode } from '../drawn';

/** Widths of a letter at a zoom of one, in pixels: rather too wide, because nothing is measured before it is drawn. */
const NAME_LETTER = 7.6;
const DETAIL_LETTER = 6.2;
/** Space for a label; longer ones are shortened. */
export const LABEL_ROOM = 140;

/** Estimates the widths of a star's name, and of the profiles below it, in pixels at a zoom of one. */
export function estimatedLabel({ name, profiles }: Pick<DrawnNode, 'name' | 'profiles'>): {
  readonly name: number;
  readonly detail: number;
} {
  const detail = profiles.map((profile) => profile.name).join(', ');
  return {
    name: Math.min(LABEL_ROOM, name.length * NAME_LETTER),
    detail: detail === '' ? 0 : Math.min(LABEL_ROOM, ('profile '.length + detail.length) * DETAIL_LETTER),
  };
}

/** Estimates the width of a frame's title, in pixels at a zoom of one. */
export function estimatedTitle(title: string): number {
  return title.length * NAME_LETTER;
}
