/** Texts whose letters have widths of their own, whatever is beside them, but for kerning. */
const PLAIN = /^[\u0020-\u007e…→·×−–]*$/;

/** Measures text in the page's font without a layout, letter by letter where that is possible: each letter once. */
export function textMeasure(): (text: string, font: string) => number {
  const family = getComputedStyle(document.body).fontFamily;
  const fonts = new Map<string, (text: string) => number>();
  return (text, font) => {
    let measure = fonts.get(font);
    // Setting a font costs more than measuring in it.
    if (!measure) fonts.set(font, (measure = measureIn(`${font} ${family}`)));
    return measure(text);
  };
}

function measureIn(font: string): (text: string) => number {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return () => 0;
  context.font = font;
  const widths = new Map<string, number>();
  const widthOf = (letter: string) => {
    let width = widths.get(letter);
    if (width === undefined) widths.set(letter, (width = context.measureText(letter).width));
    return width;
  };
  return (text) => {
    if (!PLAIN.test(text)) return context.measureText(text).width;
    let width = 0;
    for (const letter of text) width += widthOf(letter);
    return width;
  };
}
