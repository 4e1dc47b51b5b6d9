/** Shortens a text with an ellipsis to fit a width. The measure is a parameter, which keeps this pure. */
export function fitText(text: string, room: number, measure: (text: string) => number): string {
  if (measure(text) <= room) return text;
  // By code point, so that no character is split.
  const characters = Array.from(text);
  let [low, high] = [0, characters.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(shortened(characters, middle)) <= room) low = middle;
    else high = middle - 1;
  }
  return shortened(characters, low);
}

function shortened(characters: readonly string[], length: number): string {
  return `${characters.slice(0, length).join('').trimEnd()}…`;
}

/** The same, with an ellipsis in the middle: names often differ in their ends. */
export function fitMiddle(text: string, room: number, measure: (text: string) => number): string {
  if (measure(text) <= room) return text;
  const characters = Array.from(text);
  let [low, high] = [0, characters.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(around(characters, middle)) <= room) low = middle;
    else high = middle - 1;
  }
  return around(characters, low);
}

/** @param length The number of characters that are kept. */
function around(characters: readonly string[], length: number): string {
  const start = characters.slice(0, Math.ceil(length / 2)).join('');
  const end = characters.slice(characters.length - Math.floor(length / 2)).join('');
  return `${start}…${end}`;
}
