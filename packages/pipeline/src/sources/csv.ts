/** Fields of one CSV row, and names of the columns from the header row. */

/** The fields of a row; `quoted` says whether any field begins with a quote. */
export function splitRow(text: string, delimiter: string, quoted: boolean): string[] {
  if (!quoted) return text.split(delimiter);
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (text.charCodeAt(at) === 0x22) {
      let close = text.indexOf('"', at + 1);
      let escaped = false;
      while (text.charCodeAt(close + 1) === 0x22) {
        escaped = true;
        close = text.indexOf('"', close + 2);
      }
      const field = text.slice(at + 1, close);
      fields.push(escaped ? field.replaceAll('""', '"') : field);
      at = close + 1;
    } else {
      const end = text.indexOf(delimiter, at);
      fields.push(end === -1 ? text.slice(at) : text.slice(at, end));
      at = end === -1 ? text.length : end;
    }
    if (at >= text.length) return fields;
    at++;
    // A delimiter at the very end is followed by one more, empty field.
    if (at === text.length) {
      fields.push('');
      return fields;
    }
  }
}

/** Column names of a header row, or what is wrong with it. A column without a name is called `column_<n>`, from 1. */
export function headerColumns(fields: readonly string[], limit: number): string[] | string {
  if (fields.length > limit) return `the header has ${fields.length} columns; the limit is ${limit}`;
  const names = fields.map((field, index) => (field.trim() === '' ? `column_${index + 1}` : field.trim()));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? names : `the header names the column ${JSON.stringify(twice)} twice`;
}

/** The delimiter of a file, from its header line: a tab or semicolon where it holds more of them than commas. */
export function detectDelimiter(headerLine: string): string {
  const count = (delimiter: string) => headerLine.split(delimiter).length;
  let best = ',';
  for (const candidate of ['\t', ';']) if (count(candidate) > count(best)) best = candidate;
  return best;
}
