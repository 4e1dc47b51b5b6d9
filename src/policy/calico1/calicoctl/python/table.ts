/** Draws a table as PrettyTable 0.7 does: all cells centered, rows sorted. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const sorted = [...rows].sort(compareRows);
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+`;
  const draw = (row: readonly string[]) =>
    `|${row.map((cell, column) => ` ${center(cell, widths[column] ?? 0)} `).join('|')}|`;
  return `${[rule, draw(header), rule, ...sorted.map(draw), rule].join('\n')}\n`;
}

function compareRows(a: readonly string[], b: readonly string[]): number {
  for (const [column, cell] of a.entries()) {
    const other = b[column] ?? '';
    if (cell !== other) return cell < other ? -1 : 1;
  }
  return 0;
}

/** An odd space goes to the right of a text of odd length, otherwise to the left. */
function center(text: string, width: number): string {
  const excess = width - text.length;
  const left = Math.floor(excess / 2) + (excess % 2 === 1 && text.length % 2 === 0 ? 1 : 0);
  return ' '.repeat(left) + text + ' '.repeat(excess - left);
}
