/** Which files an `Import` and a `Require` mean, and whether they exist (sml.md §1.3). */
import type { Expression, List, StringLiteral } from '../ast/nodes.ts';
import type { Span } from '../ast/span.ts';
import type { RulesetSources } from '../sources/sources.ts';
import type { GlobalIndex } from './names.ts';
import { printList, printStatement, templateOf } from './reference-print.ts';
import type { Report } from './report.ts';
import type { CallPlace } from './walk.ts';

export interface ImportedFile {
  readonly path: string;
  /** The path's literal in the list. */
  readonly span: Span;
}

interface Context {
  readonly sources: Pick<RulesetSources, 'rules'>;
  readonly globals: GlobalIndex;
}

/** The files imported; those that exist. The list has only string literals: constants were resolved before. */
export function checkImport(list: List, place: CallPlace, context: Context, report: Report): ImportedFile[] {
  const literals = list.items.filter((item): item is StringLiteral => item.kind === 'string');
  const found: ImportedFile[] = [];
  const spans = new Map<string, Span[]>();
  for (const { value: path, span } of literals) {
    if (context.sources.rules.has(path)) found.push({ path, span });
    else report.error(`imported file: ${path} not found`, span, 'import attempted here');
    const seen = spans.get(path);
    if (seen) seen.push(span);
    else spans.set(path, [span]);
  }
  for (const [path, [first, ...repeated]] of spans) {
    if (first === undefined || repeated.length === 0) continue;
    report.error(`import has a duplicated items for rule: ${path}`, first, 'first import attempted here', {
      message: `${repeated.length} duplicate(s) found here`,
      spans: repeated.map((span) => ({ span })),
    });
  }
  const paths = literals.map((literal) => literal.value);
  const sorted = [...paths].sort(compareCodePoints);
  if (paths.some((path, index) => path !== sorted[index])) {
    report.error(
      'import rules are not sorted',
      list.span,
      `sort imports lexicographically:\n\`${printStatement(statementOf(list, place, context.globals), printList(list, sorted))}\``,
    );
  }
  return found;
}

/** The list may stand in the definition of a name that the call refers to. */
function statementOf(list: List, place: CallPlace, globals: GlobalIndex): CallPlace['statement'] {
  for (const { statement } of globals.values()) if (statement.value === list) return statement;
  return place.statement;
}

/** Python sorts strings by code point; JavaScript's default, by UTF-16 unit, differs beyond the basic plane. */
function compareCodePoints(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const difference = (left[index]?.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** The files that a `Require` may run. */
export function checkRequire(rule: Expression, sources: Pick<RulesetSources, 'rules'>, report: Report): string[] {
  switch (rule.kind) {
    case 'string':
      if (sources.rules.has(rule.value)) return [rule.value];
      report.error(`required rule: \`${rule.value}\` not found`, rule.span, 'require attempted here');
      return [];
    case 'format-string': {
      const glob = rule.parts.map((part) => (typeof part === 'string' ? part : '*')).join('');
      const pattern = globPattern(glob);
      const matches = [...sources.rules.keys()].filter((path) => pattern.test(path));
      if (matches.length === 0) {
        report.error(
          `required rule: \`${templateOf(rule)}\` would never match any rule files`,
          rule.span,
          `require attempted here, glob: \`${glob}\` matches no sources`,
        );
      }
      return matches;
    }
    default:
      report.error(
        'a literal string or format string is required here',
        rule.span,
        'you can only use literal strings, for example:\n`Require(rule="hello.sml")` or `Require(rule=f"actions/{ActionName}.sml")`',
      );
      return [];
  }
}

/** Python's `fnmatch`: `*` and `?` also match slashes; `[…]` and `[!…]` are classes; a `[` without its `]` is itself. */
function globPattern(glob: string): RegExp {
  let source = '';
  for (let at = 0; at < glob.length; at++) {
    const character = glob[at] ?? '';
    if (character === '*') {
      if (!source.endsWith('.*')) source += '.*';
    } else if (character === '?') source += '.';
    else if (character === '[') {
      const negated = glob[at + 1] === '!';
      const first = at + (negated ? 2 : 1);
      const end = glob.indexOf(']', first + 1);
      if (end === -1) source += '\\[';
      else {
        source += `[${negated ? '^' : ''}${glob.slice(first, end).replace(/[\\\]^[]/g, '\\$&')}]`;
        at = end;
      }
    } else source += character.replace(/[\\^$.|+(){}\]]/g, '\\$&');
  }
  try {
    return new RegExp(`^${source}$`, 's');
  } catch {
    // A reversed range in a class; Python matches nothing with it.
    return /(?!)/;
  }
}
