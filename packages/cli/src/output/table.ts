/** Tables for people. */
import { toJson } from '@lapwing/server/json';

const CELL_WIDTH_MAX = 60;

/** Rows as aligned text; cells that are too long are cut with an ellipsis. */
export function formatTable(names: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const cells = rows.map((row) => row.map((value) => cut(cellText(value))));
  const widths = names.map((name, i) => Math.max(name.length, ...cells.map((row) => [...(row[i] ?? '')].length)));
  const numeric = names.map((_, i) => rows.every((row) => row[i] === null || isNumber(row[i])));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => pad(cell, widths[i]!, numeric[i]!))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [line(names), rule, ...cells.map(line)].join('\n');
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '·';
  if (typeof value === 'string') return value;
  return typeof value === 'object' ? toJson(value) : String(value);
}

function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  const points = [...line];
  return points.length > CELL_WIDTH_MAX ? `${points.slice(0, CELL_WIDTH_MAX - 1).join('')}…` : line;
}

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - [...text].length));
  return right ? space + text : text + space;
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}
