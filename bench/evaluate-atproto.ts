/** The public atproto ruleset (`LAPWING_ATPROTO_RULESET` names its directory) on events in the shape of Bluesky's. */
import { systemRegistry } from '@lapwing/server';
import { checkRuleset, compileRuleset } from '@lapwing/sml';
import { loadRulesetDirectory } from '@lapwing/sml/load';
import { blueskyActions } from './harness/bluesky.ts';
import { isShort } from './harness/data.ts';
import { report, skip } from './harness/figures.ts';
import { evaluateFor } from './harness/rules.ts';
import { someTexts } from './harness/texts.ts';

const EVENTS = 5000;

const directory = process.env['LAPWING_ATPROTO_RULESET'];
if (directory === undefined || directory === '') skip('LAPWING_ATPROTO_RULESET names no directory');
else await measure(directory);

async function measure(directory: string): Promise<void> {
  const { program, diagnostics } = checkRuleset(await loadRulesetDirectory(directory), systemRegistry());
  if (program === null) {
    const [first, ...others] = diagnostics.filter(({ severity }) => severity === 'error');
    skip(`the ruleset does not compile here: ${first?.message} (and ${others.length} more errors)`);
    return;
  }
  const { posts, likes } = blueskyActions(await someTexts(EVENTS));
  const seconds = isShort() ? 1 : 10;
  const warmUpEvents = isShort() ? 1000 : 20_000;
  const post = evaluateFor({ ruleset: compileRuleset(program), actions: posts, seconds, warmUpEvents });
  const like = evaluateFor({ ruleset: compileRuleset(program), actions: likes, seconds, warmUpEvents });
  report({
    'posts, events/s': post.eventsPerSecond,
    'posts, events/CPU-s': post.eventsPerCpuSecond,
    'posts, hits per event': post.hitsPerEvent,
    'posts, errors per event': post.errorsPerEvent,
    'likes, events/s': like.eventsPerSecond,
    'likes, events/CPU-s': like.eventsPerCpuSecond,
    'likes, errors per event': like.errorsPerEvent,
  });
}
