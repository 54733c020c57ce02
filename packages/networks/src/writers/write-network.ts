/** A network into a file, in the format that its name says. */
import { createWriteStream, rmSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { NetworksError } from '../core/errors.ts';
import { onInterrupt } from '../readers/interrupt.ts';
import { quoteName, quoteText } from '../readers/quote.ts';
import { withDuckDb } from '../readers/sql.ts';
import { type EdgeColumnsMore, moreColumns, type Network } from './network.ts';
import { gexf, graphml } from './xml.ts';

const FIELDS = ['source', 'target', 'weight', 'expected', 'pValue', 'qValue'] as const;

/**
 * By the ending: `.graphml`, `.gexf`, `.json` (nodes and edges), `.csv` or `.parquet` (edges). The file is there whole or not at
 * all. Rejects with a NetworksError for other endings.
 */
export async function writeNetwork(network: Network, path: string): Promise<void> {
  const format = /\.(graphml|gexf|json|csv|parquet)$/i.exec(path)?.[1]?.toLowerCase();
  if (format === undefined) {
    throw new NetworksError(`${path}: the ending must be .graphml, .gexf, .json, .csv or .parquet`);
  }
  const temporary = `${path}.writing`;
  const done = onInterrupt(() => rmSync(temporary, { force: true }));
  try {
    if (format === 'parquet') await writeParquet(network, temporary);
    else await pipeline(Readable.from(batched(pieces(network, format))), createWriteStream(temporary));
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    done();
  }
}

function pieces(network: Network, format: string): Iterable<string> {
  switch (format) {
    case 'graphml':
      return graphml(network);
    case 'gexf':
      return gexf(network);
    case 'json':
      return json(network);
    default:
      return csv(network);
  }
}

function* json({ directed, nodes, edges }: Network): Generator<string> {
  yield `{"directed":${directed},"nodes":[`;
  for (const [i, node] of nodes.entries()) yield `${i === 0 ? '' : ','}\n${JSON.stringify(node)}`;
  yield '\n],"edges":[';
  for (const [i, { more, ...edge }] of edges.entries())
    yield `${i === 0 ? '' : ','}\n${JSON.stringify({ ...edge, ...more })}`;
  yield '\n]}\n';
}

function* csv(network: Network): Generator<string> {
  const more = moreColumns(network).map(({ name }) => name);
  yield `${[...FIELDS, ...more].map(cell).join(',')}\n`;
  for (const edge of network.edges) {
    yield `${[...FIELDS.map((name) => edge[name]), ...more.map((name) => edge.more?.[name] ?? null)].map(cell).join(',')}\n`;
  }
}

function cell(value: EdgeColumnsMore[string]): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function writeParquet(network: Network, path: string): Promise<void> {
  const { edges } = network;
  const more = moreColumns(network);
  // Weights count something, but for those of layers.
  const counts = edges.every(({ weight }) => Number.isInteger(weight));
  return withDuckDb(async (connection) => {
    const types = FIELDS.map((name, i) => `"${name}" ${i < 2 ? 'VARCHAR' : i === 2 && counts ? 'UINTEGER' : 'DOUBLE'}`);
    const further = more.map(({ name, isText }) => `${quoteName(name)} ${isText ? 'VARCHAR' : 'DOUBLE'}`);
    await connection.run(`CREATE TABLE edges (${[...types, ...further].join(', ')})`);
    const appender = await connection.createAppender('edges');
    for (const edge of edges) {
      appender.appendVarchar(edge.source);
      appender.appendVarchar(edge.target);
      if (counts) appender.appendUInteger(edge.weight);
      else appender.appendDouble(edge.weight);
      const figures = [edge.expected, edge.pValue, edge.qValue, ...more.map(({ name }) => edge.more?.[name] ?? null)];
      for (const figure of figures) {
        if (figure === null) appender.appendNull();
        else if (typeof figure === 'string') appender.appendVarchar(figure);
        else appender.appendDouble(figure);
      }
      appender.endRow();
    }
    appender.closeSync();
    await connection.run(`COPY edges TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd)`);
  });
}

const BATCH_CHARACTERS = 65_536;

function* batched(parts: Iterable<string>): Generator<string> {
  let batch = '';
  for (const part of parts) {
    batch += part;
    if (batch.length < BATCH_CHARACTERS) continue;
    yield batch;
    batch = '';
  }
  yield batch;
}
