/** Documentation of one ruleset: its rules, features and labels. */
import { labelsOf } from '../config/validate.ts';
import type { Ruleset } from '../evaluate/ruleset.ts';
import { ruleGraph } from '../graph/build.ts';
import { reach } from '../graph/graph.ts';
import type { RulesetSources } from '../sources/sources.ts';
import { displayType } from '../types/display.ts';
import { commentAbove } from './comments.ts';
import { code, table } from './markdown.ts';

export interface RulesetDocs {
  readonly rules: readonly RuleDocs[];
  readonly features: readonly FeatureDocs[];
  readonly labels: readonly LabelDocs[];
}

interface RuleDocs {
  readonly name: string;
  readonly description: string;
  /** The comment above the rule. */
  readonly comment: string;
  readonly path: string;
  readonly line: number;
  readonly conditions: readonly string[];
  /** What it leads to: `adds spam`, a verdict, an effect of a plugin. */
  readonly effects: readonly string[];
}

interface FeatureDocs {
  readonly name: string;
  readonly type: string;
  readonly entityType: string | null;
  readonly comment: string;
  readonly path: string;
  readonly line: number;
  /** Rules that read it, through other features too. */
  readonly usedBy: readonly string[];
}

interface LabelDocs {
  readonly name: string;
  readonly validFor: readonly string[];
  readonly connotation: string;
  readonly description: string;
  readonly changedBy: readonly string[];
}

/** What there is to say of a ruleset, as data. */
export function rulesetDocs(ruleset: Ruleset, sources: RulesetSources): RulesetDocs {
  const graph = ruleGraph(ruleset.program);
  const { definitions } = ruleset.program;
  const effects = (rule: string) =>
    graph.edges
      .filter(({ from, kind }) => kind === 'fires' && from === `rule:${rule}`)
      .map(({ to, detail }) => `${detail} ${graph.nodes.get(to)?.name ?? to}`.trim());
  return {
    rules: ruleset.rules.map(({ name, description, path, line }) => {
      const statement = definitions.get(name)?.statement;
      const conditions = statement?.value.kind === 'call' ? statement.value.arguments : [];
      const whenAll = conditions.find((argument) => argument.name === 'when_all')?.value;
      const items = whenAll?.kind === 'list' ? whenAll.items : whenAll === undefined ? [] : [whenAll];
      return {
        name,
        description,
        comment: commentAbove(ruleset.program, path, line),
        path,
        line,
        conditions: items.map(({ span }) => span.source.text.slice(span.start, span.end).replaceAll(/\s+/g, ' ')),
        effects: effects(name),
      };
    }),
    features: ruleset.features
      .filter(({ isRule }) => !isRule)
      .map(({ name, type, entityType, path, line }) => ({
        name,
        type: displayType(type),
        entityType,
        comment: commentAbove(ruleset.program, path, line),
        path,
        line,
        usedBy: [...reach(graph, [`feature:${name}`], 'downstream', ['reads'])]
          .flatMap((id) => (id.startsWith('rule:') ? [id.slice('rule:'.length)] : []))
          .sort(),
      })),
    labels: [...labelsOf(sources.config)].map(([name, label]) => ({
      name,
      ...label,
      changedBy: graph.edges
        .filter(({ to, kind }) => kind === 'fires' && to === `label:${name}`)
        .map(({ from }) => from.slice('rule:'.length))
        .sort(),
    })),
  };
}

/** The same as Markdown. */
export function rulesetReference({ rules, features, labels }: RulesetDocs, title: string): string {
  const ruleSections = rules.map((rule) =>
    [
      `### ${rule.name}`,
      rule.description === '' ? '' : `> ${rule.description}`,
      rule.comment,
      rule.conditions.map((condition) => `- ${code(condition)}`).join('\n'),
      rule.effects.length === 0 ? 'It has no effect of its own.' : `Effects: ${rule.effects.map(code).join(', ')}.`,
      code(`${rule.path}:${rule.line}`),
    ]
      .filter(Boolean)
      .join('\n\n'),
  );
  const parts = [`# ${title}`, `## Rules`, ...ruleSections, '## Features'];
  parts.push(
    table(
      ['feature', 'type', '', 'read by', 'defined in'],
      features.map(({ name, type, entityType, comment, usedBy, path, line }) => [
        code(name),
        code(entityType === null ? type : `${entityType}: ${type}`),
        comment,
        usedBy.length > 3 ? `${usedBy.length} rules` : usedBy.map(code).join(', '),
        code(`${path}:${line}`),
      ]),
    ),
  );
  if (labels.length > 0) {
    parts.push(
      '## Labels',
      table(
        ['label', 'of', 'connotation', '', 'changed by'],
        labels.map(({ name, validFor, connotation, description, changedBy }) => [
          code(name),
          validFor.join(', '),
          connotation,
          description,
          changedBy.map(code).join(', '),
        ]),
      ),
    );
  }
  return `${parts.join('\n\n')}\n`;
}
