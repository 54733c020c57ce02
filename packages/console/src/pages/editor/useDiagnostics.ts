/** What the language server finds in the draft, as it is being written. */
import { useEffect, useState } from 'react';
import type { Diagnostic } from '../../api/authoring-types.ts';
import type { DiagnosticsByPath, LanguageClient } from './code/client.ts';

export interface Diagnostics {
  /** Null until the first answer. */
  readonly files: DiagnosticsByPath | null;
  readonly error: unknown;
}

export function useDiagnostics(client: LanguageClient): Diagnostics {
  const [state, setState] = useState<Diagnostics>({ files: null, error: null });
  useEffect(
    () =>
      client.watch(
        (files) => setState({ files, error: null }),
        // What was found last stays: it is better than nothing.
        (error) => setState((before) => ({ ...before, error })),
      ),
    [client],
  );
  return state;
}

export interface Problem {
  readonly path: string;
  readonly diagnostic: Diagnostic;
}

/** All of them in order: files by path, errors of a file before its warnings stay in the order of places. */
export function problemsOf(files: DiagnosticsByPath | null): readonly Problem[] {
  return Object.entries(files ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, diagnostics]) =>
      [...diagnostics]
        .sort((a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character)
        .map((diagnostic) => ({ path, diagnostic })),
    );
}

/** The problem after (or before) a place, round the end of the list. */
export function nextProblem(
  problems: readonly Problem[],
  at: { readonly path: string; readonly line: number; readonly character: number },
  step: 1 | -1,
): Problem | null {
  const order = ({ path, diagnostic }: Problem): number => {
    if (path !== at.path) return path < at.path ? -1 : 1;
    const { line, character } = diagnostic.range.start;
    return line - at.line || character - at.character;
  };
  const found = step === 1 ? problems.find((one) => order(one) > 0) : problems.findLast((one) => order(one) < 0);
  return found ?? (step === 1 ? problems[0] : problems.at(-1)) ?? null;
}
