/** What editors show of names and functions, as Markdown. */
import type { Assign, Expression } from '../ast/nodes.ts';
import { commentLinesAbove } from '../docs/comments.ts';
import { parameterText, resultText, signatureOf } from '../docs/signature.ts';
import type { FunctionDeclaration, Parameter } from '../functions/declaration.ts';
import { displayType } from '../types/display.ts';
import type { Analysis } from './analysis.ts';

/** Recent values of a feature as text, newest first; for editors beside running systems. */
export type RecentValues = (feature: string) => readonly string[];

const SOURCE_LINES_MAX = 12;

/** Lines of code of a name's definition: what the type is, the comment above, the definition, and recent values. */
export function describeDefinition(analysis: Analysis, key: string, recentValues: RecentValues): string {
  const statement = analysis.definitions.get(key);
  if (statement === undefined) return '';
  const { name } = statement.target;
  const type = typeText(analysis, key, statement);
  const { path } = statement.span.source;
  const parts = [fence(`${name}: ${type}`)];
  const comment = commentOf(analysis, statement);
  if (comment !== '') parts.push(comment);
  parts.push(fence(shorten(sourceOf(statement))), `\`${path}:${statement.span.line}\``);
  const values = name.startsWith('_') ? [] : recentValues(name);
  if (values.length > 0)
    parts.push(`Recent values: ${values.map((value) => `\`${value.replaceAll('`', "'")}\``).join(', ')}`);
  return parts.join('\n\n');
}

export function typeText(analysis: Analysis, key: string, statement: Assign): string {
  const known = analysis.program?.definitions.get(key);
  if (known !== undefined) return displayType(known.type);
  if (statement.annotation !== null) {
    const { span } = statement.annotation;
    return span.source.text.slice(span.start, span.end);
  }
  return syntacticType(analysis, statement.value);
}

/** The type as far as the syntax tells, for definitions that have not been checked yet. */
function syntacticType(analysis: Analysis, value: Expression): string {
  switch (value.kind) {
    case 'string':
    case 'format-string':
      return 'str';
    case 'int':
    case 'float':
    case 'bool':
      return value.kind;
    case 'comparison':
    case 'boolean':
      return 'bool';
    case 'call': {
      const declaration =
        value.function.kind === 'name' ? analysis.registry.functions.get(value.function.name) : undefined;
      return declaration === undefined ? '?' : resultText(declaration);
    }
    default:
      return '?';
  }
}

function commentOf(analysis: Analysis, { span }: Assign): string {
  const comments = analysis.files.get(span.source.path)?.module.comments ?? [];
  return commentLinesAbove(
    new Map(comments.map((comment) => [comment.span.line, { text: comment.text, column: comment.span.column }])),
    span.line,
  );
}

export function describeFunction(declaration: FunctionDeclaration): string {
  const { doc, parameters, examples = [] } = declaration;
  const parts = [fence(signatureOf(declaration)), doc];
  if (parameters.length > 0)
    parts.push(parameters.map((parameter) => `- \`${parameter.name}\`: ${parameter.doc}`).join('\n'));
  const [example] = examples;
  if (example !== undefined) {
    const results = Object.entries(example.features).map(([name, value]) => `# ${name}: ${JSON.stringify(value)}`);
    parts.push(fence([example.source.trimEnd(), ...results].join('\n')));
  }
  return parts.join('\n\n');
}

export const describeParameter = (parameter: Parameter): string =>
  [
    fence(parameterText(parameter)),
    parameter.doc,
    parameter.constant === true ? 'A constant: a literal, or a name for one.' : '',
  ]
    .filter(Boolean)
    .join('\n\n');

export function describeLabel(analysis: Analysis, label: string): string {
  const config = analysis.labels.get(label);
  if (config === undefined) return '';
  const { description, validFor, connotation } = config;
  return [`**${label}** (${connotation}), for ${validFor.join(', ')}`, description].filter(Boolean).join('\n\n');
}

const fence = (text: string): string => `\`\`\`python\n${text}\n\`\`\``;

const sourceOf = ({ span }: { readonly span: Assign['span'] }): string => span.source.text.slice(span.start, span.end);

function shorten(text: string): string {
  const lines = text.split('\n');
  return lines.length > SOURCE_LINES_MAX ? [...lines.slice(0, SOURCE_LINES_MAX), '…'].join('\n') : text;
}
