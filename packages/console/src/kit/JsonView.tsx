/** JSON as text with colours; integers beyond 2^53 appear digit by digit. */
import { Fragment } from 'react';
import { type Json, writeJson } from '../api/json.ts';
import './json.css';

const token = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d[\d.eE+-]*)|(true|false|null)/g;

export function JsonView({ value, label }: { readonly value: Json; readonly label: string }) {
  const text = writeJson(value, 2);
  const parts: { readonly text: string; readonly kind: string }[] = [];
  let end = 0;
  for (const match of text.matchAll(token)) {
    parts.push({ text: text.slice(end, match.index), kind: '' });
    const kind =
      match[2] !== undefined ? 'key' : match[1] !== undefined ? 'string' : match[3] !== undefined ? 'number' : 'word';
    parts.push({ text: match[0], kind });
    end = match.index + match[0].length;
  }
  parts.push({ text: text.slice(end), kind: '' });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the text scrolls, which needs focus
    <section className="json" tabIndex={0} aria-label={label}>
      <pre>
        {parts.map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, in order
          <Fragment key={index}>
            {part.kind === '' ? part.text : <span className={`json-${part.kind}`}>{part.text}</span>}
          </Fragment>
        ))}
      </pre>
    </section>
  );
}
