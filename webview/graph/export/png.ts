import * as l10n from '@vscode/l10n';
import { densityFor, DENSITY } from './density';
import type { SvgPicture } from './svg';

/** A bitmap. */
export interface PngPicture {
  readonly blob: Blob;
  readonly width: number;
  readonly height: number;
  /** Whether its resolution was reduced because it is very large. */
  readonly coarse: boolean;
}

/** Renders an SVG as a bitmap. @throws Error if the browser fails. */
export async function pngOf(picture: SvgPicture): Promise<PngPicture> {
  const density = densityFor(picture);
  const [width, height] = [
    Math.max(1, Math.floor(picture.width * density)),
    Math.max(1, Math.floor(picture.height * density)),
  ];
  const address = URL.createObjectURL(new Blob([picture.text], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [width, height];
    canvas.getContext('2d')?.drawImage(image, 0, 0, width, height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (!blob) throw new Error(l10n.t('The image is too large for VS Code.'));
    return { blob, width, height, coarse: density < DENSITY };
  } finally {
    URL.revokeObjectURL(address);
  }
}
