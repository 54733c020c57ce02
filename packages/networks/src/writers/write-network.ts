/** A network into a file, in the format that its name says. */
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { NetworksError } from '../core/errors.ts';
import { quoteText } from '../readers/quote.ts';
import { withDuckDb } from '../readers/sql.ts';
import type { Network, NetworkEdge } from './network.ts';
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
  try {
    if (format === 'parquet') await writeParquet(network, temporary);
    else await pipeline(Readable.from(batched(pieces(network, format))), createWriteStream(temporary));
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
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
  for (const [i, edge] of edges.entries()) yield `${i === 0 ? '' : ','}\n${JSON.stringify(edge)}`;
  yield '\n]}\n';
}

function* csv({ edges }: Network): Generator<string> {
  yield `${FIELDS.join(',')}\n`;
  for (const edge of edges) yield `${FIELDS.map((name) => cell(edge[name])).join(',')}\n`;
}

function cell(value: NetworkEdge[keyof NetworkEdge]): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function writeParquet({ edges }: Network, path: string): Promise<void> {
  return withDuckDb(async (connection) => {
    const types = FIELDS.map((name, i) => `"${name}" ${i < 2 ? 'VARCHAR' : i === 2 ? 'UINTEGER' : 'DOUBLE'}`);
    await connection.run(`CREATE TABLE edges (${types.join(', ')})`);
    const appender = await connection.createAppender('edges');
    for (const { source, target, weight, ...figures } of edges) {
      appender.appendVarchar(source);
      appender.appendVarchar(target);
      appender.appendUInteger(weight);
      for (const name of ['expected', 'pValue', 'qValue'] as const) {
        const figure = figures[name];
        if (figure === null) appender.appendNull();
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
