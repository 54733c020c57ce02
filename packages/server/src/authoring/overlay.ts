/** A draft's changes to a ruleset: path → text, or null for a file that goes. */
import { posix } from 'node:path';
import { DRAFT_CHARACTERS, DRAFT_FILES } from './limits.ts';

export type Overlay = Readonly<Record<string, string | null>>;
export type FilesByPath = Readonly<Record<string, string>>;

const EXTENSION = /\.(?:sml|ya?ml|txt|csv|json)$/;
const CHARACTERS_OF_A_PATH = 200;

/** Tests stand beside the rules and change nothing that they do. */
export const isTestPath = (path: string): boolean => /\.test\.ya?ml$/.test(path);

/** What is wrong with a draft's paths and sizes, one finding each. */
export function overlayProblems(overlay: Overlay): string[] {
  const entries = Object.entries(overlay);
  if (entries.length > DRAFT_FILES)
    return [`a draft may change at most ${DRAFT_FILES} files; this one has ${entries.length}`];
  const characters = entries.reduce((sum, [, text]) => sum + (text?.length ?? 0), 0);
  if (characters > DRAFT_CHARACTERS) return [`the files of a draft may have ${DRAFT_CHARACTERS} characters in all`];
  return entries.flatMap(([path, text]) => {
    const problem = pathProblem(path);
    if (problem !== null) return [`${JSON.stringify(path)}: ${problem}`];
    // What cannot be written as UTF-8 would come back from the disk as something else.
    return text === null || text.isWellFormed() ? [] : [`${path}: the text is no valid Unicode`];
  });
}

/** Why a path does not lead to where the rules' directory is read, or null. A deployment writes the files in force there. */
export function placeProblem(path: string): string | null {
  // A backslash leads up on Windows.
  const strays = posix.normalize(path) !== path || /^\/|^\.\.(?:\/|$)|\/$|[\\\0]/.test(path);
  if (strays) {
    return 'a path leads down from the directory of the rules, as in spam/links.sml';
  }
  if (path.split('/').some((part) => part.startsWith('.') || part === 'node_modules')) {
    return 'hidden files and node_modules do not belong to a ruleset';
  }
  return null;
}

/** Why a path cannot be that of a draft's file, or null. */
function pathProblem(path: string): string | null {
  if (path.length > CHARACTERS_OF_A_PATH) return `a path has at most ${CHARACTERS_OF_A_PATH} characters`;
  const problem = placeProblem(path);
  if (problem !== null) return problem;
  if (!/^[\p{L}\p{N}_. /-]+$/u.test(path)) return 'a path has letters, digits, spaces, and _ - . /';
  if (path.split('/').some((part) => part.trim() !== part)) return 'no name in a path begins or ends with a space';
  return EXTENSION.test(path) ? null : 'a ruleset has .sml, .yaml, .txt, .csv and .json files';
}

/** The files with a draft's changes. */
export function applyOverlay(files: FilesByPath, overlay: Overlay): Record<string, string> {
  const result: Record<string, string> = { ...files };
  for (const [path, text] of Object.entries(overlay)) {
    if (text === null) delete result[path];
    else result[path] = text;
  }
  return result;
}
