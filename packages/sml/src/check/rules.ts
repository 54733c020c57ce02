/** What `Rule` demands of its place and its description (sml.md §1.9). */

import { nodeClass } from '../ast/node-class.ts';
import type { Expression } from '../ast/nodes.ts';
import { printReference, printStatement } from './reference-print.ts';
import type { Report } from './report.ts';
import { type CallPlace, isLocal } from './walk.ts';

/** A `{Name}` in a string that is not an f-string. Digits cannot begin a name. */
const INTERPOLATION = /\{([\p{L}\p{Nl}\p{No}_][\p{L}\p{N}_]*)\}/gu;

export function checkRule(place: CallPlace, report: Report): void {
  const { call, statement } = place;
  if (place.position === 'assigned' && statement.kind === 'assign') {
    const name = statement.target.name;
    if (isLocal(name)) {
      report.error(
        'rules must be stored in non-local features',
        statement.span,
        `this rule is being stored in the local variable \`${name}\`\nrules must be in non-local features (eg that don't start with \`_\`)`,
      );
    }
  } else mustAssign('`Rule(...)` must be assigned to a variable', place, report, 'SomeRule');
  const description = call.arguments.find((argument) => argument.name === 'description')?.value;
  if (description !== undefined) checkDescription(description, report);
}

function checkDescription(description: Expression, report: Report): void {
  if (description.kind === 'format-string') return;
  if (description.kind !== 'string') {
    report.error(
      'argument `description` to `Rule` requires either a string literal or an f-string',
      description.span,
      `got \`${nodeClass(description)}\` node, expected \`String\` or \`FormatString\` literal`,
    );
    return;
  }
  const names = [...description.value.matchAll(INTERPOLATION)].map((match) => `\`${match[1]}\``);
  if (names.length === 0) return;
  report.error(
    'variable interpolation attempted in non-format string',
    description.span,
    `this string contains what looks like variable interpolation, but is not an f-string\nfound: ${names.join(', ')}\nconsider prefixing with \`f\``,
  );
}

/** The error for a call that only works as the right side of an assignment, showing how to write it. */
export function mustAssign(
  message: string,
  place: CallPlace,
  report: Report,
  variable = 'SomeVariable',
  annotation = '',
): void {
  const { call, statement } = place;
  const declared = annotation === '' ? '' : `: ${annotation}`;
  const lines = ['assign it to a variable before using it:', `\`${variable}${declared} = ${printReference(call)}\``];
  // A bare call is a statement of its own: there is no use of it to show.
  if (place.position !== 'statement') lines.push(`\`${printStatement(statement, { node: call, text: variable })}\``);
  report.error(message, call.span, lines.join('\n'));
}
