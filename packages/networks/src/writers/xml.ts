/** Networks as XML: GraphML (graphml.graphdrawing.org) and GEXF 1.3 (gexf.net). */
import { moreColumns, type Network } from './network.ts';

const NODE_FIELDS = [
  ['shares', 'int', 'integer'],
  ['cluster', 'int', 'integer'],
] as const;
const EDGE_FIELDS = [
  ['weight', 'double', 'double'],
  ['expected', 'double', 'double'],
  ['pValue', 'double', 'double'],
  ['qValue', 'double', 'double'],
] as const;

/** The document in pieces, a node or edge each. */
export function* graphml(network: Network): Generator<string> {
  const { directed, nodes, edges } = network;
  const more = moreColumns(network);
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n';
  for (const [name, type] of NODE_FIELDS)
    yield `<key id="${name}" for="node" attr.name="${name}" attr.type="${type}"/>\n`;
  for (const [name, type] of EDGE_FIELDS)
    yield `<key id="${name}" for="edge" attr.name="${name}" attr.type="${type}"/>\n`;
  for (const { name, isText } of more)
    yield `<key id="${escapeXml(name)}" for="edge" attr.name="${escapeXml(name)}" attr.type="${isText ? 'string' : 'double'}"/>\n`;
  yield `<graph edgedefault="${directed ? 'directed' : 'undirected'}">\n`;
  for (const node of nodes) {
    yield `<node id="${escapeXml(node.id)}">${NODE_FIELDS.map(([name]) => data(name, node[name])).join('')}</node>\n`;
  }
  for (const edge of edges) {
    const own = EDGE_FIELDS.map(([name]) => data(name, edge[name]));
    const fields = [...own, ...more.map(({ name }) => data(name, edge.more?.[name] ?? null))].join('');
    yield `<edge source="${escapeXml(edge.source)}" target="${escapeXml(edge.target)}">${fields}</edge>\n`;
  }
  yield '</graph>\n</graphml>\n';
}

function data(name: string, value: number | string | null): string {
  return value === null ? '' : `<data key="${escapeXml(name)}">${escapeXml(String(value))}</data>`;
}

/** The document in pieces, a node or edge each. */
export function* gexf(network: Network): Generator<string> {
  const { directed, nodes, edges } = network;
  const more = moreColumns(network);
  const furtherFields = more.map(({ name, isText }) => [name, '', isText ? 'string' : 'double'] as const);
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n';
  yield `<graph defaultedgetype="${directed ? 'directed' : 'undirected'}">\n`;
  for (const [of, fields] of [
    ['node', NODE_FIELDS],
    ['edge', [...EDGE_FIELDS.slice(1), ...furtherFields]],
  ] as const) {
    yield `<attributes class="${of}">\n`;
    for (const [name, , type] of fields) {
      yield `<attribute id="${escapeXml(name)}" title="${escapeXml(name)}" type="${type}"/>\n`;
    }
    yield '</attributes>\n';
  }
  yield '<nodes>\n';
  for (const node of nodes) {
    const id = escapeXml(node.id);
    yield `<node id="${id}" label="${id}">${values(NODE_FIELDS.map(([name]) => [name, node[name]]))}</node>\n`;
  }
  yield '</nodes>\n<edges>\n';
  for (const [number, edge] of edges.entries()) {
    const ends = `source="${escapeXml(edge.source)}" target="${escapeXml(edge.target)}" weight="${edge.weight}"`;
    const own = EDGE_FIELDS.slice(1).map(([name]) => [name, edge[name]] as const);
    const further = more.map(({ name }) => [name, edge.more?.[name] ?? null] as const);
    yield `<edge id="${number}" ${ends}>${values([...own, ...further])}</edge>\n`;
  }
  yield '</edges>\n</graph>\n</gexf>\n';
}

function values(fields: readonly (readonly [string, number | string | null])[]): string {
  const given = fields.filter(([, value]) => value !== null);
  if (given.length === 0) return '';
  return `<attvalues>${given.map(([name, value]) => `<attvalue for="${escapeXml(name)}" value="${escapeXml(String(value))}"/>`).join('')}</attvalues>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Characters that XML 1.0 has no way to write become U+FFFD. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[&<>"]/g, (character) => ENTITIES[character]!)
    .replace(/[\p{Cc}\ufffe\uffff]/gu, (character) => {
      if (/[\t\n\r]/.test(character)) return `&#${character.charCodeAt(0)};`;
      return character >= '\u007f' && character < '\ufffe' ? character : '\ufffd';
    });
}
