import * as l10n from '@vscode/l10n';
import type { ToPage } from '../../../src/features/graph/protocol/messages';
import { dotOf } from './dot';
import { mermaidOf } from './mermaid';
import { pngOf, type PngPicture } from './png';
import type { ExportInput } from './export-input';
import { svgOf } from './svg';

export type ExportAs = Extract<ToPage, { type: 'export' }>['as'];

/** The result of an export. */
export interface Exported {
  /** A text, or a base 64 encoded bitmap. Empty if it went to the clipboard. */
  readonly data: string;
  /** A note for the user. */
  readonly note?: string;
}

/** Exports the whole drawing. @throws Error with the reason. */
export async function exported(as: ExportAs, subject: ExportInput): Promise<Exported> {
  switch (as) {
    case 'svg':
      return { data: svgOf(subject).text };
    case 'png': {
      const png = await pngOf(svgOf(subject));
      return { data: await base64(png.blob), ...noteOf(png) };
    }
    case 'mermaid':
      return { data: mermaidOf(subject) };
    case 'dot':
      return { data: dotOf(subject) };
    case 'clipboard': {
      const png = await pngOf(svgOf(subject));
      // Browsers write to the clipboard only for the focused page.
      window.focus();
      await navigator.clipboard.write([new ClipboardItem({ [png.blob.type]: png.blob })]);
      return { data: '', ...noteOf(png) };
    }
  }
}

function noteOf({ coarse, width, height }: PngPicture): Pick<Exported, 'note'> {
  return coarse
    ? {
        note: l10n.t(
          'The graph is too large for a bitmap of full size, so the image was scaled down to {0} × {1} pixels. SVG keeps the full size.',
          width,
          height,
        ),
      }
    : {};
}

async function base64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  // In chunks, because the number of arguments of a call is limited.
  for (let start = 0; start < bytes.length; start += 32_768)
    text += String.fromCharCode(...bytes.subarray(start, start + 32_768));
  return btoa(text);
}
