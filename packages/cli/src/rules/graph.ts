/** `lapwing rules graph DIR`: what a ruleset is made of and what depends on what. */
import { systemRegistry } from '@lapwing/server/rules';
import {
  filterGraph,
  type GraphFilter,
  type GraphFormat,
  ruleGraph,
  toData,
  toDot,
  toMermaid,
  unknownInFilter,
} from '@lapwing/sml/graph';
import { type Command, Option } from 'commander';
import { CommandError, type ExitCode } from '../exit.ts';
import { printJson } from '../output/json.ts';
import { loadRuleset } from './directory.ts';

interface GraphOptions {
  readonly format: GraphFormat;
  readonly json?: boolean;
  readonly rule?: readonly string[];
  readonly label?: readonly string[];
  readonly feature?: readonly string[];
  readonly action?: string;
  readonly upstream?: boolean;
  readonly downstream?: boolean;
  readonly files: boolean;
}

export function graphCommand(rules: Command, done: (code: ExitCode) => void): void {
  rules
    .command('graph')
    .description('Print the dependency graph of files, features, rules and effects')
    .argument('[directory]', 'the ruleset, or an example directory that holds one', '.')
    .addOption(new Option('--format <format>', 'how to print').choices(['dot', 'mermaid', 'json']).default('dot'))
    .option('--json', 'as --format json')
    .option('--rule <name...>', 'only what belongs to these rules')
    .option('--label <name...>', 'only what belongs to these labels')
    .option('--feature <name...>', 'only what belongs to these features')
    .option('--action <name>', 'only what an event of this action runs')
    .option('--upstream', 'of the chosen, only what they come from')
    .option('--downstream', 'of the chosen, only what they lead to')
    .option('--no-files', 'leave out the files')
    .action(async (directory: string, options: GraphOptions) => {
      done(await graph(directory, options));
    });
}

async function graph(directory: string, options: GraphOptions): Promise<ExitCode> {
  const { ruleset } = await loadRuleset(directory, systemRegistry());
  const whole = ruleGraph(ruleset.program);
  const filter = filterOf(options);
  const [unknown] = unknownInFilter(whole, filter);
  if (unknown !== undefined) throw new CommandError(`the ruleset has no ${unknown.replace(':', ' ')}`);
  const part = filterGraph(whole, filter);
  switch (options.json === true ? 'json' : options.format) {
    case 'dot':
      process.stdout.write(toDot(part));
      break;
    case 'mermaid':
      process.stdout.write(toMermaid(part));
      break;
    case 'json':
      printJson(toData(part));
  }
  return 0;
}

function filterOf({ rule, label, feature, action, upstream, downstream, files }: GraphOptions): GraphFilter {
  const direction = upstream === downstream ? undefined : upstream === true ? 'upstream' : 'downstream';
  return {
    rules: rule ?? [],
    labels: label ?? [],
    features: feature ?? [],
    files,
    ...(action === undefined ? {} : { action }),
    ...(direction === undefined ? {} : { direction }),
  };
}
