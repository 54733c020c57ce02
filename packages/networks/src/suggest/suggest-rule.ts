/** A rule in the rule language that finds what a cluster did while it happens: a first draft for an analyst, to be backtested. */
/** What the rule is made for: figures of a cluster's card. */
export interface SuggestionBasis {
  readonly size: number;
  readonly edges: number;
  readonly weight: number;
  readonly firstMillis: number;
  readonly lastMillis: number;
}

/** What the rule takes its shares from. */
export interface SuggestionTerms {
  /** Expressions of the rule language: an entity, and what it shared. */
  readonly actor: string;
  readonly object: string;
  /** The object is a list. */
  readonly isList: boolean;
  /** Lines before the rule: imports, or definitions of what the expressions name. */
  readonly preamble: readonly string[];
  /** Those of the graph that the cluster was found in. */
  readonly windowMillis: number;
  readonly minRepetition: number;
}

const HOUR_SECONDS = 3_600;
const WEEK_SECONDS = 7 * 86_400;
/** A window that has no end becomes this one: rules remember no longer. */
const WINDOW_SECONDS_MAX = 86_400;
const SIZE_MIN = 3;

/**
 * The rule as text. It tells of clusters that reach half of the size of the one it was made for, of pairs with as many joint objects as
 * that one's have on average, at least two.
 */
export function suggestRule(cluster: SuggestionBasis, number: number, terms: SuggestionTerms): string {
  const { actor, object, isList, preamble, windowMillis, minRepetition } = terms;
  const window = Math.min(WINDOW_SECONDS_MAX, Math.max(1, windowMillis / 1000));
  const span = Math.ceil((cluster.lastMillis - cluster.firstMillis) / 1000);
  const keep = Math.min(WEEK_SECONDS, Math.max(HOUR_SECONDS, Math.ceil(window), span));
  const repetition = Math.max(2, minRepetition, Math.floor(cluster.weight / Math.max(1, cluster.edges) / 2));
  const size = Math.max(SIZE_MIN, Math.ceil(cluster.size / 2));
  const layer = `ring-${number}`;
  const name = `Ring${number}`;
  const asked = `entity=${actor}, layers=['${layer}'], min_repetition=${repetition}`;
  return [
    '# owner: networks',
    `# Accounts that act together as cluster ${number} did: ${cluster.size} of them, ${cluster.weight} joint objects.`,
    ...preamble,
    '',
    `${name}Together = CoAction(`,
    `  layer='${layer}',`,
    `  actor=${actor},`,
    `  ${isList ? 'objects' : 'object'}=${object},`,
    `  window_seconds=${window},`,
    `  keep_seconds=${keep},`,
    ')',
    `${name}Size = ClusterSize(${asked})`,
    '',
    `${name}Rule = Rule(`,
    `  when_all=[${name}Size >= ${size}],`,
    `  description=f'one of {${name}Size} accounts that shared the same things within ${window} seconds of each other',`,
    ')',
    '',
    `WhenRules(rules_any=[${name}Rule], then=[DeclareVerdict(verdict='review')])`,
    '',
  ].join('\n');
}

/** Terms for events whose fields have the names of a file's columns: a rule that stands on its own. */
export function termsOfColumns(
  columns: { readonly actor: string; readonly object: string },
  how: Pick<SuggestionTerms, 'windowMillis' | 'minRepetition'>,
): SuggestionTerms {
  const path = (column: string) => `$['${column.replace(/[\\']/g, '\\$&')}']`;
  return {
    ...how,
    actor: '_RingActor',
    object: '_RingObject',
    isList: false,
    preamble: [
      `_RingActor: Entity[str] = EntityJson(type='User', path=${quoted(path(columns.actor))})`,
      `_RingObject: Optional[str] = JsonData(path=${quoted(path(columns.object))}, required=False)`,
    ],
  };
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
