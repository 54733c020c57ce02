/**
 * Compiles a query with the compiler of rules: the features that it names become inputs, read from the stored row, and the rest is
 * evaluated as it would be in a rule. There is one evaluator for both.
 */
import type { Assign, Call, Expression, Name, Statement } from '../ast/nodes.ts';
import type { Span } from '../ast/span.ts';
import type { TypedQuery } from '../check/query.ts';
import type { QueryFeature } from '../check/query-names.ts';
import type { Host } from '../evaluate/ruleset.ts';
import type { Action, FunctionDeclaration, ServiceKey } from '../functions/declaration.ts';
import { DECIDED, type DecidedEvent } from '../functions/services.ts';
import type { CheckedCall, Definition, Program } from '../program/program.ts';
import { ENTRY_POINT } from '../sources/sources.ts';
import { ANY, BOOL } from '../types/types.ts';
import type { Outcome } from '../values/values.ts';
import { compileRuleset } from './ruleset.ts';
import { childrenOf } from './syntax.ts';

/** A decided event as a query sees it. */
export interface QueryRow {
  /** `data` only where `TypedQuery.needs` has `input`; else empty. */
  readonly action: Action;
  readonly position: number;
  /** Parallel to `CompiledQuery.features`: values as rules see them. */
  readonly values: readonly Outcome[];
  readonly decided: DecidedEvent;
}

export interface CompiledQuery {
  /** The features that a row has to give. */
  readonly features: readonly QueryFeature[];
  /** Whether a rule with this condition would be true. `host` gives the services of the query's `state` functions. */
  matches(row: QueryRow, host: Host): boolean;
}

/** Compile a checked query. */
export function compileQuery(query: TypedQuery): CompiledQuery {
  return new Compiled(query);
}

/** No feature has this name: names with an underscore are local. */
const RESULT = '__query';

class Compiled implements CompiledQuery {
  readonly features: readonly QueryFeature[];
  readonly #ruleset: ReturnType<typeof compileRuleset>;
  #row: QueryRow | null = null;
  #outside: Host | null = null;
  readonly #host: Host = {
    service: <T>(key: ServiceKey<T>): T => {
      // The key's type is that of the service registered under it.
      if ((key as ServiceKey<unknown>) === DECIDED) return this.#row?.decided as T;
      if (this.#outside === null) throw new Error(`no host provides \`${key.name}\``);
      return this.#outside.service(key);
    },
  };

  constructor(query: TypedQuery) {
    const used = namesIn(query.expression);
    this.features = used.flatMap((name) => query.names.features.get(name) ?? []);
    this.#ruleset = compileRuleset(this.#program(query, used));
  }

  matches(row: QueryRow, host: Host): boolean {
    this.#row = row;
    this.#outside = host;
    const { values } = this.#ruleset.evaluate(row.action, this.#host, { position: row.position });
    return values[0] === true;
  }

  /** One file: each name that the query uses, then the query. */
  #program(query: TypedQuery, used: readonly string[]): Program {
    const { expression, program } = query;
    const statements: Statement[] = [];
    const definitions = new Map<string, Definition>();
    const calls = new Map<Call, CheckedCall>(query.calls);
    const { span } = expression;
    const define = (name: string, value: Expression, type: Definition['type'], extracted: boolean): void => {
      const statement: Assign = { kind: 'assign', span, target: nameAt(name, span), annotation: null, value };
      statements.push(statement);
      const key = extracted ? `${ENTRY_POINT}:${name}` : name;
      definitions.set(key, { name, path: ENTRY_POINT, statement, span, type, extracted, secret: false });
    };
    let index = 0;
    for (const name of used) {
      const constant = query.names.constants.get(name);
      const feature = query.names.features.get(name);
      if (constant !== undefined) define(name, constant.statement.value, constant.type, false);
      if (feature === undefined) continue;
      const call: Call = { kind: 'call', span, function: nameAt('StoredFeature', span), arguments: [] };
      calls.set(call, this.#stored(feature, index++));
      define(name, call, feature.type, false);
    }
    define(RESULT, expression, BOOL, true);
    return {
      hash: '',
      files: program.files,
      modules: new Map([
        [
          ENTRY_POINT,
          { kind: 'module', source: { path: ENTRY_POINT, text: span.source.text }, statements, comments: [] },
        ],
      ]),
      definitions,
      typeOf: query.typeOf,
      unwrapped: query.unwrapped,
      calls,
      imports: new Map(),
      requires: new Map(),
      warnings: [],
    };
  }

  #stored(feature: QueryFeature, index: number): CheckedCall {
    const declaration: FunctionDeclaration = {
      name: 'StoredFeature',
      category: 'query',
      doc: 'A feature as it was stored with the event.',
      parameters: [],
      // An entity whose static type is that of its id is no text to the compiler either.
      result: feature.entityType !== null && feature.type.kind === 'str' ? ANY : feature.type,
      purity: 'event',
      cost: 1,
      failure: 'silent',
      bind: () => bound,
    };
    const bound = { arguments: [], call: (): Outcome => this.#row?.values[index] ?? null };
    return { declaration, bound, files: new Set() };
  }
}

const nameAt = (name: string, span: Span): Name => ({ kind: 'name', span, name });

/** The names of an expression, each once, without those of functions. */
function namesIn(expression: Expression): string[] {
  const found = new Set<string>();
  const visit = (node: Expression): void => {
    if (node.kind === 'name') found.add(node.name);
    for (const child of childrenOf(node)) visit(child);
  };
  visit(expression);
  return [...found];
}
