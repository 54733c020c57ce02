/** CSV files with quoted fields (RFC 4180), gzipped or not, a row at a time. */
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

/** Rows as lists of fields; the header is the first one. */
export async function* csvRows(path: string, separator = ','): AsyncGenerator<readonly string[]> {
  const file = createReadStream(path);
  const text = (path.endsWith('.gz') ? file.pipe(createGunzip()) : file).setEncoding('utf8');
  let row: string[] = [];
  let field = '';
  let isQuoted = false;
  let quoteBefore = false;
  for await (const chunk of text) {
    for (const char of String(chunk)) {
      if (isQuoted && !quoteBefore) {
        if (char === '"') quoteBefore = true;
        else field += char;
      } else if (quoteBefore && char === '"') {
        field += '"';
        quoteBefore = false;
      } else if (char === '"' && field === '' && !quoteBefore) {
        isQuoted = true;
      } else if (char === separator || char === '\n') {
        row.push(field.endsWith('\r') ? field.slice(0, -1) : field);
        field = '';
        isQuoted = false;
        quoteBefore = false;
        if (char === '\n') {
          yield row;
          row = [];
        }
      } else field += char;
    }
  }
  if (field !== '' || row.length > 0) yield [...row, field];
}
