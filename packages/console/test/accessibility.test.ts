/** axe-core on every page in both themes: no violation of WCAG 2.2 AA or of axe's best practices. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { browserTestMillis } from './support/browser.ts';
import { openStage, type Stage } from './support/session.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
vi.setConfig({ testTimeout: browserTestMillis, hookTimeout: browserTestMillis });
let stage: Stage;

beforeAll(async () => {
  stage = await openStage({ troubled: true });
  const { authoring } = stage.api;
  const spam = authoring.present['rules/spam.sml'] ?? '';
  authoring.present = { ...authoring.present, 'rules/spam.sml': spam.replace('PostsLastHour >', 'PostsLastHuor >') };
  const base = authoring.present['rules/spam.sml'] ?? '';
  const content = {
    name: 'Fewer posts',
    baseHash: authoring.hash,
    files: [{ path: 'rules/spam.sml', text: spam, base }],
  };
  authoring.answer('POST', '/v1/rules/drafts', content, 'ana@lapwing.example');
  const [draft] = authoring.drafts.values();
  authoring.drafts.set('kept', { ...draft!, id: 'kept' });
});
afterAll(() => stage?.close());

/**
 * What axe finds in the light theme, and then in the dark one, where only colours can differ: structure is the same. Scripts come
 * through the protocol, not in an element: the page's content security policy forbids those.
 */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const light = (await page.evaluate('axe.run()')) as AxeResults;
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.evaluate(async () => {
    await new Promise(requestAnimationFrame);
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
  });
  const dark = (await page.evaluate("axe.run({ runOnly: ['color-contrast'] })")) as AxeResults;
  expect([light.passes.length, dark.passes.length]).not.toContain(0);
  const said = (theme: string, { violations }: AxeResults) =>
    violations.map((one) => `${theme}: ${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
  return [...said('light', light), ...said('dark', dark)];
}

const pages: readonly { name: string; path: () => string; ready: string; keys?: string }[] = [
  { name: 'overview', path: () => '/', ready: '.live-row' },
  { name: 'events', path: () => '/events?by=rule', ready: '.list-row' },
  { name: 'query note', path: () => '/events?q=HashtagCount >= 2 and 1 == 1', ready: '.query-note' },
  { name: 'query error', path: () => '/events?q=Nothing', ready: '.query-error' },
  { name: 'event', path: () => `/events/${event().eventId}`, ready: '.condition-row' },
  { name: 'entity', path: () => `/entities/User/${event().values['UserId']}`, ready: '.timeline li' },
  { name: 'label form', path: () => `/entities/User/${event().values['UserId']}?add=label`, ready: 'dialog' },
  { name: 'rules', path: () => '/rules', ready: '.rules-table' },
  { name: 'editor', path: () => '/rules/editor?file=rules/spam.sml', ready: '.problem' },
  { name: 'editor, changes', path: () => '/rules/editor?draft=kept&panel=changes', ready: '.diff-added' },
  { name: 'editor, try', path: () => '/rules/editor?panel=try', ready: '.try-id' },
  { name: 'editor, backtest', path: () => '/rules/editor?draft=kept&panel=backtest', ready: '.segmented' },
  { name: 'lists', path: () => '/lists', ready: '.lists-table' },
  { name: 'new list', path: () => '/lists?new=1', ready: 'dialog' },
  { name: 'list', path: () => '/lists/blocked-words', ready: '.list-versions li' },
  { name: 'list entries form', path: () => '/lists/blocked-words?open=add', ready: 'dialog' },
  { name: 'import form', path: () => '/lists/blocked-words?open=import', ready: 'dialog' },
  { name: 'brakes', path: () => '/brakes', ready: '.held-list li' },
  { name: 'undo form', path: () => '/brakes?undo=LinkFlood', ready: 'dialog' },
  { name: 'palette', path: () => '/rules', ready: '.rules-table', keys: 'Control+k' },
];

function event() {
  return stage.api.world.events.find((one) => one.hits.includes('NewAccountBurst'))!;
}

it.each(pages)('$name has no violation in either theme', async ({ path, ready, keys }) => {
  const visit = await stage.signedIn(path(), 'light');
  const { page } = visit;
  await page.locator(ready).first().waitFor();
  if (keys !== undefined) await page.keyboard.press(keys);
  const found = await findings(page);
  await visit.close();
  expect(found).toEqual([]);
});

it('sign-in has no violation in either theme', async () => {
  const context = await stage.browser.newContext({ baseURL: stage.api.url, colorScheme: 'light' });
  const page = await context.newPage();
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').waitFor();
  const found = await findings(page);
  await context.close();
  expect(found).toEqual([]);
});
