/** Runs the lints over a checked ruleset. They find what is valid and probably not meant. */
import { sortDiagnostics } from '../check/report.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Program } from '../program/program.ts';
import { duplicateWindows, staleListCaches, undeclaredLabels } from './calls.ts';
import { constantConditions, contradictions } from './conditions.ts';
import { diagnosticDocs } from './docs.ts';
import { emptyDescriptions, missingOwners } from './metadata.ts';
import { deadPatterns } from './patterns.ts';
import { unreachableFiles, unusedFeatures, unusedImports, unusedRules } from './usage.ts';
import { type ProgramView, viewProgram } from './view.ts';

export interface LintOptions {
  /** Codes to run although they are not on by default. */
  readonly enable?: readonly string[];
  /** Codes to leave out. */
  readonly disable?: readonly string[];
}

const LINTS: readonly ((view: ProgramView) => Diagnostic[])[] = [
  unusedRules,
  unusedFeatures,
  unusedImports,
  unreachableFiles,
  constantConditions,
  contradictions,
  deadPatterns,
  emptyDescriptions,
  missingOwners,
  duplicateWindows,
  undeclaredLabels,
  staleListCaches,
];

/** All findings, in order of place. Every code is explained by {@link diagnosticDocs}. */
export function lintProgram(program: Program, options: LintOptions = {}): Diagnostic[] {
  const view = viewProgram(program);
  const optional = new Set(diagnosticDocs.filter((doc) => doc.optional === true).map((doc) => doc.code));
  const wanted = (code: string): boolean =>
    options.disable?.includes(code) !== true && (!optional.has(code) || options.enable?.includes(code) === true);
  return sortDiagnostics(LINTS.flatMap((lint) => lint(view)).filter(({ code }) => code === undefined || wanted(code)));
}
