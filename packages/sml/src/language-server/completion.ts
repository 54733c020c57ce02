/** What could stand at the cursor. */
import type { Assign } from '../ast/nodes.ts';
import { isLocal } from '../check/walk.ts';
import { signatureOf } from '../docs/signature.ts';
import type { FunctionDeclaration } from '../functions/declaration.ts';
import { displayType } from '../types/display.ts';
import { type Analysis, importsOf } from './analysis.ts';
import { type CursorContext, contextAt } from './context.ts';
import {
  describeDefinition,
  describeFunction,
  describeLabel,
  describeParameter,
  type RecentValues,
  typeText,
} from './describe.ts';
import { importEdit } from './imports.ts';
import type { CompletionItem } from './protocol.ts';

const TYPES = [
  'str',
  'int',
  'float',
  'bool',
  'None',
  'Optional',
  'List',
  'Union',
  'Entity',
  'Secret',
  'ExtractSecret',
  'ExtractLiteral',
];

/** Items for the place; the editor filters them by what has been typed. */
export function completionsAt(
  analysis: Analysis,
  path: string,
  offset: number,
  recentValues: RecentValues,
): CompletionItem[] {
  const text = analysis.sources.rules.get(path)?.text ?? '';
  const context = contextAt(text, offset);
  switch (context.kind) {
    case 'none':
      return [];
    case 'text':
      return texts(analysis, path, context);
    case 'argument':
      return [...argumentsOf(analysis, context), ...names(analysis, path, offset, recentValues)];
    case 'annotation':
      return TYPES.map((name) => item({ label: name, kind: 'type', detail: 'type' }));
    case 'statement':
      return functions(
        analysis,
        (declaration) => declaration.result !== 'dynamic' && displayType(declaration.result) === 'None',
      );
    case 'expression':
      return [...names(analysis, path, offset, recentValues), ...functions(analysis, hasResult), ...keywords()];
  }
}

const hasResult = (declaration: FunctionDeclaration): boolean =>
  declaration.result === 'dynamic' || declaration.result.kind !== 'none';

const keywords = (): CompletionItem[] =>
  ['and', 'or', 'not', 'in', 'True', 'False', 'None'].map((label) =>
    item({ label, kind: 'keyword', detail: 'keyword', sortText: `4${label}` }),
  );

function texts(analysis: Analysis, path: string, context: CursorContext & { readonly kind: 'text' }): CompletionItem[] {
  if (context.argument === 'label') {
    return [...analysis.labels].map(([label, { description }]) =>
      item({ label, kind: 'label', detail: description, documentation: describeLabel(analysis, label) }),
    );
  }
  if (!['Import', 'Require'].includes(context.function)) return [];
  return [...analysis.sources.rules.keys()]
    .filter((file) => file !== path)
    .map((file) => item({ label: file, kind: 'file', detail: 'rule file' }));
}

function argumentsOf(analysis: Analysis, context: CursorContext & { readonly kind: 'argument' }): CompletionItem[] {
  const parameters = analysis.registry.functions.get(context.function)?.parameters ?? [];
  return parameters
    .filter(({ name }) => !context.given.includes(name))
    .map((parameter) =>
      item({
        label: `${parameter.name}=`,
        kind: 'argument',
        detail: displayType(parameter.type),
        documentation: describeParameter(parameter),
        // Arguments that have to be given come first.
        sortText: `${parameter.default === undefined ? 0 : 1}${parameter.name}`,
      }),
    );
}

function names(analysis: Analysis, path: string, offset: number, recentValues: RecentValues): CompletionItem[] {
  const module = analysis.files.get(path)?.module;
  const imported = new Set(module === undefined ? [] : importsOf(module).flatMap(({ paths }) => paths));
  const items: CompletionItem[] = [];
  for (const [key, statement] of analysis.definitions) {
    const { name } = statement.target;
    const home = statement.span.source.path;
    const here = home === path;
    if (isLocal(name) && !here) continue;
    // A name can be used only below its definition.
    if (here && statement.span.start >= lineStart(analysis, path, offset)) continue;
    const edit = here || imported.has(home) ? null : importEdit(analysis, path, home);
    const visible = here || imported.has(home);
    items.push(
      item({
        label: name,
        kind: kindOf(analysis, key, statement),
        detail: `${typeText(analysis, key, statement)}${visible ? '' : ` — imports ${home}`}`,
        documentation: describeDefinition(analysis, key, recentValues),
        sortText: `${visible ? 2 : 5}${name}`,
        additionalEdits: edit === null ? [] : [edit],
      }),
    );
  }
  return items;
}

function lineStart(analysis: Analysis, path: string, offset: number): number {
  const text = analysis.sources.rules.get(path)?.text ?? '';
  return text.lastIndexOf('\n', offset - 1) + 1;
}

export function kindOf(
  analysis: Analysis,
  key: string,
  { target, value }: Assign,
): 'rule' | 'feature' | 'constant' | 'local' {
  if (isLocal(target.name)) return 'local';
  if (value.kind === 'call' && value.function.kind === 'name' && value.function.name === 'Rule') return 'rule';
  const known = analysis.program?.definitions.get(key);
  const literal = ['string', 'int', 'float', 'bool', 'none'].includes(value.kind);
  return known?.extracted === false || (known === undefined && literal) ? 'constant' : 'feature';
}

function functions(analysis: Analysis, wanted: (declaration: FunctionDeclaration) => boolean): CompletionItem[] {
  return [...analysis.registry.functions.values()].filter(wanted).map((declaration) =>
    item({
      label: declaration.name,
      kind: 'function',
      detail: signatureOf(declaration),
      documentation: describeFunction(declaration),
      insertText: snippetOf(declaration),
      isSnippet: true,
      sortText: `3${declaration.name}`,
    }),
  );
}

/** The call with its required arguments to fill in. */
function snippetOf({ name, parameters }: FunctionDeclaration): string {
  const required = parameters.filter((parameter) => parameter.default === undefined);
  const places = required.map((parameter, index) => `${parameter.name}=$${index + 1}`);
  return `${name}(${places.join(', ')})$0`;
}

function item(given: Partial<CompletionItem> & Pick<CompletionItem, 'label' | 'kind' | 'detail'>): CompletionItem {
  const defaults = {
    documentation: '',
    insertText: given.label,
    isSnippet: false,
    sortText: `2${given.label}`,
    additionalEdits: [],
  };
  return { ...defaults, ...given };
}
