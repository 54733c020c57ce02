/** `lapwing notes diff`: what differs between two outputs, and where it began. */
import { stat } from 'node:fs/promises';
import {
  type Comparison,
  type ContributorComparison,
  compareContributors,
  compareScoredNotes,
  type NoteDifference,
  NotesError,
  OUTPUT_FILES,
  readOutput,
} from '@lapwing/notes';
import { CommandError, type ExitCode } from '../exit.ts';

export async function diffOutputs(
  a: string,
  b: string,
  options: { readonly limit: string; readonly json?: boolean },
): Promise<ExitCode> {
  const limit = Number(options.limit);
  if (!Number.isSafeInteger(limit) || limit < 0)
    throw new CommandError(`--limit: "${options.limit}" is no number of notes`);
  const comparison = compareScoredNotes(
    await readOutput(a, OUTPUT_FILES.scoredNotes),
    await readOutput(b, OUTPUT_FILES.scoredNotes),
  );
  const contributors = await contributorsOf(a, b);
  if (options.json === true)
    process.stdout.write(`${JSON.stringify(contributors === null ? comparison : { ...comparison, contributors })}\n`);
  else
    process.stdout.write(text(comparison, limit) + (contributors === null ? '' : contributorText(contributors, limit)));
  const same = comparison.statuses.length + comparison.onlyInA.length + comparison.onlyInB.length === 0;
  return same ? 0 : 1;
}

/** Contributors are compared where both outputs are directories that hold them. */
async function contributorsOf(a: string, b: string): Promise<ContributorComparison | null> {
  const directories = await Promise.all([a, b].map(async (path) => (await stat(path)).isDirectory()));
  if (directories.includes(false)) return null;
  try {
    const [left, right] = [a, b].map((path) => readOutput(path, OUTPUT_FILES.helpfulnessScores));
    return compareContributors(await left!, await right!);
  } catch (error) {
    if (error instanceof NotesError && error.code === 'missing') return null;
    throw error;
  }
}

function contributorText(comparison: ContributorComparison, limit: number): string {
  const { contributors, differences, onlyInA, onlyInB, columns } = comparison;
  const lines = [
    '',
    `${contributors} contributors in both, ${differences.length} on whom more than fitted numbers differ`,
  ];
  if (onlyInA.length > 0) lines.push(`${onlyInA.length} in A alone, the first: ${onlyInA[0]}`);
  if (onlyInB.length > 0) lines.push(`${onlyInB.length} in B alone, the first: ${onlyInB[0]}`);
  const stages = new Map<string, number>();
  for (const { stage } of differences) stages.set(stage, (stages.get(stage) ?? 0) + 1);
  for (const [stage, count] of stages) lines.push(`  ${String(count).padStart(7)} from ${stage} on`);
  for (const { participantId, stage, reason } of differences.slice(0, limit))
    lines.push(`  ${participantId}`, `    ${stage}: ${reason}`);
  if (differences.length > limit) lines.push(`  … and ${differences.length - limit} more (--limit)`);
  columnLines(lines, columns);
  return `${lines.join('\n')}\n`;
}

function text(comparison: Comparison, limit: number): string {
  const { notes, statuses, scorersOnly, rulesOnly, onlyInA, onlyInB, columns } = comparison;
  const share = notes === 0 ? 100 : (100 * (notes - statuses.length)) / notes;
  const lines = [`${notes} notes in both, ${share.toFixed(2)} % with the same status`];
  if (onlyInA.length > 0) lines.push(`${onlyInA.length} in A alone, the first: ${onlyInA[0]}`);
  if (onlyInB.length > 0) lines.push(`${onlyInB.length} in B alone, the first: ${onlyInB[0]}`);
  section(lines, `${statuses.length} statuses differ`, statuses, limit);
  section(
    lines,
    `${scorersOnly.length} more notes on which a scorer differs and the status does not`,
    scorersOnly,
    limit,
  );
  section(lines, `${rulesOnly.length} more notes on which other rules said the same`, rulesOnly, limit);
  columnLines(lines, columns);
  return `${lines.join('\n')}\n`;
}

function columnLines(lines: string[], columns: Comparison['columns']): void {
  lines.push('', 'columns that differ: values, then numbers with their median, 99th percentile and largest gap');
  for (const { column, different, numbers, median, p99, max } of columns) {
    const gaps = numbers === 0 ? '' : `${numbers} numbers, ${short(median)} ${short(p99)} ${short(max)}`;
    lines.push(`  ${column.padEnd(50)} ${String(different).padStart(7)}  ${gaps}`.trimEnd());
  }
}

function section(lines: string[], title: string, notes: readonly NoteDifference[], limit: number): void {
  lines.push('', title);
  for (const { noteId, statuses, deciders, reason } of notes.slice(0, limit)) {
    const [from, to] = statuses;
    lines.push(`  ${noteId}  ${from === to ? from : `${from} → ${to}`}`);
    lines.push(`    ${reason}`);
    if (deciders[0] !== deciders[1]) lines.push(`    decided by ${deciders[0]} and ${deciders[1]}`);
  }
  if (notes.length > limit) lines.push(`  … and ${notes.length - limit} more (--limit)`);
}

function short(value: number): string {
  return value.toPrecision(2);
}
