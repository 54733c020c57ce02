/** Whoever answers simulated events: nobody, rules in this process, or a Lapwing server. */
import { Memory, plantLists } from '@lapwing/memory';
import { type Decided, Decider, parseEventText } from '@lapwing/pipeline';
import { systemRegistry } from '@lapwing/server';
import { type AddedLabel, type Answer, type Decision, decisionsOf, subjectOf } from '@lapwing/simulator';
import { labelsOf, type Ruleset } from '@lapwing/sml';
import { CommandError } from '../exit.ts';
import { loadRuleset } from '../rules/directory.ts';
import { configuredLists } from '../rules/lists.ts';

/** What is decided about one event; lines come in order. */
export type Detector = (line: string) => readonly Decision[] | Promise<readonly Decision[]>;

/** Rules of a directory, with a memory of their own. Throws a CommandError where they do not compile. */
export async function rulesDetector(directory: string): Promise<Detector> {
  const { ruleset, sources } = await loadRuleset(directory, systemRegistry());
  const labels = labelsOf(sources.config);
  const isNegative = (label: string) => labels.get(label)?.connotation === 'negative';
  const memory = new Memory({ seed: 1 });
  plantLists(memory.lists, await configuredLists(directory));
  const decider = new Decider(memory);
  let position = 0;
  return (line) => {
    const parsed = parseEventText(line, { nowMillis: Number.MAX_SAFE_INTEGER });
    if (!parsed.ok) throw new Error(`the simulator made an event that is refused: ${parsed.refusal.message}`);
    const { event } = parsed;
    const decided = decider.decide(ruleset, event, position++, event.timeMillis);
    return decided.effects.length === 0 ? [] : decisionsOf(answerOf(ruleset, decided, line, isNegative));
  };
}

function answerOf(
  ruleset: Ruleset,
  { effects, hits }: Decided,
  line: string,
  isNegative: (label: string) => boolean,
): Answer {
  const verdicts: string[] = [];
  const labels: AddedLabel[] = [];
  for (const { effect } of effects) {
    const { body } = effect;
    if (body.kind === 'verdict') verdicts.push(body.verdict);
    if (body.kind === 'label' && body.change === 'add')
      labels.push({
        type: body.entityType,
        id: body.entityId,
        label: body.label,
        isNegative: isNegative(body.label),
      });
  }
  const source = hits.map((hit) => ruleset.rules[hit]?.name ?? '').join(', ');
  return { ...subjectIn(line), verdicts, labels, source };
}

/** Ask a server about every event: `POST /v1/decide`. */
export function serverDetector(server: string, key: string): Detector {
  const url = URL.parse('/v1/decide', server);
  if (url === null) throw new CommandError(`--to: ${JSON.stringify(server)} is no URL`);
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const isNegative = connotations(server, headers);
  return async (line) => {
    const response = await fetch(url, { method: 'POST', headers, body: line }).catch((error: unknown) => {
      throw new CommandError(`${url}: ${error instanceof Error ? error.message : error}`);
    });
    const text = await response.text();
    if (response.status !== 200) throw new CommandError(`${url}: ${response.status} ${text}`);
    const { labels, ...answer } = verdictsIn(text, url);
    const added: AddedLabel[] = [];
    for (const label of labels) added.push({ ...label, isNegative: await isNegative(label) });
    return decisionsOf({ ...subjectIn(line), ...answer, labels: added });
  };
}

type NamedLabel = Omit<AddedLabel, 'isNegative'>;

/** Whether a label says something bad, as the server's rules have it: asked once for each name, of an entity that has it. */
function connotations(server: string, headers: Readonly<Record<string, string>>) {
  const known = new Map<string, boolean>();
  return async ({ type, id, label }: NamedLabel): Promise<boolean> => {
    const found = known.get(label);
    if (found !== undefined) return found;
    const url = new URL(`/v1/entities/${encodeURIComponent(type)}/${encodeURIComponent(id)}`, server);
    const response = await fetch(url, { headers });
    const value: unknown = await response.json();
    const labels = isFields(value) && Array.isArray(value['labels']) ? value['labels'] : [];
    const one: unknown = labels.find((item: unknown) => isFields(item) && item['label'] === label);
    const isNegative = isFields(one) && one['connotation'] === 'negative';
    if (one !== undefined) known.set(label, isNegative);
    return isNegative;
  };
}

function verdictsIn(
  text: string,
  url: URL,
): Pick<Answer, 'verdicts' | 'source'> & { readonly labels: readonly NamedLabel[] } {
  const value: unknown = JSON.parse(text);
  if (!isFields(value) || !Array.isArray(value['verdicts']) || !Array.isArray(value['labels'])) {
    throw new CommandError(`${url}: not the answer of a Lapwing server`);
  }
  const rules = Array.isArray(value['rules']) ? value['rules'] : [];
  return {
    verdicts: value['verdicts'].map(String),
    // `Type/id/label/1`: the last part is 1 for added; ids may hold slashes.
    labels: value['labels'].map(String).flatMap((label) => {
      const parts = label.split('/');
      if (parts.length < 4 || parts.at(-1) !== '1') return [];
      return [{ type: parts[0] ?? '', id: parts.slice(1, -2).join('/'), label: parts.at(-2) ?? '' }];
    }),
    source: rules.map((rule: unknown) => (isFields(rule) ? String(rule['name']) : '')).join(', '),
  };
}

function subjectIn(line: string): Pick<Answer, 'timeMillis' | 'userId' | 'postId'> {
  const value: unknown = JSON.parse(line);
  if (!isFields(value) || !isFields(value['data'])) throw new Error('the simulator made an event without data');
  return { timeMillis: Date.parse(String(value['time'])), ...subjectOf(String(value['action']), value['data']) };
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
