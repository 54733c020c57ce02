/** Format strings: SML's hold bare names only. */
import type { FormatString, Name } from '../ast/nodes.ts';
import { codePoints } from './characters.ts';
import type { PyExpression } from './python-nodes.ts';
import type { Reporter } from './reporter.ts';

const SPEC_HINT =
  'format strings must be simple, for example:\n' +
  ' - `{Foo}` is OK, but:\n' +
  ' - `{Foo!r}` is not, as it has a `!r` or format spec attached';
const NAME_HINT =
  'format strings are simple, and only interpolate names, for example:\n' +
  ' - `{Foo}` is OK, but:\n' +
  ' - `{1 + 1}`, `{"hello"}` or `{SomeFunc(bar="baz")}` is not!';

/** Prefix, quote and brace: the reference finds a field's column by the text before it, as if all was on one line. */
const BEFORE_FIRST_FIELD = 3;

export function lowerFormatString(
  reporter: Reporter,
  node: Extract<PyExpression, { type: 'JoinedStr' }>,
): FormatString | null {
  const parts: (string | Name)[] = [];
  let length = 0;
  let valid = true;
  for (const part of node.parts) {
    if (typeof part === 'string') {
      parts.push(part);
      length += codePoints(part, 0, part.length);
      continue;
    }
    const { expression, formatted } = part;
    if (formatted || expression.type !== 'Name') {
      const span = { ...expression.span, line: node.span.line, column: node.span.column + BEFORE_FIRST_FIELD + length };
      if (formatted) reporter.error('a format string cannot have a format spec', span, SPEC_HINT);
      else reporter.error('a format string can only interpolate a `Name`', span, NAME_HINT);
      valid = false;
      length += 2;
      continue;
    }
    parts.push({ kind: 'name', span: expression.span, name: expression.name });
    length += codePoints(expression.name, 0, expression.name.length) + 2;
  }
  return valid ? { kind: 'format-string', span: node.span, parts } : null;
}
