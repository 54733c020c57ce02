/** From an annotation to the type it declares (sml.md §1.4), with the reference's errors. */
import type { Annotation, Assign } from '../ast/nodes.ts';
import type { Span } from '../ast/span.ts';
import type { AdditionalSpans } from '../diagnostics/diagnostic.ts';
import { entityOf, listOf, type SmlType, unionOf } from '../types/types.ts';
import { SIMPLE_TYPES, WRAPPERS, type Wrapper } from './annotation-names.ts';
import type { Dialect } from './dialect.ts';
import { extendedAnnotation } from './extended-annotations.ts';

export interface DeclaredType {
  readonly type: SmlType;
  /** What the whole annotation is wrapped in. */
  readonly wrapper: Wrapper | null;
  /** A `Secret` is part of it: the value must not leave. */
  readonly secret: boolean;
}

interface AnnotationError {
  readonly message: string;
  readonly span: Span;
  readonly hint?: string;
  readonly additional?: AdditionalSpans;
}

export type AnnotationResult =
  | { readonly declared: DeclaredType }
  | ({ readonly error: AnnotationError } & Pick<DeclaredType, 'wrapper' | 'secret'>);

/** The type that an assignment's annotation declares. */
export function declaredType(statement: Assign, annotation: Annotation, dialect: Dialect): AnnotationResult {
  if (dialect !== 'reference') {
    const declared = extendedAnnotation(annotation);
    if (declared !== null) return { declared };
  }
  const node = referenceForm(annotation);
  const kept = { wrapper: wrapperOf(node), secret: hasSecret(node) };
  try {
    return { declared: { type: convert(node, statement.target.name), ...kept } };
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    return { error: problem.error, ...kept };
  }
}

/** The reference's view of an annotation: a union is a generic, and generics inside a union lose their name. */
interface Node {
  readonly name: string;
  readonly arguments: readonly Node[] | null;
  readonly span: Span;
}

function referenceForm(annotation: Annotation): Node {
  switch (annotation.kind) {
    case 'annotation-name':
      return { name: annotation.name, arguments: null, span: annotation.span };
    case 'annotation-generic':
      return { name: annotation.name, arguments: annotation.arguments.map(referenceForm), span: annotation.span };
    case 'annotation-union': {
      const left = referenceForm(annotation.left);
      const members = [...(left.arguments ?? [left]), referenceForm(annotation.right)];
      return {
        name: members.at(-1)?.name === 'None' ? 'Optional' : 'Union',
        arguments: members,
        span: annotation.span,
      };
    }
  }
}

/** An annotation as the reference prints it inside hints. */
export function printAnnotation(annotation: Annotation): string {
  const print = (node: Node): string =>
    node.arguments === null ? node.name : `${node.name}[${node.arguments.map(print).join(', ')}]`;
  return print(referenceForm(annotation));
}

const wrapperOf = (node: Node): Wrapper | null =>
  node.arguments === null ? null : (WRAPPERS.find((name) => name === node.name) ?? null);

/** `ExtractSecret` lifts what is inside it. */
const hasSecret = (node: Node): boolean =>
  node.arguments !== null &&
  node.name !== 'ExtractSecret' &&
  (node.name === 'Secret' || node.arguments.some(hasSecret));

class Problem extends Error {
  readonly error: AnnotationError;
  constructor(message: string, span: Span, hint?: string, additional?: AdditionalSpans) {
    super(message);
    this.error = {
      message,
      span,
      ...(hint === undefined ? {} : { hint }),
      ...(additional === undefined ? {} : { additional }),
    };
  }
}

const GENERICS = ['Entity', 'ExtractLiteral', 'ExtractSecret', 'List', 'Optional', 'Secret', 'Union'];
const UNSUPPORTED = `can only check dynamic return values of simple types or ${GENERICS.map((name) => `\`${name}\``).join(', ')} generics`;

function convert(node: Node, assignedTo: string | null): SmlType {
  const members = node.arguments;
  if (members === null) return simple(node, UNSUPPORTED);
  switch (node.name) {
    case 'Union':
      return convertUnion(node, members, assignedTo);
    case 'Optional':
      return convertOptional(node, members);
    case 'List':
      return convertList(members, node);
    case 'Entity':
      return convertEntity(node, members);
    case 'Secret':
    case 'ExtractSecret':
    case 'ExtractLiteral': {
      const [inner] = members;
      if (inner === undefined || members.length !== 1) throw notOne(node, members);
      return inner.arguments === null
        ? simple(inner, `expected simple type in \`${node.name}\``)
        : convert(inner, null);
    }
    default:
      throw new Problem(UNSUPPORTED, node.span, `got unknown generic type \`${node.name}[...]\``);
  }
}

function simple(node: Node, message: string): SmlType {
  if (node.arguments !== null) {
    throw new Problem(message, node.span, `\`${node.name}[...]\` is not a simple type like \`str\` or \`int\``);
  }
  const type = SIMPLE_TYPES.get(node.name);
  if (type !== undefined) return type;
  const hint = GENERICS.includes(node.name)
    ? `\`${node.name}\` is generic, try \`${node.name}[T]\` where \`T\` is a type like \`str\` or \`int\``
    : `got unknown non-generic type \`${node.name}\``;
  throw new Problem(message, node.span, hint);
}

function convertUnion(node: Node, members: readonly Node[], assignedTo: string | null): SmlType {
  const [only] = members;
  if (members.length === 1 && only !== undefined) {
    const hint =
      assignedTo === null
        ? `use \`${only.name}\` instead`
        : `assign it to a variable as \`${assignedTo}: ${only.name} = ...\` instead`;
    throw new Problem('a `Union` of one item should be represented as the item by itself', node.span, hint);
  }
  const seen = new Map<string, Span>();
  const types: SmlType[] = [];
  for (const member of members) {
    const earlier = seen.get(member.name);
    if (earlier !== undefined) {
      throw new Problem(`duplicated type \`${member.name}\` seen in \`Union[...]\``, member.span, undefined, {
        message: 'union variant already specified here:',
        spans: [{ span: earlier }],
      });
    }
    seen.set(member.name, member.span);
    types.push(simple(member, 'expected simple type in `Union`'));
  }
  return unionOf(...types);
}

function convertOptional(node: Node, members: readonly Node[]): SmlType {
  const [inner, last] = members;
  if (inner === undefined || members.length > 2) {
    throw new Problem('`Optional` must have one or two arguments', node.span, `got ${members.length} arguments`);
  }
  if (last !== undefined && last.name !== 'None') {
    const names = members.map((member) => member.name).join(' and ');
    throw new Problem(
      "`Optional` can't have arguments of different types or duplicate types",
      node.span,
      `got ${names} arguments`,
    );
  }
  const type = simple(inner, 'expected simple type in `Optional`');
  return type.kind === 'none' ? type : unionOf(type, { kind: 'none' });
}

function convertList(members: readonly Node[], node: Node): SmlType {
  const [item, second, ...others] = members;
  if (item === undefined) throw notOne(node, members);
  if (second !== undefined) {
    const also = { message: 'also:', spans: others.map(({ span }) => ({ span })) };
    throw new Problem(
      'unexpected additional variants to `List[...]`',
      second.span,
      undefined,
      others.length > 0 ? also : undefined,
    );
  }
  return listOf(simple(item, 'expected simple type in `List`'));
}

function convertEntity(node: Node, members: readonly Node[]): SmlType {
  const [id] = members;
  if (id === undefined || members.length !== 1) throw notOne(node, members);
  if (id.name !== 'str' && id.name !== 'int') {
    throw new Problem('`Entity` only supports `str` and `int` IDs currently', id.span, `got \`${id.name}\` ID type`);
  }
  return entityOf(simple(id, 'expected simple type in `Entity`'));
}

const notOne = (node: Node, members: readonly Node[]): Problem =>
  new Problem(`\`${node.name}\` must have exactly one argument`, node.span, `got ${members.length} arguments`);
