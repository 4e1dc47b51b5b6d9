import type { Span } from '../../../policy/calico1/document';

/** A replacement of a span that corrects a problem. */
export interface Correction extends Span {
  readonly text: string;
  /** The protocol that it adds, if it adds one. */
  readonly protocol?: string;
}

/**
 * Returns the corrections of a problem in a line, the likeliest first.
 * @param line The line's text, and its place in what the problem's span counts from.
 */
export function correctionsOf(
  { code, start, end, suggestion }: Span & { readonly code: string; readonly suggestion?: string },
  line: { readonly text: string; readonly start: number },
): readonly Correction[] {
  if (suggestion !== undefined) return [{ start, end, text: suggestion }];
  // Only TCP and UDP have ports.
  const action =
    code === 'syntax' && line.text.slice(start - line.start, end - line.start) === 'ports'
      ? /^\s*(allow|deny|log|next-tier)(?=\s+(from|to)\s)/.exec(line.text)
      : null;
  if (!action) return [];
  const at = line.start + action[0].length;
  return ['tcp', 'udp'].map((protocol) => ({ start: at, end: at, text: ` ${protocol}`, protocol }));
}
