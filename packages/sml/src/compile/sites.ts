/** The tables of a ruleset that do not depend on the action: sites, features, rules, observation sites. */
import type { Assign, Call, Expression } from '../ast/nodes.ts';
import type { Span } from '../ast/span.ts';
import type { Feature, ObservationSite, RuleInfo } from '../evaluate/ruleset.ts';
import type { FunctionDeclaration } from '../functions/declaration.ts';
import { ENGINE } from '../functions/engine.ts';
import type { Definition, Program } from '../program/program.ts';
import type { SmlType } from '../types/types.ts';
import { BOOL, FLOAT, listOf, STR } from '../types/types.ts';
import { descriptionTemplate } from './describe.ts';
import { childrenOf, normalized } from './syntax.ts';
import { ruleVersions } from './version.ts';

/** A place that can report a failure or is measured. */
interface Site {
  readonly function: string;
  readonly span: Span;
}

export interface Tables {
  /** Calls and operations in program order: files by path, statements and expressions as written. */
  readonly sites: readonly Site[];
  readonly siteOf: ReadonlyMap<Expression, number>;
  readonly features: readonly Feature[];
  /** Index of the feature of an exported assignment. */
  readonly featureOf: ReadonlyMap<Assign, number>;
  readonly rules: readonly RuleInfo[];
  readonly ruleOf: ReadonlyMap<Call, number>;
  readonly observationSites: readonly ObservationSite[];
  readonly observationOf: ReadonlyMap<Call, number>;
  /** Features that effects list themselves under, by the site of their call. */
  readonly effectFeatures: ReadonlyMap<number, NonNullable<FunctionDeclaration['effectFeature']>>;
}

/** The definition of a name used in a file. */
export function definitionOf(program: Program, path: string, name: string): Definition | undefined {
  return program.definitions.get(name.startsWith('_') ? `${path}:${name}` : name);
}

export function buildTables(program: Program): Tables {
  const sites: Site[] = [];
  const siteOf = new Map<Expression, number>();
  const features: Feature[] = [];
  const featureOf = new Map<Assign, number>();
  const ruleCalls: { call: Call; statement: Assign; path: string; featureIndex: number }[] = [];
  const observationSites: ObservationSite[] = [];
  const observationOf = new Map<Call, number>();
  const effectFeatures = new Map<number, NonNullable<FunctionDeclaration['effectFeature']>>();
  const versions = ruleVersions(program);

  const visit = (expression: Expression, path: string): void => {
    const name = siteName(expression);
    if (name !== null) {
      siteOf.set(expression, sites.length);
      sites.push({ function: name, span: expression.span });
    }
    if (expression.kind === 'call') observe(expression, path);
    for (const child of childrenOf(expression)) visit(child, path);
  };
  const observe = (call: Call, path: string): void => {
    const declaration = program.calls.get(call)?.declaration;
    if (declaration === undefined) return;
    if (declaration.effectFeature !== undefined) effectFeatures.set(sites.length - 1, declaration.effectFeature);
    const { purity } = declaration;
    if (purity !== 'memory' && purity !== 'impure' && declaration.async !== true) return;
    const index = observationSites.length;
    observationOf.set(call, index);
    observationSites.push({
      index,
      function: declaration.name,
      purity: purity === 'memory' ? 'memory' : 'impure',
      asynchronous: declaration.async === true,
      path,
      line: call.span.line,
      column: call.span.column,
      identity: normalized(call, (name) => versions.get(name.startsWith('_') ? `${path}:${name}` : name) ?? name),
    });
  };

  for (const path of [...program.modules.keys()].sort()) {
    for (const statement of program.modules.get(path)?.statements ?? []) {
      visit(statement.kind === 'assign' ? statement.value : statement.call, path);
      if (statement.kind !== 'assign') continue;
      const definition = definitionOf(program, path, statement.target.name);
      const isRule = statement.value.kind === 'call' && isRuleCall(program, statement.value);
      if (definition?.extracted === true) {
        featureOf.set(statement, features.length);
        features.push(featureFor(program, definition, features.length, isRule));
      }
      if (isRule && statement.value.kind === 'call') {
        const featureIndex = featureOf.get(statement) ?? -1;
        ruleCalls.push({ call: statement.value, statement, path, featureIndex });
      }
    }
  }
  const rules = ruleCalls.map(
    ({ call, statement, path, featureIndex }, index): RuleInfo => ({
      index,
      name: statement.target.name,
      description: descriptionTemplate(call),
      featureIndex,
      path,
      line: statement.span.line,
      version: versions.get(statement.target.name) ?? '',
    }),
  );
  const ruleOf = new Map(ruleCalls.map(({ call }, index) => [call, index] as const));
  return { sites, siteOf, features, featureOf, rules, ruleOf, observationSites, observationOf, effectFeatures };
}

export function isRuleCall(program: Program, call: Call): boolean {
  const declaration = program.calls.get(call)?.declaration;
  return declaration?.category === 'engine' && declaration.name === ENGINE.rule;
}

function siteName(expression: Expression): string | null {
  switch (expression.kind) {
    case 'call':
      return expression.function.kind === 'name' ? expression.function.name : expression.function.attribute;
    case 'binary':
    case 'unary':
    case 'comparison':
      return expression.operator;
    case 'format-string':
      return 'f-string';
    default:
      return null;
  }
}

function featureFor(program: Program, definition: Definition, index: number, isRule: boolean): Feature {
  return {
    index,
    name: definition.name,
    type: exportedType(definition.type),
    entityType: entityTypeOf(program, definition),
    path: definition.path,
    line: definition.span.line,
    isRule,
  };
}

/** The type after the conversion that exporting does. */
function exportedType(type: SmlType): SmlType {
  switch (type.kind) {
    case 'entity':
      return type.id;
    case 'rule':
      return BOOL;
    case 'timedelta':
      return FLOAT;
    case 'experiment':
      return listOf(STR);
    case 'union':
      return { kind: 'union', members: type.members.map(exportedType) };
    default:
      return type;
  }
}

/** The `type` of the `Entity(…)` or `EntityJson(…)` that an entity comes from, through names. */
export function entityTypeOf(program: Program, definition: Definition): string | null {
  if (definition.type.kind !== 'entity' && definition.type.kind !== 'union') return null;
  let { value } = definition.statement;
  let { path } = definition;
  for (let hops = 0; value.kind === 'name' && hops < 100; hops++) {
    const next = definitionOf(program, path, value.name);
    if (next === undefined) return null;
    value = next.statement.value;
    path = next.path;
  }
  if (value.kind !== 'call') return null;
  let type = value.arguments.find((argument) => argument.name === 'type')?.value;
  if (type?.kind === 'name') type = definitionOf(program, path, type.name)?.statement.value;
  return type?.kind === 'string' ? type.value : null;
}
