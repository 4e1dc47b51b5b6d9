/** A length-delimited field: text, bytes or a message. */
const LENGTH_DELIMITED = 2;

/** Joins the fields of a message. */
export function message(...fields: readonly Buffer[]): Buffer {
  return Buffer.concat(fields);
}

/** A field that holds bytes or another message. */
export function field(number: number, content: Buffer): Buffer {
  return Buffer.concat([variableLength((number << 3) | LENGTH_DELIMITED), variableLength(content.length), content]);
}

export function textField(number: number, text: string): Buffer {
  return field(number, Buffer.from(text));
}

/** A number in groups of seven bits, the lowest first. */
function variableLength(number: number): Buffer {
  const bytes: number[] = [];
  for (let rest = number; ; rest >>>= 7) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 127) | 128);
  }
}
