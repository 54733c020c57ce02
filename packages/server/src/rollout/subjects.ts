/**
 * Whom a hit in the warehouse is about, as backtests say it: the entities that its rule's labels name; for a rule that labels none,
 * the entities that it reads; for one that reads none either, all of the event.
 */
import { entityKey } from '@lapwing/pipeline/backtest';
import type { Ruleset } from '@lapwing/sml';
import { reach, ruleGraph } from '@lapwing/sml/graph';
import type { StoredEvent } from '@lapwing/warehouse';

interface RuleSubjects {
  /** Labels that the rule changes; null where it changes none. */
  readonly labels: ReadonlySet<string> | null;
  readonly entities: readonly EntityFeature[];
}

interface EntityFeature {
  readonly name: string;
  readonly type: string;
}

export class StoredSubjects {
  readonly #byRule = new Map<string, RuleSubjects>();
  /** Features that have to be read with the rows. */
  readonly features: readonly string[];

  constructor(ruleset: Ruleset) {
    const graph = ruleGraph(ruleset.program);
    const entities = ruleset.features.flatMap(({ name, entityType }) =>
      entityType === null ? [] : [{ name, type: entityType }],
    );
    this.features = entities.map(({ name }) => name);
    for (const { name } of ruleset.rules) {
      const id = `rule:${name}`;
      const labels = graph.edges.flatMap(({ from, to, kind }) => {
        const node = kind === 'fires' && from === id ? graph.nodes.get(to) : undefined;
        return node?.kind === 'label' ? [node.name] : [];
      });
      const read = reach(graph, [id], 'upstream', ['reads']);
      const those = entities.filter((entity) => read.has(`feature:${entity.name}`));
      this.#byRule.set(name, {
        labels: labels.length > 0 ? new Set(labels) : null,
        entities: those.length > 0 ? those : entities,
      });
    }
  }

  /** Keys of the entities of one hit, each once; `mutations` are the label changes of the side that hit. */
  of(rule: string, { features }: Pick<StoredEvent, 'features'>, mutations: readonly string[]): readonly string[] {
    const subjects = this.#byRule.get(rule);
    if (subjects === undefined) return [];
    const { labels, entities } = subjects;
    if (labels !== null) {
      return unique(
        mutations.flatMap((mutation) => {
          const parsed = parseMutation(mutation);
          return parsed !== null && labels.has(parsed.label) ? [entityKey(parsed.type, parsed.id)] : [];
        }),
      );
    }
    return unique(
      entities.flatMap(({ name, type }) => {
        const value = features[name];
        if (value === undefined || value === null || typeof value === 'object' || value === '') return [];
        return [entityKey(type, String(value))];
      }),
    );
  }
}

/** `Type/id/label/1`, of which the id may hold slashes. */
function parseMutation(text: string): { readonly type: string; readonly id: string; readonly label: string } | null {
  const [first, last] = [text.indexOf('/'), text.lastIndexOf('/')];
  const middle = text.lastIndexOf('/', last - 1);
  if (first < 0 || middle <= first) return null;
  const [type, id, label] = [text.slice(0, first), text.slice(first + 1, middle), text.slice(middle + 1, last)];
  return id === '' ? null : { type, id, label };
}

const unique = (keys: readonly string[]): readonly string[] => [...new Set(keys)];
