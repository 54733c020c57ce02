/**
 * Checks a query: one expression over the features of decided events, with the types and the meaning that it has as a condition of
 * a rule. What a rule accepts a query accepts; what a query accepts beyond that is said in a warning.
 */
import type { Call, Expression, Module } from '../ast/nodes.ts';
import type { Source, Span } from '../ast/span.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Registry } from '../evaluate/ruleset.ts';
import type { FunctionDeclaration, QueryNeed } from '../functions/declaration.ts';
import { queryFunctions } from '../functions/query.ts';
import { parseExpression } from '../parse/parse.ts';
import type { CheckedCall, Definition, Program } from '../program/program.ts';
import { withoutNone } from '../types/compatibility.ts';
import { quotedType } from '../types/display.ts';
import { ANY, BOOL, type SmlType } from '../types/types.ts';
import { type CheckedCalls, checkCalls } from './calls.ts';
import { isDynamic } from './functions.ts';
import { TypeChecker } from './infer.ts';
import { variablesMustBeDefined } from './names.ts';
import { type QueryNames, queryNames } from './query-names.ts';
import { Report, sortDiagnostics } from './report.ts';
import { resultsAreUsed } from './results.ts';
import { type FileIndex, indexFile } from './walk.ts';

/** A query that is right, ready to be translated and compiled. */
export interface TypedQuery {
  readonly expression: Expression;
  readonly program: Program;
  readonly names: QueryNames;
  typeOf(expression: Expression): SmlType;
  /** As `Program.unwrapped`. */
  readonly unwrapped: ReadonlySet<Expression>;
  readonly calls: ReadonlyMap<Call, CheckedCall>;
  /** What its calls need beside the stored row. */
  readonly needs: ReadonlySet<Exclude<QueryNeed, 'row'>>;
}

export interface QueryResult {
  readonly query: TypedQuery | null;
  /** Errors, then warnings: among these what a rule would refuse. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Code of the warning that a rule would refuse the expression. */
const RULE_REFUSES = 'SML110';

/**
 * Checks a query against the features and constants of a ruleset.
 * @param registry the functions of its rules.
 */
export function checkQuery(text: string, program: Program, registry: Registry): QueryResult {
  const source: Source = { path: 'query', text };
  const { expression, diagnostics } = parseExpression(source);
  if (expression === null) return { query: null, diagnostics };
  const names = queryNames(program);
  const file = queryFile(source, expression);
  const functions = new Map(registry.functions);
  for (const declaration of queryFunctions()) functions.set(declaration.name, declaration);
  const calls = checkCalls([file], {
    sources: {
      rules: new Map([...program.modules].map(([path, module]): [string, Source] => [path, module.source])),
      files: program.files,
    },
    functions,
    globals: new Map([...program.definitions].filter(([name]) => !names.refused.has(name))),
    dialect: 'compat',
    declared: () => null,
  });
  const available = [...names.features.keys(), ...names.constants.keys(), ...names.refused.keys()];
  const reports = [
    calls.report,
    resultsAreUsed([file], functions),
    variablesMustBeDefined([file], new Map(), () => [], available),
    onlyStoredNames(file, names),
    askableCalls(calls),
  ];
  const known = [...diagnostics, ...reports.flatMap((report) => report.diagnostics)];
  if (reports.some((report) => report.failed)) return { query: null, diagnostics: sortDiagnostics(known) };
  const checker = checkTypes(expression, calls, names, program);
  const found = sortDiagnostics([...known, ...checker.report.diagnostics, ...checker.refusals]);
  if (checker.report.failed) return { query: null, diagnostics: found };
  return { query: typedQuery(expression, program, names, calls, checker), diagnostics: found };
}

function typedQuery(
  expression: Expression,
  program: Program,
  names: QueryNames,
  calls: CheckedCalls,
  checker: TypeChecker,
): TypedQuery {
  const needs = new Set<Exclude<QueryNeed, 'row'>>();
  for (const { declaration } of calls.calls.values()) {
    const need = needOf(declaration);
    if (need === 'input' || need === 'state') needs.add(need);
  }
  return {
    expression,
    program,
    names,
    typeOf: (node) => checker.types.get(node) ?? ANY,
    unwrapped: checker.unwrapped,
    calls: new Map(
      [...calls.calls].map(([call, { declaration, bound, files }]) => [call, { declaration, bound, files }]),
    ),
    needs,
  };
}

/**
 * Types as in a rule. A query may also do with an optional value what a rule may do only after `X != None and`: any column may be
 * empty, and asking for that each time is tiresome. What the rule would say then becomes a warning.
 */
function checkTypes(
  expression: Expression,
  calls: CheckedCalls,
  names: QueryNames,
  program: Program,
): TypeChecker & { readonly refusals: readonly Diagnostic[] } {
  const asRule = inferTypes(expression, calls, definitions(names, program, false));
  if (!asRule.report.failed) return Object.assign(asRule, { refusals: [] });
  const lenient = inferTypes(expression, calls, definitions(names, program, true));
  if (lenient.report.failed) return Object.assign(asRule, { refusals: [] });
  const refusals = asRule.report.diagnostics.map(
    (diagnostic): Diagnostic => ({
      ...diagnostic,
      severity: 'warning',
      code: RULE_REFUSES,
      message: `a rule refuses this: ${diagnostic.message}`,
    }),
  );
  return Object.assign(lenient, { refusals });
}

function inferTypes(expression: Expression, calls: CheckedCalls, known: Map<string, Definition>): TypeChecker {
  const checker = new TypeChecker({ dialect: 'compat', calls: calls.calls, declared: () => null }, known);
  const type = checker.infer(expression);
  if (!checker.report.failed && !checker.accept(expression, type, BOOL)) {
    checker.report.error(
      'a query must be true or false',
      expression.span,
      `has type ${quotedType(type)}, expected \`bool\``,
    );
  }
  return checker;
}

function definitions(names: QueryNames, program: Program, lenient: boolean): Map<string, Definition> {
  const found = new Map<string, Definition>(names.constants);
  for (const [name, { type }] of names.features) {
    const definition = program.definitions.get(name);
    if (definition === undefined) continue;
    found.set(name, { ...definition, type: lenient ? (withoutNone(type) ?? type) : type });
  }
  return found;
}

function onlyStoredNames(file: FileIndex, names: QueryNames): Report {
  const report = new Report();
  for (const occurrence of file.occurrences) {
    if (occurrence.kind !== 'load' || occurrence.called) continue;
    const why = names.refused.get(occurrence.name.name);
    if (why === undefined) continue;
    report.error('this name cannot be asked for', occurrence.name.span, `\`${occurrence.name.name}\`: ${why}`);
  }
  return report;
}

/** What a call needs to be made after the event was decided; null where it cannot be. */
function needOf({ query, purity }: FunctionDeclaration): QueryNeed | null {
  if (query !== undefined) return query;
  if (purity === 'pure') return 'row';
  return purity === 'event' ? 'input' : null;
}

/** Calls that have an answer only while the event is decided, or only as a statement of their own. */
function askableCalls(calls: CheckedCalls): Report {
  const report = new Report();
  for (const [call, { declaration }] of calls.calls) {
    const { name, purity } = declaration;
    if (isDynamic(declaration)) {
      report.error(
        `\`${name}(...)\` has no type here`,
        call.span,
        `its type comes from an annotation; make it a feature of the rules, such as \`SomeFeature: str = ${name}(...)\`, and ask for that`,
      );
    } else if (purity === 'effect' || declaration.result === 'dynamic' || isStatement(declaration)) {
      report.error(
        `\`${name}(...)\` is no condition`,
        call.span,
        'a query is what stands in `when_all` of a rule; write conditions joined by `and`',
      );
    } else if (needOf(declaration) === null) {
      report.error(
        `\`${name}(...)\` cannot be asked afterwards`,
        call.span,
        `${purity === 'impure' ? 'its answer belongs to the moment of the event' : 'what it counts is not kept for past events'}; ` +
          `make it a feature of the rules (\`SomeFeature = ${name}(...)\`), which is stored with every event from then on, ` +
          'or ask what a rule with it would have done with `lapwing backtest`',
      );
    }
  }
  return report;
}

const isStatement = ({ category, result }: FunctionDeclaration): boolean =>
  category === 'engine' && result !== 'dynamic' && (result.kind === 'rule' || result.kind === 'none');

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
