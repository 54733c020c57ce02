/** Completion and diagnostics of the query box as text. Pure. */
import type { Problem } from '../../api/problem.ts';
import type { Feature } from '../../api/types.ts';
import { suggestions } from '../../lib/limits.ts';
import { wordAt } from '../../lib/sml.ts';

interface Completions {
  readonly start: number;
  readonly features: readonly Feature[];
}

/** Features whose name holds the word at the caret, those that begin with it first; none inside of a string. */
export function completions(text: string, caret: number, features: ReadonlyMap<string, Feature>): Completions {
  const { word, start } = wordAt(text, caret);
  const inString = (text.slice(0, start).match(/'/g)?.length ?? 0) % 2 === 1;
  if (word === '' || inString || features.has(word)) return { start, features: [] };
  const lower = word.toLowerCase();
  const found = [...features.values()]
    .filter((feature) => feature.name.toLowerCase().includes(lower))
    .sort((a, b) => rank(a, lower) - rank(b, lower) || a.name.localeCompare(b.name));
  return { start, features: found.slice(0, suggestions) };
}

function rank(feature: Feature, lower: string): number {
  return (feature.name.toLowerCase().startsWith(lower) ? 0 : 2) + (feature.isRule ? 1 : 0);
}

/** The compiler's own rendering where the server sent it; else source and caret from line and column. */
export function diagnosticText(problem: Problem, source: string): string {
  if (problem.findings.length === 0) return problem.detail ?? problem.message;
  const lines = source.split('\n');
  return problem.findings
    .map((finding) => {
      if (finding.rendered !== null) return finding.rendered;
      if (finding.line === null || finding.column === null) return finding.message;
      const hint = finding.hint === null ? '' : ` ${finding.hint}`;
      return `${finding.message}\n  ${lines[finding.line - 1] ?? ''}\n  ${' '.repeat(finding.column)}^${hint}`;
    })
    .join('\n\n');
}
