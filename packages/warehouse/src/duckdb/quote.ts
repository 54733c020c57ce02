/** Writing identifiers and values into SQL text. Every piece of text that comes from outside goes through one of these. */

/** `"name"`, whatever the name holds. */
export function quoteName(name: string): string {
  return `"${withoutNul(name).replaceAll('"', '""')}"`;
}

/** A VARCHAR literal. A NUL, which SQL text cannot hold, is written as `chr(0)`. */
export function quoteText(text: string): string {
  if (!text.includes('\0')) return `'${text.replaceAll("'", "''")}'`;
  const parts = text.split('\0').map((part) => `'${part.replaceAll("'", "''")}'`);
  return `(${parts.join(' || chr(0) || ')})`;
}

/** A file's path as a literal. Throws a RangeError on a NUL, which no path holds. */
export function quotePath(path: string): string {
  return quoteText(withoutNul(path));
}

function withoutNul(text: string): string {
  if (text.includes('\0')) throw new RangeError(`a name or path cannot hold NUL: ${JSON.stringify(text)}`);
  return text;
}
