/** The reference of all functions, from their declarations. */
import type { Registry } from '../evaluate/ruleset.ts';
import type { FunctionDeclaration, FunctionExample, Purity } from '../functions/declaration.ts';
import { displayType } from '../types/display.ts';
import { pythonRepr } from '../values/format.ts';
import { code, fenced, table } from './markdown.ts';
import { resultText, signatureOf } from './signature.ts';

const PURITY: Readonly<Record<Purity, string>> = {
  pure: 'Depends on its arguments alone.',
  event: 'Reads the event.',
  memory: 'Reads or changes what rules remember.',
  impure: 'Depends on the outside world; its results are kept, so that a replay sees the same.',
  effect: 'Gives an effect, for `then=[...]` of `WhenRules`.',
};

/** Markdown; functions by category and name. */
export function functionsReference(registry: Registry): string {
  const categories = Map.groupBy(registry.functions.values(), ({ category }) => title(category));
  const sorted = [...categories].sort(([a], [b]) => compare(a, b));
  const sections = sorted.map(([category, functions]) => {
    const ordered = functions.toSorted((a, b) => compare(a.name, b.name));
    return `## ${category}\n\n${ordered.map(section).join('\n\n')}`;
  });
  const contents = sorted.map(([category, functions]) => {
    const links = functions.map(({ name }) => name).sort();
    return `- **${category}**: ${links.map((name) => `[${code(name)}](#${name.toLowerCase()})`).join(' · ')}`;
  });
  return [
    '# Functions of the rule language',
    'Made from the declarations of the functions by `lapwing rules docs`; the tests run every example.',
    'All arguments are passed by name. A **constant** argument is a literal, or a name that stands for one.',
    contents.join('\n'),
    ...sections,
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function section(declaration: FunctionDeclaration): string {
  const { name, doc, parameters, examples = [], purity } = declaration;
  const parts = [`### ${name}`, fenced('python', signatureOf(declaration)), doc.trim()];
  if (parameters.length > 0) parts.push(parameterTable(declaration));
  const notes = [PURITY[purity]];
  if (declaration.async === true) notes.push('Its result may have to be waited for.');
  if (declaration.result === 'dynamic') {
    notes.push('Its type is that of the annotation of the feature that it is assigned to, which has to have one.');
  }
  parts.push(notes.join(' '));
  for (const example of examples) parts.push(exampleText(example));
  return parts.join('\n\n');
}

function parameterTable({ parameters, extraParameters }: FunctionDeclaration): string {
  const rows = parameters.map(({ name, type, constant, default: value, doc }) => [
    code(name),
    code(displayType(type)) + (constant === true ? ', constant' : ''),
    value === undefined ? 'required' : code(pythonRepr(value)),
    doc,
  ]);
  if (extraParameters !== undefined) rows.push(['any other', code(displayType(extraParameters)), 'as needed', '']);
  return table(['argument', 'type', 'default', ''], rows);
}

function exampleText({ source, data, config, files, features }: FunctionExample): string {
  const parts: string[] = [];
  if (config !== undefined) parts.push('With `config.yaml`:', fenced('yaml', config));
  for (const [path, text] of Object.entries(files ?? {})) parts.push(`With ${code(path)}:`, fenced('', text));
  if (data !== undefined) parts.push(`For an event with ${code(JSON.stringify(data))}:`);
  const results = Object.entries(features).map(([name, value]) => `# ${name}: ${JSON.stringify(value)}`);
  parts.push(fenced('python', `${source.trimEnd()}\n${results.join('\n')}`));
  return parts.join('\n\n');
}

/** Functions as data, for `--json` and the console. */
export function functionsAsData(registry: Registry) {
  return [...registry.functions.values()]
    .toSorted((a, b) => compare(a.name, b.name))
    .map((declaration) => ({
      name: declaration.name,
      category: title(declaration.category),
      signature: signatureOf(declaration),
      doc: declaration.doc,
      parameters: declaration.parameters.map(({ name, type, constant, default: value, doc }) => ({
        name,
        type: displayType(type),
        constant: constant === true,
        required: value === undefined,
        default: value === undefined ? null : pythonRepr(value),
        doc,
      })),
      result: resultText(declaration),
      purity: declaration.purity,
      examples: declaration.examples ?? [],
    }));
}

const title = (category: string): string => category.slice(0, 1).toUpperCase() + category.slice(1);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
