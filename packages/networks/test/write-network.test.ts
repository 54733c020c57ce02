/** Networks as files. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Network, writeNetwork } from '../src/index.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lapwing-networks-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const NETWORK: Network = {
  directed: false,
  nodes: [
    { id: 'a "<&>" b', shares: 3, cluster: 1 },
    { id: 'line\nbreak\u0007, end', shares: 2, cluster: null },
  ],
  edges: [
    { source: 'a "<&>" b', target: 'line\nbreak\u0007, end', weight: 2, expected: 0.5, pValue: 0.01, qValue: null },
  ],
};

async function written(name: string): Promise<string> {
  await writeNetwork(NETWORK, join(directory, name));
  return readFile(join(directory, name), 'utf8');
}

it('GraphML', async () => {
  expect(await written('n.graphml')).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <graphml xmlns="http://graphml.graphdrawing.org/xmlns">
    <key id="shares" for="node" attr.name="shares" attr.type="int"/>
    <key id="cluster" for="node" attr.name="cluster" attr.type="int"/>
    <key id="weight" for="edge" attr.name="weight" attr.type="double"/>
    <key id="expected" for="edge" attr.name="expected" attr.type="double"/>
    <key id="pValue" for="edge" attr.name="pValue" attr.type="double"/>
    <key id="qValue" for="edge" attr.name="qValue" attr.type="double"/>
    <graph edgedefault="undirected">
    <node id="a &quot;&lt;&amp;&gt;&quot; b"><data key="shares">3</data><data key="cluster">1</data></node>
    <node id="line&#10;break\ufffd, end"><data key="shares">2</data></node>
    <edge source="a &quot;&lt;&amp;&gt;&quot; b" target="line&#10;break\ufffd, end"><data key="weight">2</data><data key="expected">0.5</data><data key="pValue">0.01</data></edge>
    </graph>
    </graphml>
    "
  `);
});

it('GEXF', async () => {
  const text = await written('n.gexf');
  expect(text).toContain('<graph defaultedgetype="undirected">');
  expect(text).toContain('<node id="a &quot;&lt;&amp;&gt;&quot; b" label="a &quot;&lt;&amp;&gt;&quot; b">');
  expect(text).toContain(
    'weight="2"><attvalues><attvalue for="expected" value="0.5"/><attvalue for="pValue" value="0.01"/>',
  );
});

it('JSON and CSV, which read back as what was written', async () => {
  expect(JSON.parse(await written('n.json'))).toEqual(NETWORK);
  expect(await written('n.csv')).toBe(
    'source,target,weight,expected,pValue,qValue\n"a ""<&>"" b","line\nbreak\u0007, end",2,0.5,0.01,\n',
  );
});

it('Parquet', async () => {
  await writeNetwork(NETWORK, join(directory, 'n.parquet'));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const table = await connection.runAndReadAll(`SELECT * FROM read_parquet('${join(directory, 'n.parquet')}')`);
  expect(table.getRowObjects()).toEqual(NETWORK.edges);
  connection.closeSync();
});

it('an ending that is no format is refused, and a directory that is not there leaves nothing behind', async () => {
  await expect(writeNetwork(NETWORK, join(directory, 'n.xls'))).rejects.toThrow('n.xls: the ending must be');
  await expect(writeNetwork(NETWORK, join(directory, 'none', 'n.csv'))).rejects.toThrow('ENOENT');
  expect((await readdir(directory)).filter((name) => name.endsWith('.writing'))).toEqual([]);
});
