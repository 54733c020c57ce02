/** Static types of everything (sml.md §1.4, §1.5): inference, narrowing, unwrapping at use, and what does not fit. */
import type {
  Assign,
  BooleanOperation,
  Call,
  Comparison,
  Expression,
  FormatString,
  List,
  Name,
  UnaryOperation,
} from '../ast/nodes.ts';
import type { Definition } from '../program/program.ts';
import { fit, isAssignable, sameType, unwrapType, withoutNone } from '../types/compatibility.ts';
import { displayType, pythonClassName, quotedType } from '../types/display.ts';
import { ANY, BOOL, FLOAT, INT, listOf, NONE, type SmlType, STR, unionOf } from '../types/types.ts';
import type { AnnotationResult } from './annotations.ts';
import type { BoundSite } from './calls.ts';
import { checkComparison } from './comparisons.ts';
import type { Dialect } from './dialect.ts';
import { inferCall } from './infer-call.ts';
import { apply, NUMBER } from './operators.ts';
import { alongside, Report, type SpanHint } from './report.ts';
import { extraction } from './secrets.ts';
import { definitionKey, type FileIndex } from './walk.ts';

export interface TypingContext {
  readonly dialect: Dialect;
  readonly calls: ReadonlyMap<Call, BoundSite>;
  declared(statement: Assign): AnnotationResult | null;
}

const PRINTABLE = unionOf(INT, FLOAT, BOOL, STR);

/** Checks files one after another; each after those that it imports. */
export class TypeChecker {
  readonly report = new Report();
  readonly types = new Map<Expression, SmlType>();
  readonly unwrapped = new Set<Expression>();
  readonly definitions = new Map<string, Definition>();
  readonly context: TypingContext;
  /** Types of names that a null check earlier in the same `and` or `or` made narrower. */
  private readonly narrowed = new Map<string, SmlType>();
  /** Definitions whose value must not leave, whether they are marked so or not. */
  private readonly kept = new Set<string>();
  private path = '';

  constructor(context: TypingContext, definitions: Iterable<readonly [string, Definition]> = []) {
    this.context = context;
    for (const [key, definition] of definitions) this.definitions.set(key, definition);
  }

  checkFile(file: FileIndex): void {
    this.path = file.path;
    for (const statement of file.module.statements) {
      if (statement.kind === 'assign') this.checkAssign(statement);
      else this.infer(statement.call);
    }
  }

  /** The type of an expression, remembered; reports what is wrong inside it. */
  infer(expression: Expression): SmlType {
    const type = this.inferAnew(expression);
    this.types.set(expression, type);
    return type;
  }

  private inferAnew(expression: Expression): SmlType {
    switch (expression.kind) {
      case 'string':
        return STR;
      case 'int':
        return INT;
      case 'float':
        return FLOAT;
      case 'bool':
        return BOOL;
      case 'none':
        return NONE;
      case 'name':
        return this.narrowed.get(this.key(expression)) ?? this.definitions.get(this.key(expression))?.type ?? ANY;
      case 'attribute':
        this.report.error("attributes aren't supported yet", expression.span);
        return ANY;
      case 'list':
        return this.inferList(expression);
      case 'call':
        return inferCall(this, expression);
      case 'binary':
        return this.inferOperation(expression);
      case 'comparison':
        return this.inferOperation(expression);
      case 'unary':
        return this.inferUnary(expression);
      case 'boolean':
        return this.inferBoolean(expression);
      case 'format-string':
        return this.inferFormatString(expression);
    }
  }

  /** Where a name's type comes from, for the second span of a type error. */
  origin(expression: Expression, type: string): SpanHint[] {
    const definition = expression.kind === 'name' ? this.definitions.get(this.key(expression)) : undefined;
    if (expression.kind !== 'name' || definition === undefined) return [];
    return [
      {
        span: definition.span,
        hint: `variable \`${expression.name}\` with incompatible type ${type} originally defined here`,
      },
    ];
  }

  /** Marks the expression's value as unwrapped here, if that makes it fit; false if it does not fit at all. */
  accept(expression: Expression, type: SmlType, expected: SmlType): boolean {
    const outcome = fit(type, expected);
    if (outcome === 'fits-unwrapped') this.unwrapped.add(expression);
    return outcome !== 'no' || this.acceptListOfRules(expression, type, expected);
  }

  /** Beyond the reference: rules written into a list of conditions stand for their values. */
  private acceptListOfRules(expression: Expression, type: SmlType, expected: SmlType): boolean {
    if (this.context.dialect === 'reference' || expression.kind !== 'list') return false;
    if (type.kind !== 'list' || type.item.kind !== 'rule' || !isAssignable(listOf(BOOL), expected)) return false;
    for (const item of expression.items) this.unwrapped.add(item);
    this.types.set(expression, listOf(BOOL));
    return true;
  }

  private checkAssign(statement: Assign): void {
    const valueType = this.infer(statement.value);
    const annotation = this.context.declared(statement);
    let stored = valueType;
    if (annotation !== null && statement.annotation !== null) {
      if ('error' in annotation) {
        const { message, span, hint, additional } = annotation.error;
        this.report.error(message, span, hint, additional);
      } else {
        stored = annotation.declared.type;
        if (!this.accept(statement.value, valueType, stored)) {
          const [found, expected] = [quotedType(valueType), quotedType(stored)];
          this.report.error(
            'incompatible types in assignment',
            statement.value.span,
            `has type ${found}, expected ${expected}`,
            alongside(
              { span: statement.annotation.span, hint: `expected ${expected} due to this` },
              ...this.origin(statement.value, found),
            ),
          );
        }
      }
    } else if (statement.value.kind === 'list') {
      if (statement.value.items.length === 0) this.emptyList(statement);
      // Items that were accepted as conditions changed what the list holds.
      stored = this.types.get(statement.value) ?? valueType;
    }
    this.define(statement, stored, annotation);
  }

  private define(statement: Assign, type: SmlType, annotation: AnnotationResult | null): void {
    const name = statement.target.name;
    const marks = annotation !== null && 'declared' in annotation ? annotation.declared : annotation;
    const wrapper = marks?.wrapper ?? null;
    const { extracted, mayLeave: free } = extraction(statement, marks, (used) => this.nameMayLeave(used));
    if (!free && wrapper !== 'Secret' && wrapper !== 'ExtractSecret') {
      this.report.error(
        'assignments can not include non-extractable features if they are not marked Secret',
        statement.span,
        `name '${name}' is not marked as non-extractable`,
      );
    }
    if (!free) this.kept.add(definitionKey(this.path, name));
    const { span } = statement;
    // By the reference's rule only the annotation of a name taints its uses; a mistake above is not reported at each of them.
    this.definitions.set(definitionKey(this.path, name), {
      name,
      path: this.path,
      statement,
      span,
      type,
      extracted,
      secret: marks?.secret === true,
    });
  }

  /** Whether a name of the file under check may be exported. */
  nameMayLeave(name: string): boolean {
    return this.definitions.get(definitionKey(this.path, name))?.secret !== true;
  }

  private emptyList(statement: Assign): void {
    this.report.error(
      'empty list literal has a dynamic item type, and thus must be assigned to a variable with a type annotation',
      statement.span,
      `give this variable a type annotation, eg:\n\`${statement.target.name}: list[str] = []\``,
    );
  }

  private inferList(list: List): SmlType {
    const distinct: SmlType[] = [];
    for (const item of list.items) {
      const type = this.infer(item);
      if (!distinct.some((seen) => sameType(seen, type))) distinct.push(type);
    }
    const [only] = distinct;
    if (only === undefined) return listOf(ANY);
    if (distinct.length === 1) return listOf(only);
    if (
      this.context.dialect !== 'reference' &&
      distinct.every((type) => type.kind === 'rule' || type.kind === 'bool')
    ) {
      for (const item of list.items) if (this.types.get(item)?.kind === 'rule') this.unwrapped.add(item);
      return listOf(BOOL);
    }
    const names = distinct.map(quotedType).sort().join(', ');
    this.report.error(
      'found multiple different types in list literal, unable to infer type',
      list.span,
      `has types ${names}`,
    );
    return listOf(ANY);
  }

  private inferOperation(operation: Extract<Expression, { kind: 'binary' | 'comparison' }>): SmlType {
    const { left, right, operator } = operation;
    const leftType = this.infer(left);
    const rightType = this.infer(right);
    const untyped = operation.kind === 'binary' && (leftType.kind === 'any' || rightType.kind === 'any');
    const applied = untyped ? null : apply(operator, leftType, rightType);
    if (applied !== null) {
      if (applied.unwrapLeft) this.unwrapped.add(left);
      if (applied.unwrapRight) this.unwrapped.add(right);
      if (operation.kind === 'comparison')
        this.checkSides(operation, leftType, rightType, applied.unwrapLeft, applied.unwrapRight);
      return applied.result;
    }
    const [leftName, rightName] = [quotedType(leftType), quotedType(rightType)];
    this.report.error(
      `unsupported operand types for \`${operator}\``,
      operation.span,
      `no implementation for \`${displayType(leftType)} ${operator} ${displayType(rightType)}\``,
      alongside(
        { span: left.span, hint: `has type ${leftName}` },
        ...this.origin(left, leftName),
        { span: right.span, hint: `has type ${rightName}` },
        ...this.origin(right, rightName),
      ),
    );
    return ANY;
  }

  private checkSides(
    comparison: Comparison,
    left: SmlType,
    right: SmlType,
    unwrapLeft: boolean,
    unwrapRight: boolean,
  ): void {
    checkComparison(
      this,
      comparison,
      unwrapLeft ? (unwrapType(left) ?? left) : left,
      unwrapRight ? (unwrapType(right) ?? right) : right,
    );
  }

  private inferUnary(operation: UnaryOperation): SmlType {
    const type = this.infer(operation.operand);
    const negation = operation.operator === '-';
    if (this.accept(operation.operand, type, negation ? NUMBER : BOOL)) {
      if (!negation) return BOOL;
      // The reference keeps the type of what it unwraps here, and then fails at run time.
      const unwraps = this.context.dialect !== 'reference' && this.unwrapped.has(operation.operand);
      return unwraps ? (unwrapType(type) ?? type) : type;
    }
    const name = quotedType(type);
    this.report.error(
      negation ? `bad operand type for unary -: \`${pythonClassName(type)}\`` : '`not` only works on `bool` types',
      operation.span,
      negation
        ? 'unary `-` should be used on `int` types or `float` types like `-3`'
        : '`not` should be used on `bool` types like `not (X == Y)`',
      alongside({ span: operation.operand.span, hint: `has type ${name}` }, ...this.origin(operation.operand, name)),
    );
    return negation ? type : BOOL;
  }

  private inferBoolean(operation: BooleanOperation): SmlType {
    const added: string[] = [];
    const outer = new Map(this.narrowed);
    for (const operand of operation.operands) {
      const type = this.infer(operand);
      if (!this.accept(operand, type, BOOL)) {
        const name = quotedType(type);
        this.report.error(
          `unsupported operand type for \`${operation.operator}\``,
          operand.span,
          `has type ${name}, expected \`bool\``,
          alongside(...this.origin(operand, name)),
        );
      }
      const name = provedNotNone(operand, operation.operator);
      if (name === null) continue;
      const key = this.key(name);
      const narrower = withoutNone(this.narrowed.get(key) ?? this.definitions.get(key)?.type ?? ANY);
      if (narrower === null) continue;
      this.narrowed.set(key, narrower);
      added.push(key);
    }
    for (const key of added) {
      const before = outer.get(key);
      if (before === undefined) this.narrowed.delete(key);
      else this.narrowed.set(key, before);
    }
    return BOOL;
  }

  private inferFormatString(format: FormatString): SmlType {
    for (const part of format.parts) {
      if (typeof part === 'string') continue;
      const type = this.infer(part);
      if (!this.accept(part, type, PRINTABLE)) {
        const name = quotedType(type);
        this.report.error(
          'unsupported type for f-string substitution',
          part.span,
          `has type ${name}, expected one of \`int\`, \`float\`, \`bool\`, \`str\``,
          alongside(...this.origin(part, name)),
        );
      }
      if (this.kept.has(this.key(part))) {
        this.report.error(
          'format strings can not include non-extractable features',
          part.span,
          `name '${part.name}' is marked as non-extractable`,
        );
      }
    }
    return STR;
  }

  private key(name: Name): string {
    return definitionKey(this.path, name.name);
  }
}

/** After `X != None and`, or `X == None or`, X is not None. Only plain names are followed. */
function provedNotNone(operand: Expression, operator: 'and' | 'or'): Name | null {
  if (operand.kind !== 'comparison' || operand.operator !== (operator === 'and' ? '!=' : '==')) return null;
  if (operand.left.kind === 'none' && operand.right.kind === 'name') return operand.right;
  if (operand.right.kind === 'none' && operand.left.kind === 'name') return operand.left;
  return null;
}
