/** Results of calls: used where there is one, not used where there is none, annotated where only the annotation can say its type. */
import type { Assign } from '../ast/nodes.ts';
import type { FunctionDeclaration } from '../functions/declaration.ts';
import { isAssignable, withoutNone } from '../types/compatibility.ts';
import { displayType, quotedType } from '../types/display.ts';
import { hasVariable, substitute } from '../types/generics.ts';
import { ANY, STR } from '../types/types.ts';
import type { AnnotationResult } from './annotations.ts';
import { declaredResult, hasResult, isDynamic } from './functions.ts';
import { Report } from './report.ts';
import { mustAssign } from './rules.ts';
import type { CallPlace, FileIndex } from './walk.ts';

type Functions = ReadonlyMap<string, FunctionDeclaration>;

/** Each call with the declaration of its function; calls of unknown functions are reported elsewhere. */
function* knownCalls(files: readonly FileIndex[], functions: Functions): Generator<[CallPlace, FunctionDeclaration]> {
  for (const file of files) {
    for (const place of file.calls) {
      const target = place.call.function;
      const declaration = target.kind === 'name' ? functions.get(target.name) : undefined;
      if (declaration !== undefined) yield [place, declaration];
    }
  }
}

export function resultsAreUsed(files: readonly FileIndex[], functions: Functions): Report {
  const report = new Report();
  for (const [{ call, statement, position }, declaration] of knownCalls(files, functions)) {
    const name = declaration.name;
    if (hasResult(declaration)) {
      if (position !== 'statement') continue;
      report.error(
        'you must use the result of this function call',
        call.span,
        `this must must not be used as a statement within the source root, e.g.:\n- \`Foo = ${name}(...)\` is OK\n` +
          `- \`SomeOtherFunction(argument=${name}(...))\` is OK\n- \`${name}(...)\` is not OK`,
      );
    } else if (position === 'assigned' && statement.kind === 'assign') {
      report.error(
        'you cannot store the result of this function call because it has no return value',
        call.span,
        `this cannot appear to the right of a \`=\`, e.g.:\n- \`${name}(...)\` is OK\n- \`${statement.target.name} = ${name}(...)\` is not OK`,
      );
    } else if (position === 'nested') {
      report.error(
        'you cannot use the result of this function call because it has no return value',
        call.span,
        `this function has no result, and thus its result cannot be used:\n- \`${name}(...)\` is OK, however:\n` +
          `- \`Foo = Bar + ${name}(...)\` and\n- \`Bar(qux=${name}(...))\` are not OK`,
      );
    }
  }
  return report;
}

export function dynamicResultsAreAnnotated(
  files: readonly FileIndex[],
  functions: Functions,
  declared: (statement: Assign) => AnnotationResult | null,
): Report {
  const report = new Report();
  for (const [place, declaration] of knownCalls(files, functions)) {
    if (isDynamic(declaration)) checkDynamic(place, declaration, declared, report);
  }
  return report;
}

function checkDynamic(
  place: CallPlace,
  declaration: FunctionDeclaration,
  declared: (statement: Assign) => AnnotationResult | null,
  report: Report,
): void {
  const { statement } = place;
  const name = declaration.name;
  const result = declaredResult(declaration);
  if (place.position !== 'assigned' || statement.kind !== 'assign') {
    mustAssign(
      `\`${name}(...)\` returns a dynamic result, and thus must be assigned to a variable with a type annotation`,
      place,
      report,
      'SomeVariable',
      hasVariable(result) ? displayType(substitute(result, STR)) : 'str',
    );
    return;
  }
  const annotation = declared(statement);
  if (annotation === null || statement.annotation === null) {
    report.error(
      `\`${name}(...)\` returns a dynamic result, and the assignment must have a type annotation`,
      statement.span,
      `add a type annotation, like: \`${statement.target.name}: str = ${name}(...)\``,
    );
    return;
  }
  if ('error' in annotation) {
    const { message, span, hint, additional } = annotation.error;
    report.error(message, span, hint, additional);
    return;
  }
  const type = withoutNone(annotation.declared.type) ?? annotation.declared.type;
  if (!isAssignable(type, substitute(result, ANY))) {
    report.error(
      'annotation is incompatible with generic return type',
      statement.annotation.span,
      `annotation is incompatible with \`${name}\` return type ${quotedType(result)}`,
    );
  }
}
