/** Whoever answers simulated events: nobody, rules in this process, or a Lapwing server. */
import { Memory, plantLists } from '@lapwing/memory';
import { type Decided, Decider, parseEventText } from '@lapwing/pipeline';
import { systemRegistry } from '@lapwing/server';
import { type Answer, type Decision, decisionsOf, subjectOf } from '@lapwing/simulator';
import type { Ruleset } from '@lapwing/sml';
import { CommandError } from '../exit.ts';
import { loadRuleset } from '../rules/directory.ts';
import { configuredLists } from '../rules/lists.ts';

/** What is decided about one event; lines come in order. */
export type Detector = (line: string) => readonly Decision[] | Promise<readonly Decision[]>;

/** Rules of a directory, with a memory of their own. Throws a CommandError where they do not compile. */
export async function rulesDetector(directory: string): Promise<Detector> {
  const { ruleset } = await loadRuleset(directory, systemRegistry());
  const memory = new Memory({ seed: 1 });
  plantLists(memory.lists, await configuredLists(directory));
  const decider = new Decider(memory);
  let position = 0;
  return (line) => {
    const parsed = parseEventText(line, { nowMillis: Number.MAX_SAFE_INTEGER });
    if (!parsed.ok) throw new Error(`the simulator made an event that is refused: ${parsed.refusal.message}`);
    const { event } = parsed;
    const decided = decider.decide(ruleset, event, position++, event.timeMillis);
    return decided.effects.length === 0 ? [] : decisionsOf(answerOf(ruleset, decided, line));
  };
}

function answerOf(ruleset: Ruleset, { effects, hits }: Decided, line: string): Answer {
  const verdicts: string[] = [];
  const labels: { type: string; id: string; label: string }[] = [];
  for (const { effect } of effects) {
    const { body } = effect;
    if (body.kind === 'verdict') verdicts.push(body.verdict);
    if (body.kind === 'label' && body.change === 'add')
      labels.push({ type: body.entityType, id: body.entityId, label: body.label });
  }
  const source = hits.map((hit) => ruleset.rules[hit]?.name ?? '').join(', ');
  return { ...subjectIn(line), verdicts, labels, source };
}

/** Ask a server about every event: `POST /v1/decide`. */
export function serverDetector(server: string, key: string): Detector {
  const url = URL.parse('/v1/decide', server);
  if (url === null) throw new CommandError(`--to: ${JSON.stringify(server)} is no URL`);
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  return async (line) => {
    const response = await fetch(url, { method: 'POST', headers, body: line });
    const text = await response.text();
    if (response.status !== 200) throw new CommandError(`${url}: ${response.status} ${text}`);
    return decisionsOf({ ...subjectIn(line), ...verdictsIn(text, url) });
  };
}

function verdictsIn(text: string, url: URL): Pick<Answer, 'verdicts' | 'labels' | 'source'> {
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
