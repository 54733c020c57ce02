/** `lapwing rules explain DIR --event FILE`: why each rule fired or did not, with the value of every name in its conditions. */
import { Memory, plantLists } from '@lapwing/memory';
import { type Decided, Decider } from '@lapwing/pipeline';
import { systemRegistry } from '@lapwing/server/rules';
import { type ConditionNode, explainEvent, type RuleExplanation, stringifyJson } from '@lapwing/sml';
import type { Command } from 'commander';
import { CommandError, type ExitCode } from '../exit.ts';
import { type Colours, coloursFor } from '../output/colours.ts';
import { printJson } from '../output/json.ts';
import { loadRuleset } from './directory.ts';
import { readEvents } from './event-file.ts';
import { configuredLists } from './lists.ts';

interface ExplainCommandOptions {
  readonly event: string;
  readonly rule?: readonly string[];
  readonly all?: boolean;
  readonly json?: boolean;
}

/** Characters of a value on the terminal. */
const VALUE_WIDTH = 80;

export function explainCommand(rules: Command, done: (code: ExitCode) => void): void {
  rules
    .command('explain')
    .description('Show for an event why each rule fired or did not')
    .argument('[directory]', 'the ruleset, or an example directory that holds one', '.')
    .requiredOption('--event <file>', 'one JSON event, or one a line; - is standard input')
    .option('--rule <name...>', 'only these rules')
    .option('--all', 'also rules whose file the event did not reach')
    .option('--json', 'print the explanations as one JSON object')
    .addHelpText('after', '\nOf several events the last is explained; those before it fill counters and labels.')
    .action(async (directory: string, options: ExplainCommandOptions) => {
      done(await explain(directory, options));
    });
}

async function explain(directory: string, options: ExplainCommandOptions): Promise<ExitCode> {
  const { ruleset } = await loadRuleset(directory, systemRegistry());
  const unknown = options.rule?.find((name) => ruleset.rules.every((rule) => rule.name !== name));
  if (unknown !== undefined) throw new CommandError(`there is no rule \`${unknown}\``);
  const events = await readEvents(options.event);
  const memory = new Memory({ seed: 0 });
  plantLists(memory.lists, await configuredLists(directory));
  const decider = new Decider(memory);
  let decided: Decided | null = null;
  for (const [index, event] of events.entries()) {
    decided = decider.decide(ruleset, event, index + 1, event.timeMillis);
  }
  const { action, observations, errors, verdicts, labelMutations } = decided!.decision;
  const explanations = explainEvent(ruleset, action, {
    observations,
    ...(options.rule === undefined ? {} : { rules: options.rule }),
  });
  if (options.json === true) {
    printJson({
      eventId: action.id,
      action: action.name,
      rules: explanations,
      verdicts,
      labels: labelMutations,
      errors,
    });
    return 0;
  }
  const colours = coloursFor(process.stdout);
  const shown = explanations.filter(({ reached }) => reached || options.all === true || options.rule !== undefined);
  // What fired is what people look for.
  const ordered = shown.toSorted((a, b) => Number(b.fired === true) - Number(a.fired === true));
  for (const explanation of ordered) console.log(`${renderExplanation(explanation, colours)}\n`);
  const skipped = explanations.length - shown.length;
  if (skipped > 0)
    console.log(colours.dim(`${skipped} rules in files that this event does not reach; --all lists them`));
  const [outcomes, failures] = [
    [...verdicts, ...labelMutations],
    errors.map(({ kind, message }) => `${kind}: ${message}`),
  ];
  if (outcomes.length > 0) console.log(`effects: ${outcomes.join(', ')}`);
  for (const failure of failures) console.log(colours.red(failure));
  return 0;
}

/** A rule as an indented tree, a condition a line. */
function renderExplanation(explanation: RuleExplanation, colours: Colours): string {
  const { name, fired, reached, path, line, conditions, description } = explanation;
  const verdict = !reached
    ? colours.dim('not reached')
    : fired === null
      ? colours.yellow('FAILED')
      : fired
        ? colours.green('FIRED')
        : colours.red('did not fire');
  const lines = [`${colours.bold(name)}  ${verdict}  ${colours.dim(`${path}:${line}`)}`];
  if (description !== '') lines.push(`  ${colours.dim(description)}`);
  const shown = new Set<string>();
  for (const condition of conditions) renderNode(condition, 1, shown, lines, colours);
  return lines.join('\n');
}

/** What stands behind a name is shown once in a rule. */
function renderNode(node: ConditionNode, depth: number, shown: Set<string>, lines: string[], colours: Colours): void {
  const definition = definitionOf(node);
  const behind = definition === null ? '' : `  ${colours.dim(`${DEFINED_AS} ${cut(oneLine(definition.source))}`)}`;
  lines.push(
    `${'  '.repeat(depth)}${mark(node, colours)} ${cut(oneLine(node.source))}${result(node, colours)}${behind}`,
  );
  if (definition !== null && shown.has(node.source)) return;
  shown.add(node.source);
  for (const child of (definition ?? node).children) {
    if (!isArithmeticOfConstants(child)) renderNode(child, depth + 1, shown, lines, colours);
  }
}

/** Between a name and what stands behind it: they have one value, so they share a line. */
const DEFINED_AS = '←';

const definitionOf = (node: ConditionNode): ConditionNode | null =>
  /^\w+$/u.test(node.source) && node.children.length === 1 ? (node.children[0] ?? null) : null;

/** `6 * 60 * 60` says itself what it is. */
const isArithmeticOfConstants = ({ source }: ConditionNode): boolean => /^[\d\s.*/+()-]+$/.test(source);

const oneLine = (source: string): string => source.replaceAll(/\s+/g, ' ').replaceAll('( ', '(').replaceAll(' )', ')');

function mark({ state }: ConditionNode, colours: Colours): string {
  switch (state) {
    case 'true':
      return colours.green('✓');
    case 'false':
      return colours.red('✗');
    case 'failed':
      return colours.yellow('!');
    case 'value':
    case 'null':
      return colours.dim('·');
  }
}

function result(node: ConditionNode, colours: Colours): string {
  switch (node.state) {
    case 'true':
    case 'false':
      return '';
    case 'null':
      return ` ${colours.dim('=')} None`;
    case 'failed':
      return ` ${colours.yellow(`failed: ${node.failure ?? 'no reason is known'}`)}`;
    case 'value':
      return ` ${colours.dim('=')} ${colours.cyan(cut(stringifyJson(node.value)))}`;
  }
}

function cut(text: string): string {
  const points = [...text];
  return points.length > VALUE_WIDTH ? `${points.slice(0, VALUE_WIDTH - 1).join('')}…` : text;
}
