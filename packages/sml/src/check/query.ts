/**
 * Checks a query: one expression over the features of decided events. The types are those that values have after a decision: an
 * entity is its id, a rule a bool, a timedelta seconds.
 */
import type { Call, Expression, Module } from '../ast/nodes.ts';
import type { Source, Span } from '../ast/span.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Registry } from '../evaluate/ruleset.ts';
import type { FunctionDeclaration } from '../functions/declaration.ts';
import { queryFunctions } from '../functions/query.ts';
import { parseExpression } from '../parse/parse.ts';
import type { CheckedCall, Definition, Program } from '../program/program.ts';
import { isAssignable, unwrapType, withoutNone } from '../types/compatibility.ts';
import { quotedType } from '../types/display.ts';
import { ANY, BOOL, type SmlType } from '../types/types.ts';
import { checkCalls } from './calls.ts';
import { TypeChecker } from './infer.ts';
import { variablesMustBeDefined } from './names.ts';
import { alongside, Report, sortDiagnostics } from './report.ts';
import { eachExpression, type FileIndex, indexFile } from './walk.ts';

/** A query that is right, ready to be translated. */
export interface TypedQuery {
  readonly expression: Expression;
  typeOf(expression: Expression): SmlType;
  readonly calls: ReadonlyMap<Call, CheckedCall>;
}

export interface QueryResult {
  readonly query: TypedQuery | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Functions of rules that queries have too. */
const SHARED: readonly string[] = ['RegexMatch'];

/**
 * Checks a query against the features that a ruleset exports.
 * @param registry the functions of the rules: `RegexMatch` is taken from it; the others exist in rules only.
 */
export function checkQuery(text: string, program: Program, registry: Registry): QueryResult {
  const source: Source = { path: 'query', text };
  const { expression, diagnostics } = parseExpression(source);
  if (expression === null) return { query: null, diagnostics };
  const reports = [checkForm(expression)];
  const features = exportedFeatures(program);
  const file = queryFile(source, expression);
  const functions = new Map<string, FunctionDeclaration>(
    queryFunctions().map((declaration) => [declaration.name, declaration]),
  );
  for (const name of SHARED) {
    const declaration = registry.functions.get(name);
    if (declaration !== undefined) functions.set(name, declaration);
  }
  const rules = new Map([...program.modules].map(([path, module]): [string, Source] => [path, module.source]));
  const calls = checkCalls([file], {
    sources: { rules, files: program.files },
    functions,
    globals: new Map(),
    dialect: 'compat',
    declared: () => null,
  });
  const defined = variablesMustBeDefined([file], new Map(), () => [], [
    ...features.keys(),
    ...program.definitions.keys(),
  ]);
  reports.push(calls.report, defined, onlyFeatures(file, features, program));
  const types = new TypeChecker({ dialect: 'compat', calls: calls.calls, declared: () => null }, features);
  if (reports.every((report) => !report.failed)) {
    const type = types.infer(expression);
    if (!isAssignable(type, BOOL)) {
      types.report.error(
        'a query must be true or false',
        expression.span,
        `has type ${quotedType(type)}, expected \`bool\``,
      );
    }
    reports.push(types.report);
  }
  const found = sortDiagnostics([...diagnostics, ...reports.flatMap((report) => report.diagnostics)]);
  if (reports.some((report) => report.failed)) return { query: null, diagnostics: found };
  const checked = new Map(
    [...calls.calls].map(([call, { declaration, bound, files }]): [Call, CheckedCall] => [
      call,
      { declaration, bound, files },
    ]),
  );
  return { query: { expression, typeOf: (node) => types.types.get(node) ?? ANY, calls: checked }, diagnostics: found };
}

/**
 * The exported features as they are after a decision. None is left out of their types: any column may be empty, and a comparison
 * with an empty value is simply not true there.
 */
function exportedFeatures(program: Program): Map<string, Definition> {
  const features = new Map<string, Definition>();
  for (const [key, definition] of program.definitions) {
    if (!definition.extracted) continue;
    const type = unwrapType(definition.type) ?? definition.type;
    features.set(key, { ...definition, type: withoutNone(type) ?? type });
  }
  return features;
}

/** Constants of the rules have names, and are not stored with events. */
function onlyFeatures(file: FileIndex, features: ReadonlyMap<string, Definition>, program: Program): Report {
  const report = new Report();
  for (const occurrence of file.occurrences) {
    if (occurrence.kind !== 'load' || occurrence.called || features.has(occurrence.name.name)) continue;
    if (!program.definitions.has(occurrence.name.name)) continue;
    report.error(
      'this name is not stored with events',
      occurrence.name.span,
      `\`${occurrence.name.name}\` is a constant or a secret of the rules; write its value instead`,
    );
  }
  return report;
}

/** What a query may be made of: it becomes a filter over columns. */
function checkForm(root: Expression): Report {
  const report = new Report();
  eachExpression(root, (node) => {
    if (node.kind === 'format-string') report.error('unexpected node type: `FormatString`', node.span);
    if (node.kind === 'comparison' && isLiteral(node.left) && isLiteral(node.right)) {
      report.error(
        'cannot compare a literal to another literal',
        node.span,
        `one side of the \`${node.operator}\` comparison must be a non-literal (non-constant) value`,
        alongside(...[node.left, node.right].map((side) => ({ span: side.span, hint: 'this is a literal value' }))),
      );
    }
  });
  return report;
}

const isLiteral = (node: Expression): boolean =>
  ['string', 'int', 'float', 'bool', 'none', 'list'].includes(node.kind) &&
  (node.kind !== 'list' || node.items.every(isLiteral));

/** The query as a file of one statement whose target nobody can name. */
function queryFile(source: Source, expression: Expression): FileIndex {
  const span: Span = { source, line: 1, column: 0, start: 0, end: 0 };
  const target = { kind: 'name', span, name: '' } as const;
  const module: Module = {
    kind: 'module',
    source,
    statements: [{ kind: 'assign', span, target, annotation: null, value: expression }],
    comments: [],
  };
  return indexFile(module);
}
