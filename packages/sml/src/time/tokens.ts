/** The words, numbers and marks of a written date. */

const WORD = /\p{L}/u;
const DIGIT = /[0-9]/;
const SPACE = /\s/;

/** Numbers with their decimal points, words with their dots (`a.m`), single marks; whitespace becomes one blank each. */
export function tokenizeDate(text: string): string[] {
  const tokens: string[] = [];
  const characters = Array.from(text.replaceAll('\0', ''));
  for (let at = 0; at < characters.length; ) {
    const { token, end, dotted } = readToken(characters, at);
    at = end;
    if (dotted) tokens.push(...token.split(/([.,])/).filter((part, i) => part !== '' || i === 0));
    else tokens.push(token);
  }
  return tokens;
}

interface Read {
  readonly token: string;
  readonly end: number;
  /** More dots than a number has, or dots among letters: the token is taken apart at them. */
  readonly dotted: boolean;
}

function readToken(characters: readonly string[], start: number): Read {
  const first = characters[start] ?? '';
  if (!WORD.test(first) && !DIGIT.test(first)) {
    return { token: SPACE.test(first) ? ' ' : first, end: start + 1, dotted: false };
  }
  let token = first;
  let inNumber = DIGIT.test(first);
  let sawDot = false;
  let sawLetter = false;
  let at = start + 1;
  for (; at < characters.length; at++) {
    const next = characters[at] ?? '';
    const afterDot = token.endsWith('.');
    if (!inNumber) sawLetter = true;
    if (next === '.') sawDot = true;
    else if (next === ',' && inNumber && !sawDot && token.length >= 2) sawDot = true;
    else if (inNumber ? DIGIT.test(next) : WORD.test(next)) {
      // The token goes on as it is.
    } else if (sawDot && afterDot && (DIGIT.test(next) || WORD.test(next))) inNumber = !inNumber;
    else break;
    token += next;
  }
  const dots = token.split('.').length - 1;
  const dotted = sawDot && (sawLetter || dots > 1 || /[.,]$/.test(token));
  return { token: sawDot && !dotted && inNumber && dots === 0 ? token.replaceAll(',', '.') : token, end: at, dotted };
}
