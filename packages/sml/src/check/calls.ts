/**
 * Calls: a known function with the right keyword arguments, constants resolved, bound to its declaration, and what the engine's own
 * functions demand of their arguments.
 */
import type { Assign, Call, Expression } from '../ast/nodes.ts';
import type { CallSite, FunctionDeclaration, Parameter } from '../functions/declaration.ts';
import { ENGINE } from '../functions/engine.ts';
import type { CheckedCall } from '../program/program.ts';
import type { RulesetSources } from '../sources/sources.ts';
import type { Value } from '../values/values.ts';
import type { AnnotationResult } from './annotations.ts';
import { type Constant, isLiteral, type Literals, resolveConstant } from './constants.ts';
import type { Dialect } from './dialect.ts';
import { checkImport, checkRequire, type ImportedFile } from './files.ts';
import { isDynamic, parameterOf } from './functions.ts';
import type { GlobalIndex } from './names.ts';
import { Report } from './report.ts';
import { checkRule } from './rules.ts';
import type { CallPlace, FileIndex } from './walk.ts';

export interface CheckedCalls {
  readonly report: Report;
  readonly calls: ReadonlyMap<Call, BoundSite>;
  readonly imports: ReadonlyMap<Call, readonly ImportedFile[]>;
  readonly requires: ReadonlyMap<Call, readonly string[]>;
}

/** A bound call with what later validators want of it. */
export interface BoundSite extends CheckedCall {
  readonly place: CallPlace;
  readonly constants: ReadonlyMap<string, Value>;
  /** The literals of the constants that were given. */
  readonly literals: ReadonlyMap<string, Expression>;
}

export interface CallContext {
  readonly sources: Pick<RulesetSources, 'rules' | 'files'>;
  readonly functions: ReadonlyMap<string, FunctionDeclaration>;
  readonly globals: GlobalIndex;
  readonly dialect: Dialect;
  declared(statement: Assign): AnnotationResult | null;
}

export function checkCalls(files: readonly FileIndex[], context: CallContext): CheckedCalls {
  const checker = new CallChecker(context);
  for (const file of files) checker.checkFile(file);
  return checker;
}

class CallChecker implements CheckedCalls {
  readonly report = new Report();
  readonly calls = new Map<Call, BoundSite>();
  readonly imports = new Map<Call, readonly ImportedFile[]>();
  readonly requires = new Map<Call, readonly string[]>();
  private readonly context: CallContext;

  constructor(context: CallContext) {
    this.context = context;
  }

  checkFile(file: FileIndex): void {
    const locals = new Map<string, Assign>();
    for (const statement of file.module.statements) {
      if (statement.kind === 'assign' && isLiteral(statement.value)) locals.set(statement.target.name, statement);
    }
    const literals: Literals = { globals: this.context.globals, locals };
    for (const place of file.calls) this.checkCall(place, literals);
  }

  private checkCall(place: CallPlace, scope: Literals): void {
    const { call } = place;
    if (call.function.kind !== 'name') {
      this.report.error(
        "attributes aren't supported yet",
        call.function.span,
        'only functions can be called, by their plain name',
      );
      return;
    }
    const name = call.function.name;
    const declaration = this.context.functions.get(name);
    if (declaration === undefined) {
      this.report.error(`unknown function: \`${name}\``, call.span, 'called here');
      return;
    }
    const constants = this.checkArguments(call, declaration, scope);
    if (constants === null) return;
    this.checkEngineCall(place, name, constants);
    const files = new Set<string>();
    const site = this.callSite(place, declaration, constants, files);
    try {
      const literals = new Map([...constants].map(([parameter, { literal }]) => [parameter, literal]));
      const bound = declaration.bind(site);
      this.calls.set(call, { declaration, bound, files: new Set(files), place, constants: site.constants, literals });
    } catch (error) {
      // A plugin's fault must not take the checker with it.
      const reason = error instanceof Error ? error.message : String(error);
      this.report.error(
        `\`${name}(...)\` could not be prepared`,
        call.span,
        `the function failed with: ${reason.split('\n')[0]}`,
      );
    }
  }

  /** The constants given, or null where the call cannot be bound. */
  private checkArguments(
    call: Call,
    declaration: FunctionDeclaration,
    literals: Literals,
  ): Map<string, Constant> | null {
    const { report } = this;
    const constants = new Map<string, Constant>();
    let broken = false;
    for (const argument of call.arguments) {
      const parameter = parameterOf(declaration, argument.name);
      if (parameter === undefined) {
        if (declaration.extraParameters === undefined) {
          const valid = quotedNames(declaration.parameters);
          report.error(
            `unknown keyword argument: \`${argument.name}\``,
            argument.span,
            `valid keyword arguments are: [${valid}]`,
          );
        }
        continue;
      }
      if (!parameter.constant) continue;
      const constant = resolveConstant(argument.value, parameter.type, literals, report);
      if (constant === null) broken = true;
      else constants.set(argument.name, constant);
    }
    const missing = declaration.parameters.filter(
      (parameter) => parameter.default === undefined && !call.arguments.some(({ name }) => name === parameter.name),
    );
    if (missing.length > 0) {
      report.error(
        `${missing.length} missing keyword argument(s)`,
        call.span,
        `the following keyword arguments were not provided: [${quotedNames(missing)}]`,
      );
    }
    return broken || missing.length > 0 ? null : constants;
  }

  private checkEngineCall(place: CallPlace, name: string, constants: ReadonlyMap<string, Constant>): void {
    switch (name) {
      case ENGINE.import: {
        const list = constants.get('rules')?.literal;
        if (list?.kind === 'list') this.imports.set(place.call, checkImport(list, place, this.context, this.report));
        return;
      }
      case ENGINE.require: {
        const rule = place.call.arguments.find((argument) => argument.name === 'rule')?.value;
        if (rule) this.requires.set(place.call, checkRequire(rule, this.context.sources, this.report));
        return;
      }
      case ENGINE.rule:
        checkRule(place, this.report);
    }
  }

  /** `asked` takes the paths of the files that are read through the site. */
  private callSite(
    place: CallPlace,
    declaration: FunctionDeclaration,
    given: ReadonlyMap<string, Constant>,
    asked: Set<string>,
  ): CallSite {
    const { call, statement } = place;
    const { report, context } = this;
    const constants = new Map<string, Value>();
    for (const parameter of declaration.parameters) {
      const constant = given.get(parameter.name);
      if (!parameter.constant) continue;
      if (constant !== undefined) constants.set(parameter.name, constant.value);
      else if (parameter.default !== undefined) constants.set(parameter.name, parameter.default);
    }
    const assigned = place.position === 'assigned' && statement.kind === 'assign' ? statement : null;
    const annotation = assigned === null ? null : context.declared(assigned);
    const declared = annotation !== null && 'declared' in annotation ? annotation.declared : null;
    const wrapper = declared?.wrapper ?? null;
    return {
      call,
      statement,
      constants,
      argument: (name): Expression | undefined =>
        given.get(name)?.literal ?? call.arguments.find((argument) => argument.name === name)?.value,
      assignedTo: assigned?.target.name ?? null,
      resultType: isDynamic(declaration) ? (declared?.type ?? null) : null,
      check: this.calls,
      secret: wrapper === 'Secret' || wrapper === 'ExtractSecret',
      ruleset: {
        ...context.sources.files,
        file: (path) => {
          asked.add(path);
          return context.sources.files.file(path);
        },
      },
      error: (message, span, hint) => report.error(message, span, hint),
      warning: (code, message, span, hint) => {
        if (context.dialect !== 'reference') report.warning(code, message, span, hint);
      },
    };
  }
}

const quotedNames = (parameters: readonly Parameter[]): string =>
  parameters
    .map((parameter) => parameter.name)
    .sort()
    .map((name) => `\`${name}\``)
    .join(', ');
