/** Names of a ruleset: unique where stored, defined where used, used where local (sml.md §1.3). */
import type { Assign, Expression, Name } from '../ast/nodes.ts';
import type { Span } from '../ast/span.ts';
import { closestString } from '../text/closest.ts';
import { Report } from './report.ts';
import { eachExpression, type FileIndex, isLocal } from './walk.ts';

/** Globals by name, in order of definition. */
export type GlobalIndex = ReadonlyMap<
  string,
  { readonly span: Span; readonly path: string; readonly statement: Assign }
>;

/** Every global name once over all files, every local once in its file. */
export function uniqueStoredNames(files: readonly FileIndex[]): { report: Report; globals: GlobalIndex } {
  const report = new Report();
  const globals = new Map<string, { span: Span; path: string; statement: Assign }>();
  const repeated = new Map<string, Span[]>();
  for (const file of files) {
    const locals = new Map<string, Span[]>();
    for (const occurrence of file.occurrences) {
      if (occurrence.kind !== 'assign') continue;
      const { name, span } = occurrence.statement.target;
      if (isLocal(name)) {
        const spans = locals.get(name);
        if (spans) spans.push(span);
        else locals.set(name, [span]);
      } else if (globals.has(name)) {
        const spans = repeated.get(name);
        if (spans) spans.push(span);
        else repeated.set(name, [span]);
      } else globals.set(name, { span, path: file.path, statement: occurrence.statement });
    }
    for (const [first, ...others] of locals.values()) {
      if (first === undefined || others.length === 0) continue;
      report.error(
        'local variables must be unique in their file',
        first,
        'this local variable is defined in multiple locations in this file',
        { message: 'such as:', spans: others.map((span) => ({ span })) },
      );
    }
  }
  for (const [name, spans] of repeated) {
    const first = globals.get(name);
    if (first === undefined) continue;
    report.error(
      'features must be unique across all rule files',
      first.span,
      'this feature is defined in multiple locations',
      {
        message: 'such as:',
        spans: spans.map((span) => ({ span })),
      },
    );
  }
  return { report, globals };
}

/** Every local is read at least once after it is stored. */
export function noUnusedLocals(files: readonly FileIndex[]): Report {
  const report = new Report();
  for (const file of files) {
    const seen = new Map<string, { name: Name; used: boolean }>();
    for (const occurrence of file.occurrences) {
      if (occurrence.kind === 'store' && isLocal(occurrence.name.name)) {
        if (!seen.has(occurrence.name.name)) seen.set(occurrence.name.name, { name: occurrence.name, used: false });
      } else if (occurrence.kind === 'load') {
        const local = seen.get(occurrence.name.name);
        if (local) local.used = true;
      }
    }
    for (const { name, used } of seen.values()) {
      if (used) continue;
      report.error(
        `unused local variable: \`${name.name}\``,
        name.span,
        'this variable is not used anywhere, and thus has no effect. either delete or comment it out',
      );
    }
  }
  return report;
}

/**
 * Every name is defined above its use, in this file or in one that is imported above it.
 * `importsOf` gives the files that an `Import` call brings in (nothing for any other call).
 */
export function variablesMustBeDefined(
  files: readonly FileIndex[],
  globals: GlobalIndex,
  importsOf: (call: Expression) => readonly string[],
  available: Iterable<string> = [],
): Report {
  const report = new Report();
  const namesByFile = new Map<string, string[]>();
  for (const [name, { path }] of globals) {
    const names = namesByFile.get(path);
    if (names) names.push(name);
    else namesByFile.set(path, [name]);
  }
  for (const file of files) {
    const known = new Set<string>(available);
    for (const occurrence of file.occurrences) {
      switch (occurrence.kind) {
        case 'assign':
          selfReferences(occurrence.statement, report);
          break;
        case 'store':
          known.add(occurrence.name.name);
          break;
        case 'call':
          for (const path of importsOf(occurrence.place.call))
            for (const name of namesByFile.get(path) ?? []) known.add(name);
          break;
        case 'load':
          if (!occurrence.called && !known.has(occurrence.name.name))
            unknownName(occurrence.name, known, globals, report);
          break;
      }
    }
  }
  return report;
}

function selfReferences(statement: Assign, report: Report): void {
  const target = statement.target;
  const check = (name: Name): void => {
    if (name.name !== target.name) return;
    report.error(
      'cannot both store and load the same value within an assignment',
      name.span,
      'you cannot use the identifier you are assigning to in its assignment',
      { message: 'assignment happens here:', spans: [{ span: target.span }] },
    );
  };
  eachExpression(statement.value, (expression) => {
    if (expression.kind === 'name') check(expression);
    if (expression.kind === 'call' && expression.function.kind === 'name') check(expression.function);
  });
}

function unknownName(name: Name, known: ReadonlySet<string>, globals: GlobalIndex, report: Report): void {
  const elsewhere = globals.get(name.name);
  if (elsewhere !== undefined) {
    report.error('unknown identifier', name.span, 'this identifier was not imported into this file', {
      message: 'however, it was found here:',
      spans: [{ span: elsewhere.span }],
    });
    return;
  }
  const similar = closestString(name.name, known) ?? closestString(name.name, globals.keys());
  if (similar !== undefined) {
    const found = globals.get(similar);
    if (found === undefined) {
      report.error('unknown identifier', name.span, `unknown name \`${name.name}\`, did you mean \`${similar}\`?`);
      return;
    }
    const scope = known.has(similar) ? 'a similar in-scope identifier' : 'a similar identifier';
    report.error('unknown identifier', name.span, 'this identifier not found', {
      message: `however, ${scope} was found here:`,
      spans: [{ span: found.span }],
    });
    return;
  }
  if (isLocal(name.name)) {
    report.error(
      'unknown local variable',
      name.span,
      `\`${name.name}\` does not exist in this file\nvariables that start with \`_\` can only be used in the file they're declared in`,
    );
    return;
  }
  report.error('unknown identifier', name.span, `\`${name.name}\` does not exist in any rule files. typo, perhaps?`);
}
