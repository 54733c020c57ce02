/** How rules and YAML files look in the editor: tokens, brackets, comments, indentation. */
import { LanguageSupport, StreamLanguage, type StreamParser, type StringStream } from '@codemirror/language';

interface State {
  /** Open brackets: a statement goes on inside of them. */
  depth: number;
  /** The string that is open: its quote, and whether `{names}` in it are read. */
  open: { readonly quote: string; readonly raw: boolean; readonly names: boolean } | null;
  /** Inside of `{…}` of an f-string. */
  inName: boolean;
}

const KEYWORDS = new Set(['and', 'or', 'not', 'in', 'if', 'else', 'for', 'is', 'lambda']);
const ATOMS = new Set(['True', 'False', 'None']);
const TYPES = new Set([
  'str',
  'int',
  'float',
  'bool',
  'Optional',
  'List',
  'Union',
  'Entity',
  'Secret',
  'ExtractSecret',
  'ExtractLiteral',
  'list',
]);
/** What runs, rather than computes. */
const STATEMENTS = new Set(['Import', 'Require', 'WhenRules', 'Rule']);

export const smlParser: StreamParser<State> = {
  name: 'sml',
  startState: () => ({ depth: 0, open: null, inName: false }),
  copyState: (state) => ({ ...state }),
  token(stream, state) {
    if (state.open !== null) return inString(stream, state, state.open);
    if (stream.eatSpace()) return null;
    if (stream.match(/^#.*/)) return 'comment';
    const prefix = stream.match(/^([rRbBuUfF]{0,2})("""|'''|"|')/);
    if (Array.isArray(prefix)) {
      const letters = (prefix[1] ?? '').toLowerCase();
      state.open = { quote: prefix[2] ?? "'", raw: letters.includes('r'), names: letters.includes('f') };
      return 'string';
    }
    if (stream.match(/^(?:0[xob][\da-fA-F_]+|\d[\d_]*\.?[\d_]*(?:[eE][+-]?\d+)?)/)) return 'number';
    const word = stream.match(/^[\p{L}_][\p{L}\p{N}_]*/u);
    if (Array.isArray(word)) return wordKind(word[0] ?? '', stream, state);
    if (stream.match(/^(?:==|!=|<=|>=|\/\/|\*\*|[<>=+\-*/%|&^~@])/)) return 'operator';
    const character = stream.next() ?? '';
    if ('([{'.includes(character)) state.depth++;
    else if (')]}'.includes(character)) state.depth = Math.max(0, state.depth - 1);
    return /[()[\]{},:.]/.test(character) ? 'punctuation' : null;
  },
  // Brackets indent by one step; the closing one stands where its statement began.
  indent: (state, textAfter, context) => (state.depth - (/^\s*[)\]}]/.test(textAfter) ? 1 : 0)) * context.unit,
  languageData: {
    commentTokens: { line: '#' },
    closeBrackets: { brackets: ['(', '[', '{', "'", '"'], stringPrefixes: ['f', 'r', 'b', 'u', 'F', 'R', 'rf', 'fr'] },
    indentOnInput: /^\s*[)\]}]$/,
  },
};

function wordKind(word: string, stream: StringStream, state: State): string {
  if (KEYWORDS.has(word)) return 'keyword';
  if (ATOMS.has(word)) return 'atom';
  const ahead = stream.string.slice(stream.pos);
  if (/^\s*\(/.test(ahead)) return STATEMENTS.has(word) ? 'keyword' : 'variableName.function';
  if (state.depth === 0 && stream.string.slice(0, stream.start).trim() === '' && /^\s*[:=]/.test(ahead)) {
    return 'variableName.definition';
  }
  if (state.depth > 0 && /^\s*=(?!=)/.test(ahead)) return 'propertyName';
  return TYPES.has(word) ? 'typeName' : 'variableName';
}

function inString(stream: StringStream, state: State, open: NonNullable<State['open']>): string {
  if (state.inName) {
    if (stream.match(/^[\p{L}\p{N}_]+/u)) return 'variableName';
    state.inName = false;
    stream.next();
    return 'string';
  }
  while (!stream.eol()) {
    if (stream.match(open.quote)) {
      state.open = null;
      return 'string';
    }
    if (open.names && stream.match(/^\{(?=[\p{L}_][\p{L}\p{N}_]*\})/u)) {
      state.inName = true;
      return 'string';
    }
    if (stream.next() === '\\' && !open.raw) stream.next();
  }
  // A string of one quote ends with its line, closed or not.
  if (open.quote.length === 1) state.open = null;
  return 'string';
}

const yamlParser: StreamParser<{ key: boolean }> = {
  name: 'yaml',
  startState: () => ({ key: true }),
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^#.*/)) return 'comment';
    if (stream.match(/^(?:- |---|\.\.\.)/)) return 'punctuation';
    if (stream.match(/^[^\s#'"[{,][^:#'"[{,]*(?=:(?:\s|$))/)) return 'propertyName';
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'(?:[^']|'')*'?/)) return 'string';
    if (stream.match(/^-?\d[\d.eE_+-]*(?=$|[\s,\]}])/)) return 'number';
    if (stream.match(/^(?:true|false|null|~)(?=$|[\s,\]}])/)) return 'atom';
    if (stream.match(/^[[\]{},:]/)) return 'punctuation';
    if (!stream.match(/^[^\s,\]}:#]+/)) stream.next();
    return null;
  },
  languageData: { commentTokens: { line: '#' } },
};

const sml = StreamLanguage.define(smlParser);
const yaml = StreamLanguage.define(yamlParser);

/** The language of a file, by its name; null is plain text. */
export function languageOf(path: string): LanguageSupport | null {
  if (path.endsWith('.sml')) return new LanguageSupport(sml);
  return /\.ya?ml$/.test(path) ? new LanguageSupport(yaml) : null;
}
