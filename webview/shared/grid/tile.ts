import { looksIn, type CellStyle } from './cell-style';
import type { Metrics, IndexRange } from './metrics';
import { MARKS, VERDICTS, type Cell, type GridModel } from './model';

type Painter = CanvasRenderingContext2D;

/** Gap between the backgrounds of cells in pixels, and their corner radius. */
const GAP = 2;
const CORNER = 3;

/**
 * The cells of a large grid as one canvas with the visible part and some around it. It scrolls with the content, and is
 * repainted when the visible part leaves it: thousands of elements would be far slower.
 */
export class Tile {
  readonly element = document.createElement('canvas');
  readonly #stamps = new Map<string, HTMLCanvasElement>();
  #scale = 1;

  constructor() {
    this.element.className = 'tile';
    this.element.ariaHidden = 'true';
  }

  /** Sets sizes and colors. */
  prepare(place: HTMLElement, { width, height }: Metrics): void {
    this.#stamps.clear();
    this.#scale = window.devicePixelRatio;
    const look = looksIn(place);
    for (const verdict of VERDICTS) {
      for (const mark of [undefined, ...MARKS]) {
        const canvas = document.createElement('canvas');
        const painter = resized(canvas, width, height, this.#scale);
        if (!painter) continue;
        paintVerdict(painter, look(verdict), width, height);
        if (mark) paintMark(painter, mark, look(mark), width);
        this.#stamps.set(keyOf({ verdict, mark }), canvas);
      }
    }
  }

  /** Paints some rows and columns of a model. */
  paint(model: GridModel, rows: IndexRange, columns: IndexRange, { side, top, width, height }: Metrics): void {
    const { element } = this;
    const [across, down] = [(columns.end - columns.first) * width, (rows.end - rows.first) * height];
    const painter = resized(element, across, down, this.#scale);
    element.style.left = `${side + columns.first * width}px`;
    element.style.top = `${top + rows.first * height}px`;
    for (let row = rows.first; row < rows.end; row += 1) {
      for (let column = columns.first; column < columns.end; column += 1) {
        const cell = model.cell(row, column);
        const stamp = cell.blank ? undefined : this.#stamps.get(keyOf(cell));
        if (stamp)
          painter?.drawImage(stamp, (column - columns.first) * width, (row - rows.first) * height, width, height);
      }
    }
  }
}

function keyOf({
  verdict,
  mark = '',
}: {
  readonly verdict: Cell['verdict'];
  readonly mark?: Cell['mark'] | '';
}): string {
  return `${verdict} ${mark}`;
}

/** Returns a cleared canvas of a size in CSS pixels, and its context. */
function resized(canvas: HTMLCanvasElement, width: number, height: number, scale: number): Painter | null {
  const [across, down] = [Math.round(width * scale), Math.round(height * scale)];
  const painter = canvas.getContext('2d');
  if (canvas.width === across && canvas.height === down) painter?.clearRect(0, 0, width, height);
  else {
    canvas.width = across;
    canvas.height = down;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    painter?.scale(scale, scale);
  }
  return painter;
}

function paintVerdict(
  painter: Painter,
  { color, ground, frame, glyph, font }: CellStyle,
  width: number,
  height: number,
): void {
  painter.beginPath();
  painter.roundRect(GAP, GAP, width - 2 * GAP, height - 2 * GAP, CORNER);
  painter.fillStyle = ground;
  painter.fill();
  if (frame !== '') {
    painter.strokeStyle = frame;
    painter.stroke();
  }
  paintGlyph(painter, glyph, font, color, width / 2, height / 2);
}

function paintMark(
  painter: Painter,
  mark: NonNullable<Cell['mark']>,
  { color, ground, frame, glyph, font }: CellStyle,
  width: number,
): void {
  if (mark === 'disagrees') {
    painter.strokeStyle = frame;
    painter.lineWidth = 2;
    painter.strokeRect(1, 1, width - 2, width - 2);
    painter.fillStyle = ground;
    painter.beginPath();
    painter.moveTo(width, 0);
    painter.lineTo(width * 0.55, 0);
    painter.lineTo(width, width * 0.45);
    painter.fill();
  } else paintGlyph(painter, glyph, font, color, width * 0.84, width * 0.2);
}

function paintGlyph(painter: Painter, glyph: string, font: string, color: string, x: number, y: number): void {
  painter.font = font;
  painter.fillStyle = color;
  painter.textAlign = 'center';
  painter.textBaseline = 'middle';
  painter.fillText(glyph, x, y);
}
