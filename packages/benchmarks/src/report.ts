/** One measured table: what it shows, its columns and rows, as they stand in the README. */
export interface Table {
  title: string;
  columns: string[];
  rows: (string | number)[][];
}

/** A number as people read it: no more digits than the noise leaves true. */
export function round(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value >= 10 ? value.toFixed(0) : value.toPrecision(2);
}

/** The middle of several measurements; a mean would follow one slow moment of a shared machine. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** A Markdown table under a heading. */
export function toMarkdown({ title, columns, rows }: Table): string {
  return [`### ${title}`, '', row(columns), row(columns.map(() => '---')), ...rows.map(row)].join('\n');
}
