/** A ruleset's files checked: findings as data and as the text that the command prints. */
import { ROLLOUT_FILE, readDeclared } from '@lapwing/pipeline/rollout-file';
import {
  checkRuleset,
  compareDiagnostics,
  compileRuleset,
  type Diagnostic,
  formatSource,
  lintProgram,
  type Registry,
  type Ruleset,
  renderDiagnostics,
  rulesetSources,
} from '@lapwing/sml';
import type { FilesByPath } from './overlay.ts';

export interface Checked {
  /** Null where there are errors. */
  readonly ruleset: Ruleset | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** As the server checks what it puts in force: the rules, and the states that `rollout.yaml` declares for them. */
export function checkFiles(files: FilesByPath, registry: Registry): Checked {
  const { program, diagnostics } = checkRuleset(rulesetSources(files), registry);
  if (program === null) return { ruleset: null, diagnostics: [...diagnostics].sort(compareDiagnostics) };
  const ruleset = compileRuleset(program);
  const declared = readDeclared(ruleset);
  const undeclared = declared.ok ? [] : declared.problems.map((problem) => declaredProblem(files, problem));
  const all = [...diagnostics, ...undeclared, ...lintProgram(program)].sort(compareDiagnostics);
  return { ruleset: declared.ok ? ruleset : null, diagnostics: all };
}

function declaredProblem(files: FilesByPath, problem: string): Diagnostic {
  const source = { path: ROLLOUT_FILE, text: files[ROLLOUT_FILE] ?? '' };
  const message = problem.startsWith(`${ROLLOUT_FILE}: `) ? problem.slice(ROLLOUT_FILE.length + 2) : problem;
  return { severity: 'error', message, span: { source, line: 1, column: 0, start: 0, end: 0 } };
}

export function checkView({ ruleset, diagnostics }: Checked) {
  return {
    ok: ruleset !== null,
    hash: ruleset?.program.hash ?? null,
    errors: diagnostics.filter(({ severity }) => severity === 'error').length,
    warnings: diagnostics.filter(({ severity }) => severity === 'warning').length,
    diagnostics: diagnostics.map(({ severity, code, message, hint, span, fix }) => ({
      severity,
      code: code ?? null,
      message,
      hint: hint ?? null,
      path: span.source.path,
      line: span.line,
      column: span.column,
      fixable: fix !== undefined,
    })),
    rendered: renderDiagnostics(diagnostics),
  };
}

/** The rendered errors of files that do not compile. */
export function renderedErrors({ diagnostics }: Checked): string {
  return renderDiagnostics(diagnostics.filter(({ severity }) => severity === 'error'));
}

/** Rule files in the canonical form; those with syntax errors and those of other kinds are left out. */
export function formatFiles(files: FilesByPath) {
  const formatted: Record<string, string> = {};
  const refused: string[] = [];
  for (const [path, text] of Object.entries(files)) {
    if (!path.endsWith('.sml')) continue;
    const result = formatSource({ path, text }).text;
    if (result === null) refused.push(path);
    else formatted[path] = result;
  }
  return { files: formatted, refused };
}
