/** Word lists of a ruleset: `lists/<name>.yaml`, a YAML list of strings. */
import { argumentSpan, type CallSite } from '@lapwing/sml';
import { parse } from 'yaml';

/** Reads lists by name, each once. A ruleset's files never change, so neither does a list. */
export type WordLists = (name: string) => readonly string[];

/** Lists of the ruleset that a call stands in, in lower case; a list that is not there is empty. */
export function wordLists({ ruleset }: CallSite): WordLists {
  const known = new Map<string, readonly string[]>();
  return (name) => {
    const cached = known.get(name);
    if (cached !== undefined) return cached;
    const words = readList(ruleset.file(pathOf(name))) ?? [];
    known.set(name, words);
    return words;
  };
}

/**
 * Reports a list that is named in the call and cannot be read: at run time it is empty, and nothing ever matches. Reads what the call
 * may look into, so that rules that make it are of another version when a list changes.
 */
export function checkList(site: CallSite, parameter: string): void {
  const argument = site.argument(parameter);
  if (argument?.kind !== 'string') {
    for (const path of site.ruleset.paths) if (isList(path)) site.ruleset.file(path);
    return;
  }
  const path = pathOf(argument.value);
  const text = site.ruleset.file(path);
  if (text !== undefined && readList(text) !== null) return;
  const what = text === undefined ? `there is no file \`${path}\`` : `\`${path}\` is not a YAML list of strings`;
  site.warning('SML501', 'word list cannot be read', argumentSpan(site, parameter), `${what}, so nothing matches`);
}

const pathOf = (name: string): string => `lists/${name}.yaml`;
const isList = (path: string): boolean => path.startsWith('lists/') && path.endsWith('.yaml');

/** The words in lower case, each once; null where the text is no list of strings. */
function readList(text: string | undefined): readonly string[] | null {
  if (text === undefined) return null;
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(value)) return null;
  const words: string[] = [];
  for (const item of value) {
    if (typeof item !== 'string') return null;
    words.push(item.toLowerCase());
  }
  return [...new Set(words)];
}
