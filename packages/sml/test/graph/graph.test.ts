/** Graphs of rulesets: what is an edge, and how they are printed. */
import { expect, test } from 'vitest';
import { filterGraph, reach, ruleGraph, textArguments, toData, toDot, toMermaid } from '../../src/graph/index.ts';
import { programOf } from '../support/evaluate.ts';

const graph = ruleGraph(
  programOf({
    'main.sml': "Import(rules=['base.sml'])\nName = GetActionName()\nRequire(rule=f'actions/{Name}.sml')\n",
    'base.sml':
      "U: Entity[str] = EntityJson(type='User', path='$.u')\n_known = HasLabel(entity=U, label='spam')\nFresh = not _known\n",
    'actions/post.sml':
      "Import(rules=['base.sml'])\nR = Rule(when_all=[Fresh], description='d')\nS = Rule(when_all=[Fresh], description='d')\n_rules = [R]\n" +
      "WhenRules(rules_any=[R], then=[LabelAdd(entity=U, label='spam', apply_if=S), DeclareVerdict(verdict='a \"b\"')])\nX = ListLength(list=_rules)\n",
    'actions/like.sml': "Import(rules=['base.sml'])\nLiked = Fresh\n",
    'config.yaml': 'labels:\n  spam:\n    valid_for: [User]\n    connotation: negative\n    description: x\n',
  }),
);
const edges = toData(graph).edges.map(({ from, to, kind, detail }) => `${from} ${kind}${detail} ${to}`);

test('locals are passed through; labels close the circle', () => {
  expect(edges).toEqual(
    expect.arrayContaining([
      'label:spam checks feature:Fresh',
      'feature:U reads feature:Fresh',
      'feature:Fresh reads rule:R',
      'rule:R firesadds label:spam',
      'rule:S firesadds label:spam',
      'rule:R reads feature:X',
      'action:post selects file:actions/post.sml',
      'file:main.sml requires file:actions/like.sml',
    ]),
  );
  expect([...graph.nodes.keys()].some((id) => id.includes('_known'))).toBe(false);
});

test('what is upstream and downstream', () => {
  expect([...reach(graph, ['rule:S'], 'upstream', ['reads'])]).toEqual(['rule:S', 'feature:Fresh', 'feature:U']);
  expect(reach(graph, ['feature:U'], 'downstream', ['reads', 'fires']).has('label:spam')).toBe(true);
});

test('an action runs its own file and not that of another', () => {
  const like = filterGraph(graph, { action: 'like' });
  expect(like.nodes.has('feature:Liked')).toBe(true);
  expect(like.nodes.has('feature:U')).toBe(true);
  expect(like.nodes.has('rule:R')).toBe(false);
  expect(filterGraph(graph, { files: false }).nodes.has('file:main.sml')).toBe(false);
});

test('printed', () => {
  const part = filterGraph(graph, { rules: ['R'], direction: 'downstream', files: false });
  expect(toDot(part)).toContain('  "rule:R" -> "verdict:a \\"b\\"";\n');
  expect(toMermaid(part)).toContain('{{"a &quot;b&quot;"}}');
});

test('texts that calls pass, and the rules behind them, through locals and names', () => {
  const program = programOf({
    'main.sml':
      "_list = 'bad'\n_found: str = JsonData(path='$.a')\nA: str = _found\n" +
      "B = StringToLower(s=_list)\nC = StringToLower(s='x')\nD = StringToLower(s=A)\nE = B == D\n" +
      "R = Rule(when_all=[E], description='d')\nS = Rule(when_all=[C == 'x'], description='d')\n",
  });
  expect(textArguments(program, new Set(['StringToLower']), 's')).toEqual([
    { function: 'StringToLower', text: 'bad', path: 'main.sml', line: 4, rules: ['R'] },
    { function: 'StringToLower', text: 'x', path: 'main.sml', line: 5, rules: ['S'] },
    { function: 'StringToLower', text: null, path: 'main.sml', line: 6, rules: ['R'] },
  ]);
});
