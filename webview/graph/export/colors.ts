/** A color in a form that every program supports. */
export interface Color {
  /** For example `#3794ff`, or `none`. */
  readonly text: string;
  /** From 0 to 1. */
  readonly alpha: number;
}

/** Converts CSS colors, including mixtures and perceptual color spaces, to widely supported ones. */
export class Colors {
  readonly #known = new Map<string, Color>();
  readonly #context: CanvasRenderingContext2D | null;

  constructor() {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    this.#context = canvas.getContext('2d', { willReadFrequently: true });
  }

  /** @param value A computed color, or `none`. */
  resolve(value: string): Color {
    let color = this.#known.get(value);
    if (!color) this.#known.set(value, (color = this.#read(value)));
    return color;
  }

  #read(value: string): Color {
    const context = this.#context;
    if (value === 'none' || !context) return { text: value, alpha: 1 };
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = value;
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data;
    if (alpha === 0) return { text: 'none', alpha: 1 };
    return {
      text: `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`,
      alpha: alpha / 255,
    };
  }
}
