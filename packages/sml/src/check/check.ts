/**
 * Checks a ruleset: parses its files, runs the validators in the reference's order of dependence, and gives the program that
 * compiling and querying work on. A validator whose foundations failed does not run, so that one mistake is reported once.
 */
import type { Assign, Expression, Module } from '../ast/nodes.ts';
import { validateConfig } from '../config/validate.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Registry } from '../evaluate/ruleset.ts';
import { parseModule } from '../parse/parse.ts';
import type { Program } from '../program/program.ts';
import type { RulesetSources } from '../sources/sources.ts';
import { ANY } from '../types/types.ts';
import { type AnnotationResult, declaredType } from './annotations.ts';
import { type CheckedCalls, checkCalls } from './calls.ts';
import type { Dialect } from './dialect.ts';
import { EntityTypes, validateExperiments, validateLabels } from './entities.ts';
import { type ImportGraph, importGraph } from './imports.ts';
import { TypeChecker } from './infer.ts';
import { noUnusedLocals, uniqueStoredNames, variablesMustBeDefined } from './names.ts';
import { findQuirks } from './quirks.ts';
import { type Report, sortDiagnostics } from './report.ts';
import { dynamicResultsAreAnnotated, resultsAreUsed } from './results.ts';
import { type FileIndex, indexFile } from './walk.ts';

export interface CheckOptions {
  /** `compat` when absent. */
  readonly dialect?: Dialect;
}

export interface CheckResult {
  /** Null where there are errors. */
  readonly program: Program | null;
  /** Errors, then warnings; each by path, line, column and message. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Checks a ruleset against the functions it may call. Never throws for what is in the ruleset. */
export function checkRuleset(sources: RulesetSources, registry: Registry, options: CheckOptions = {}): CheckResult {
  const dialect = options.dialect ?? 'compat';
  const parsed = parseFiles(sources);
  // Whatever has a code, the reference does not say.
  const problems = [...sources.diagnostics, ...parsed.diagnostics].filter(
    ({ code }) => dialect !== 'reference' || code === undefined,
  );
  if (problems.some((problem) => problem.severity === 'error'))
    return { program: null, diagnostics: sortDiagnostics(problems) };
  const validation = new Validation(sources, registry, dialect, parsed.files);
  const found = [...problems, ...validation.run()];
  const strict = dialect === 'strict';
  const diagnostics = sortDiagnostics(strict ? found.map(refused) : found);
  const valid = diagnostics.every((diagnostic) => diagnostic.severity !== 'error');
  return { program: valid ? validation.program(diagnostics) : null, diagnostics };
}

/** Codes of what `strict` refuses: the code means something other than it says. */
const REFUSED = /^SML(?:0|1|401)/;

const refused = (diagnostic: Diagnostic): Diagnostic =>
  diagnostic.code !== undefined && REFUSED.test(diagnostic.code) ? { ...diagnostic, severity: 'error' } : diagnostic;

interface ParsedFiles {
  readonly files: FileIndex[];
  readonly diagnostics: Diagnostic[];
}

function parseFiles(sources: RulesetSources): ParsedFiles {
  const files: FileIndex[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const source of sources.rules.values()) {
    const { module, diagnostics: found } = parseModule(source);
    diagnostics.push(...found);
    files.push(indexFile(module));
  }
  return { files, diagnostics };
}

/** One run of all validators over parsed files. */
class Validation {
  private readonly sources: RulesetSources;
  private readonly registry: Registry;
  private readonly dialect: Dialect;
  private readonly files: readonly FileIndex[];
  private readonly annotations = new Map<Assign, AnnotationResult | null>();
  private calls: CheckedCalls | null = null;
  private graph: ImportGraph | null = null;
  private types: TypeChecker | null = null;

  constructor(sources: RulesetSources, registry: Registry, dialect: Dialect, files: readonly FileIndex[]) {
    this.sources = sources;
    this.registry = registry;
    this.dialect = dialect;
    this.files = files;
  }

  /** Every validator's findings. The comments name the reference's validators. */
  run(): Diagnostic[] {
    const { files, sources, dialect } = this;
    const functions = this.registry.functions;
    const reports: Report[] = [];
    const add = <R extends Report>(report: R): R => {
      reports.push(report);
      return report;
    };
    const config = validateConfig(sources.config); // ConfigValidator
    add(noUnusedLocals(files)); // NoUnusedLocals
    add(resultsAreUsed(files, functions)); // ValidateCallRValue
    const { report: unique, globals } = uniqueStoredNames(files); // UniqueStoredNames
    add(unique);
    if (!unique.failed) {
      const declared = (statement: Assign) => this.declared(statement);
      const calls = checkCalls(files, { sources, functions, globals, dialect, declared }); // ValidateCallKwargs
      this.calls = calls;
      validateExperiments(files, calls.calls, calls.report); // ExperimentWhen
      add(calls.report);
      if (!calls.report.failed) {
        const entities = new EntityTypes(calls.calls, globals); // FeatureNameToEntityTypeMapping
        const graph = importGraph(files, calls.imports); // ImportsMustNotHaveCycles
        this.graph = graph;
        add(graph.report);
        const dynamic = add(dynamicResultsAreAnnotated(files, functions, declared)); // ValidateDynamicCallsHaveAnnotatedRValue
        const labels = config.length > 0 ? null : add(validateLabels(calls.calls, entities, sources.config)); // ValidateLabels
        const importsOf = (call: Expression) =>
          call.kind === 'call' ? (calls.imports.get(call) ?? []).map((imported) => imported.path) : [];
        if (!graph.report.failed) {
          const defined = add(variablesMustBeDefined(files, globals, importsOf)); // VariablesMustBeDefined
          if (!dynamic.failed && !defined.failed) {
            const types = this.checkTypes(calls, graph); // ValidateStaticTypes
            add(types.report);
            if (!types.report.failed && labels?.failed === false && dialect !== 'reference')
              add(this.quirks(calls, types, entities));
          }
        }
      }
    }
    return [...config, ...reports.flatMap((report) => report.diagnostics)];
  }

  private checkTypes(calls: CheckedCalls, graph: ImportGraph): TypeChecker {
    const types = new TypeChecker({
      dialect: this.dialect,
      calls: calls.calls,
      declared: (statement) => this.declared(statement),
    });
    const byPath = new Map(this.files.map((file) => [file.path, file]));
    for (const path of graph.order) {
      const file = byPath.get(path);
      if (file !== undefined) types.checkFile(file);
    }
    this.types = types;
    return types;
  }

  private quirks(calls: CheckedCalls, types: TypeChecker, entities: EntityTypes): Report {
    return findQuirks({
      calls: calls.calls,
      definitions: types.definitions,
      config: this.sources.config,
      entities,
      typeOf: (expression) => types.types.get(expression) ?? ANY,
    });
  }

  /** The type that an assignment's annotation declares, worked out once. */
  private declared(statement: Assign): AnnotationResult | null {
    const known = this.annotations.get(statement);
    if (known !== undefined) return known;
    const result = statement.annotation === null ? null : declaredType(statement, statement.annotation, this.dialect);
    this.annotations.set(statement, result);
    return result;
  }

  /** The program of a ruleset without errors. */
  program(warnings: readonly Diagnostic[]): Program | null {
    const { calls, graph, types, sources } = this;
    if (calls === null || graph === null || types === null) return null;
    return {
      hash: sources.hash,
      files: sources.files,
      modules: new Map(this.files.map((file): [string, Module] => [file.path, file.module])),
      definitions: types.definitions,
      typeOf: (expression) => types.types.get(expression) ?? ANY,
      unwrapped: types.unwrapped,
      calls: calls.calls,
      imports: graph.imports,
      requires: calls.requires,
      warnings,
    };
  }
}
