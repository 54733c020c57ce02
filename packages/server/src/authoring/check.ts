/** A ruleset's files checked: findings as data and as the text that the command prints. */
import {
  checkRuleset,
  compareDiagnostics,
  type Diagnostic,
  formatSource,
  lintProgram,
  type Program,
  type Registry,
  renderDiagnostics,
  rulesetSources,
} from '@lapwing/sml';
import type { FilesByPath } from './overlay.ts';

export interface Checked {
  readonly program: Program | null;
  readonly diagnostics: readonly Diagnostic[];
}

export function checkFiles(files: FilesByPath, registry: Registry): Checked {
  const { program, diagnostics } = checkRuleset(rulesetSources(files), registry);
  const all = program === null ? diagnostics : [...diagnostics, ...lintProgram(program)];
  return { program, diagnostics: [...all].sort(compareDiagnostics) };
}

export function checkView({ program, diagnostics }: Checked) {
  return {
    ok: program !== null,
    hash: program?.hash ?? null,
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
