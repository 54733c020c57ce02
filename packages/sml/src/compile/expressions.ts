/**
 * JavaScript expressions of nodes. User text enters the source only through `quote`; all names are made of numbers.
 * The names of the run-time library are those of `LIBRARY` in library.ts.
 */
import type { BinaryOperator } from '../ast/nodes.ts';
import { comparable } from '../values/numbers.ts';
import { type EffectValue, IntegralFloat, RuleValue, type Value } from '../values/values.ts';
import { type Interned, SHORT_LIST } from './interning.ts';
import { constantOf, type Kind, type Node, type Operation } from './ir.ts';
import type { Plan } from './plan.ts';
import { quote } from './variables.ts';

/** Hands out names for what generated code cannot write down: constants, bound calls, paths. */
export interface References {
  constant(value: unknown): string;
  /** The function that runs a call node. */
  caller(node: Node): string;
  /** A test of whether the call node can be true in this event; null where it always can. */
  prefilter(node: Node): string | null;
}

const OPERATORS: Readonly<Record<BinaryOperator, string>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '//': 'floorDivide',
  '%': 'modulo',
  '**': 'power',
  '<<': 'shiftLeft',
  '>>': 'shiftRight',
  '|': 'bitOr',
  '^': 'bitXor',
  '&': 'bitAnd',
};

const ORDERS = { '<': 'less', '<=': 'lessOrEqual', '>': 'greater', '>=': 'greaterOrEqual' } as const;
/** Names that may stand behind a dot; one with `v1` in it would read like a variable. */
const IDENTIFIER = /^(?!.*v\d)[A-Za-z_$][A-Za-z0-9_$]*$/;

export class Expressions {
  readonly #plan: Plan;
  readonly #references: References;
  readonly #interned: ReadonlyMap<Node, Interned>;

  constructor(plan: Plan, interned: ReadonlyMap<Node, Interned>, references: References) {
    this.#plan = plan;
    this.#interned = interned;
    this.#references = references;
  }

  /** The node's outcome: its value or FAILED. */
  outcome(node: Node): string {
    const failed = this.failed(node);
    if (failed === null || this.#stored(node)) return this.value(node);
    return `(${failed} ? FAILED : ${this.value(node)})`;
  }

  /** What computes a stored node, to be kept under its name. */
  definition(node: Node): string {
    const failed = this.#inputsFailed(node);
    return failed === null ? this.#compute(node) : `(${failed}) ? FAILED : ${this.#compute(node)}`;
  }

  /** The value, a failure being None. */
  valueOrNull(node: Node): string {
    const failed = this.failed(node);
    return failed === null ? this.value(node) : `(${failed} ? null : ${this.value(node)})`;
  }

  /** True where the node failed; null where it cannot. */
  failed(node: Node): string | null {
    if (!node.mayFail) return null;
    if (this.#stored(node)) return `${this.#name(node)} === FAILED`;
    return this.#inputsFailed(node);
  }

  /** A JavaScript boolean: the value's truth, a failure being false. */
  condition(node: Node): string {
    if (node.kind === 'bool' && this.#stored(node)) {
      return node.mayFail || node.nullable ? `${this.#name(node)} === true` : this.#name(node);
    }
    const failed = this.failed(node);
    return failed === null ? this.truth(node) : `(!(${failed}) && ${this.truth(node)})`;
  }

  /** A JavaScript boolean, the node being known not to have failed. */
  truth(node: Node): string {
    return node.kind === 'bool' && !node.nullable ? this.value(node) : `truthy(${this.value(node)})`;
  }

  /** The value, the node being known not to have failed. */
  value(node: Node): string {
    return this.#stored(node) ? this.#name(node) : this.#compute(node);
  }

  /** Conditions in the order that decides soonest: none of them can be observed. */
  cheapestFirst(nodes: readonly Node[]): Node[] {
    return [...nodes].sort((a, b) => this.#plan.costHere(a) - this.#plan.costHere(b));
  }

  literal(value: Value): string {
    if (value === null || typeof value === 'boolean') return String(value);
    if (typeof value === 'string') return quote(value);
    if (typeof value === 'bigint') return value < 0n ? `(${value}n)` : `${value}n`;
    if (typeof value === 'number' && Number.isFinite(value)) return value < 0 ? `(${value})` : String(value);
    return this.#references.constant(value);
  }

  /** The printed values of the names in a rule's description. */
  ruleFeatures(rule: Node): string {
    const { operation, inputs } = rule;
    if (operation.op !== 'rule-value' || operation.names.length === 0) return 'NO_FEATURES';
    // Computed keys: `__proto__` in a literal would set the prototype.
    const fields = operation.names.map((name, index) => `[${quote(name)}]: print(${this.value(inputs[index + 1]!)})`);
    return `{${fields.join(', ')}}`;
  }

  #stored(node: Node): boolean {
    return this.#plan.placement(node) !== 'inline';
  }

  #name(node: Node): string {
    return this.#plan.placement(node) === 'lazy' ? `l${node.id}()` : `v${node.id}`;
  }

  #inputsFailed(node: Node): string | null {
    const tests = new Set<string>();
    for (const input of node.propagates) {
      const failed = this.failed(input);
      if (failed !== null) tests.add(failed);
    }
    return tests.size === 0 ? null : [...tests].join(' || ');
  }

  #compute(node: Node): string {
    const { operation, inputs, site } = node;
    const a = inputs[0];
    const b = inputs[1];
    switch (operation.op) {
      case 'const':
        return this.literal(operation.value);
      case 'data':
        return operation.secret ? 'secret' : 'data';
      case 'object':
        return a!.operation.op === 'data' ? this.value(a!) : `object(${this.value(a!)})`;
      case 'field':
        return this.#field(this.value(a!), operation.name);
      case 'json':
        return this.#json(node, operation);
      case 'make-entity':
        return `makeEntity(${quote(operation.type)}, ${this.value(a!)})`;
      case 'unwrap':
        return `unwrap(${this.value(a!)})`;
      case 'binary':
        if (node.own === 'never') return `(${this.value(a!)} + ${this.value(b!)})`;
        return `${OPERATORS[operation.operator]}(${this.value(a!)}, ${this.value(b!)}, fail, ${site})`;
      case 'negate':
        return `negate(${this.value(a!)}, fail, ${site})`;
      case 'not':
        return `!${this.truth(a!)}`;
      case 'equal':
        return this.#equal(a!, b!, operation.negated);
      case 'order':
        return this.#order(node, operation.operator, a!, b!);
      case 'in':
        return `${operation.negated ? '!' : ''}${this.#in(node, a!, b!)}`;
      case 'and':
        return `(${this.#conditions(inputs, ' && ')})`;
      case 'or':
        return `(${this.#conditions(inputs, ' || ')})`;
      case 'list':
        return `[${inputs.map((input) => this.value(input)).join(', ')}]`;
      case 'format':
        return this.#format(node, operation.texts);
      case 'rule':
        return this.#rule(node, operation);
      case 'rule-value':
        return this.#ruleValue(node, operation.rule);
      case 'call':
        return this.#call(node, operation);
    }
  }

  #field(object: string, name: string): string {
    if (name in Object.prototype) return `ownField(${object}, ${quote(name)})`;
    return IDENTIFIER.test(name) ? `${object}.${name}` : `${object}[${quote(name)}]`;
  }

  #json({ inputs, site }: Node, { call, rest }: Extract<Operation, { op: 'json' }>): string {
    const [raw, required, coerce] = inputs;
    const json = this.#references.constant(call);
    const options = `${this.truth(required!)}, ${this.truth(coerce!)}, fail, ${site}`;
    const value = this.value(raw!);
    if (rest !== null) return `readPath(${this.#references.constant(rest)}, ${value}, ${json}, ${options})`;
    const readers: Readonly<Record<string, string>> = {
      str: 'readStr',
      int: 'readInt',
      float: 'readFloat',
      bool: 'readBool',
    };
    return `${readers[call.type.kind] ?? 'readAny'}(${value}, ${json}, ${options})`;
  }

  #equal(left: Node, right: Node, negated: boolean): string {
    const constant = constantOf(left) === undefined ? right : left;
    const other = constant === left ? right : left;
    const value = constantOf(constant);
    const not = negated ? '!' : '=';
    if (value === null) return this.#isNull(other, negated);
    if (typeof value === 'string' && this.#interned.has(other)) return `(${this.#isText(other, value, `${not}==`)})`;
    if (value !== undefined && isIdentical(value, other.kind)) {
      const literal = typeof value === 'object' ? String(comparable(value)) : this.literal(value);
      // FAILED and None are identical to no constant.
      if (this.#stored(other)) return `(${this.#name(other)} ${not}== ${literal})`;
      return `(${this.valueOrNull(other)} ${not}== ${literal})`;
    }
    const operands = `${this.valueOrNull(left)}`;
    if (left.kind === right.kind && (left.kind === 'str' || left.kind === 'bool' || left.kind === 'int')) {
      return `(${operands} ${not}== ${this.valueOrNull(right)})`;
    }
    return `${negated ? '!' : ''}equals(${operands}, ${this.valueOrNull(right)})`;
  }

  /** A stored node against a text: by the code that it was looked up as, or by itself. */
  #isText(node: Node, text: string, operator: string): string {
    const interned = this.#interned.get(node);
    const code = interned?.codes.get(text);
    if (interned === undefined || code === undefined) return `${this.#name(node)} ${operator} ${quote(text)}`;
    return `v${interned.variable} ${operator} ${code}`;
  }

  #isNull(node: Node, negated: boolean): string {
    const failed = this.failed(node);
    const none = node.nullable || node.kind === 'any' ? `${this.value(node)} === null` : null;
    const tests = [failed, none].filter((test) => test !== null);
    if (tests.length === 0) return String(negated);
    return `${negated ? '!' : ''}(${tests.join(' || ')})`;
  }

  #order(node: Node, operator: '<' | '<=' | '>' | '>=', left: Node, right: Node): string {
    const a = this.#number(left);
    const b = this.#number(right);
    if (a !== null && b !== null) return `(${a} ${operator} ${b})`;
    const operands = `${this.value(left)}, ${this.value(right)}`;
    if (node.own === 'never') return `${ORDERS[operator]}(${operands})`;
    return `compare(${quote(operator)}, ${operands}, fail, ${node.site})`;
  }

  /** An operand that JavaScript compares as it is; null where it may be None or boxed. */
  #number(node: Node): string | null {
    const value = constantOf(node);
    if (value instanceof IntegralFloat) return value.value < 0 ? `(${value.value})` : String(value.value);
    return node.kind === 'int' && !node.nullable ? this.value(node) : null;
  }

  #in(node: Node, needle: Node, haystack: Node): string {
    const list = constantOf(haystack);
    const value = this.valueOrNull(needle);
    if (Array.isArray(list) && list.every((item) => typeof item === 'string')) {
      // A text is equal to nothing but that text, and FAILED and None are not texts.
      if (list.length === 0) return 'false';
      const plain = this.#stored(needle) ? this.#name(needle) : null;
      if (plain !== null && list.length <= SHORT_LIST) {
        return `(${list.map((item) => this.#isText(needle, item, '===')).join(' || ')})`;
      }
      return `${this.#references.constant(new Set(list))}.has(${plain ?? value})`;
    }
    if (haystack.kind === 'str' && !haystack.nullable && needle.kind === 'str' && !needle.mayFail && !needle.nullable) {
      return `${this.value(haystack)}.includes(${value})`;
    }
    if (node.own === 'never') return `isIn(${value}, ${this.value(haystack)})`;
    return `contains(${value}, ${this.value(haystack)}, fail, ${node.site})`;
  }

  #conditions(nodes: readonly Node[], operator: string): string {
    return this.cheapestFirst(nodes)
      .map((node) => this.condition(node))
      .join(operator);
  }

  #format(node: Node, texts: readonly string[]): string {
    let source = quote(texts[0] ?? '');
    node.inputs.forEach((input, index) => {
      const value = this.value(input);
      source += ` + ${input.kind === 'str' && !input.nullable ? value : `print(${value})`}`;
      const text = texts[index + 1] ?? '';
      if (text !== '') source += ` + ${quote(text)}`;
    });
    return node.own === 'never' ? `(${source})` : `limitText(${source}, ${node.site})`;
  }

  #rule({ inputs }: Node, { conditions, list }: Extract<Operation, { op: 'rule' }>): string {
    const nodes = inputs.slice(0, conditions);
    if (list) return `${this.value(nodes[0]!)}.every(truthy)`;
    if (nodes.length === 0) return 'true';
    const ordered = this.cheapestFirst(nodes);
    return `(${ordered.map((node) => this.truth(node)).join(' && ')})`;
  }

  #ruleValue(node: Node, rule: number): string {
    const result = this.value(node.inputs[0]!);
    const features = this.ruleFeatures(node);
    if (features !== 'NO_FEATURES') return `new RuleValue(${rule}, ${result}, ${features})`;
    const yes = this.#references.constant(new RuleValue(rule, true));
    const no = this.#references.constant(new RuleValue(rule, false));
    return `(${result} ? ${yes} : ${no})`;
  }

  #call(node: Node, { checked, admitsNone }: Extract<Operation, { op: 'call' }>): string {
    const values = node.inputs.map((input, index) =>
      admitsNone[index] === true ? this.valueOrNull(input) : this.value(input),
    );
    const { inline } = checked.bound;
    if (inline !== undefined && node.own === 'never' && !node.observable && this.#provenArguments(node)) {
      return `(${inline.replace(/\$(\d+)/g, (_, index: string) => `(${values[Number(index)] ?? 'null'})`)})`;
    }
    const made = `${this.#references.caller(node)}(${values.join(', ')})`;
    const possible = this.#references.prefilter(node);
    return possible === null ? made : `(${possible} && ${made})`;
  }

  /** Inline code trusts its arguments' types: here they are known, not only declared. */
  #provenArguments({ inputs, operation }: Node): boolean {
    if (operation.op !== 'call') return false;
    const { declaration, bound } = operation.checked;
    return bound.arguments.every((name, index) => {
      const type = declaration.parameters.find((parameter) => parameter.name === name)?.type;
      const input = inputs[index];
      return type !== undefined && input !== undefined && input.kind === type.kind && !input.nullable;
    });
  }
}

/** True where a value of this kind is equal to the constant exactly if it is identical to it. */
function isIdentical(constant: Value | EffectValue, kind: Kind): boolean {
  if (typeof constant === 'string') return true;
  if (typeof constant === 'boolean') return kind === 'bool';
  if (typeof constant === 'number') return kind === 'int' || !Number.isInteger(constant);
  return constant instanceof IntegralFloat && kind === 'int' && Number.isSafeInteger(constant.value);
}
